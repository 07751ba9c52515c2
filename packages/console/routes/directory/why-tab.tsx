import { CheckCircleIcon, QuestionIcon, XCircleIcon } from '@primer/octicons-react'
import { type EnterpriseDetail, type Explanation, explainAccess } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { FilterField } from '../../ui/filter-field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { AuditTimeline } from './audit-timeline.tsx'
import '../../ui/filter-bar.css'

const route = getRouteApi('/signed-in/directory/$enterprise')

/** Why can they not sign in, why are they not in this team: looked up in the order in which it would fail. */
export function WhyTab({ enterprise }: { enterprise: EnterpriseDetail }) {
  const { who = '', into = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const ask = (next: { who: string; into: string }) =>
    navigate({
      search: { tab: 'why', ...(next.who ? { who: next.who } : {}), ...(next.into ? { into: next.into } : {}) },
      replace: true,
      resetScroll: false,
    })
  const { data, error, refetch } = useQuery({
    ...read(explainAccess, {
      params: { enterprise: enterprise.slug },
      query: { who, ...(into ? { team: into } : {}) },
    }),
    enabled: who !== '',
  })
  return (
    <>
      <search className="filter-bar" aria-label="Ask about a person or group">
        <FilterField
          main
          className="filter-grow"
          label="Person or group"
          placeholder="Login, userName, e-mail, externalId or id of a person; name of a group"
          value={who}
          change={(next) => ask({ who: next, into })}
        />
        <FilterField
          label="Team"
          placeholder="Team, if it is about one"
          value={into}
          change={(next) => ask({ who, into: next })}
        />
      </search>
      {who === '' ? (
        <Card flush>
          <Empty icon={QuestionIcon} title="Why can they not sign in? Why are they not in this team?">
            <p>
              Name a person or a group, and a team if it is about one. The answer says what holds them up, and what to
              do next.
            </p>
          </Empty>
        </Card>
      ) : error ? (
        <Card flush>
          <Failed error={error} retry={refetch} what="The answer" />
        </Card>
      ) : data ? (
        <Told enterprise={enterprise.slug} answer={data} />
      ) : (
        <Card>
          <Loading rows={5} label="Looking it up" />
        </Card>
      )}
    </>
  )
}

function Told({ enterprise, answer }: { enterprise: string; answer: Explanation }) {
  const { verdict, next, parts, candidates, refused, history, subject } = answer
  return (
    <>
      <Notice tone={next ? 'warn' : 'info'} title={verdict} role="status">
        {next ? (
          <p>
            <span className="strong">Next: </span>
            {next}
          </p>
        ) : null}
        {subject ? <p className="secondary small">Found by {subject.by}.</p> : null}
      </Notice>
      {candidates.length > 0 ? (
        <p className="secondary why-others">
          Or did you mean{' '}
          {candidates.map(({ kind, id, name }, index) => (
            <span key={`${kind} ${id}`}>
              {index > 0 ? ', ' : ''}
              <Link
                to="/directory/$enterprise"
                params={{ enterprise }}
                search={{ tab: 'why', who: id }}
              >{`${name} (${kind})`}</Link>
            </span>
          ))}
          ?
        </p>
      ) : null}
      {parts.map(({ question, steps }) => (
        <Card key={question} title={question}>
          <ol className="why-steps">
            {steps.map((step) => (
              <li key={step.what} className={step.result}>
                {step.result === 'pass' ? (
                  <CheckCircleIcon size={16} aria-label="Fine" />
                ) : (
                  <XCircleIcon size={16} aria-label="Stops here" />
                )}
                <div>
                  <p>{step.what}</p>
                  {step.fix ? <p className="secondary">{step.fix}</p> : null}
                </div>
              </li>
            ))}
          </ol>
        </Card>
      ))}
      {refused.length > 0 ? (
        <Card title="Refused requests about it">
          <ul className="why-steps">
            {refused.map((request) => (
              <li key={request.id}>
                <span className="badge bad">{request.status}</span>
                <div>
                  <Link
                    to="/directory/$enterprise"
                    params={{ enterprise }}
                    search={{ tab: 'requests', see: request.id }}
                    className="mono small"
                  >{`${request.method} ${request.path}`}</Link>{' '}
                  <span className="muted small">
                    <RelativeTime at={request.at} /> · {request.client}
                  </span>
                  <p className="secondary">{request.why}</p>
                </div>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      {subject ? (
        <Card title="History">
          <AuditTimeline history={history} />
        </Card>
      ) : null}
    </>
  )
}
