import { Button } from '@mantine/core'
import { BeakerIcon } from '@primer/octicons-react'
import { type EnterpriseDetail, getScimRequest, type RouteOutput, replayScimRequest } from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { call, read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Failed, Loading } from '../../ui/empty.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Fact, Facts } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { exactTime } from '../../ui/time.tsx'
import { ChangesTable } from './changes-table.tsx'
import { JsonView } from './json-view.tsx'
import { SideDrawer } from './side-drawer.tsx'
import { outcomeLooks } from './states.ts'

type Detail = RouteOutput<typeof getScimRequest>

export function RequestDrawer({ enterprise }: { enterprise: EnterpriseDetail }) {
  return <SideDrawer label="SCIM request">{(id) => <Request key={id} enterprise={enterprise} id={id} />}</SideDrawer>
}

function Request({ enterprise, id }: { enterprise: EnterpriseDetail; id: string }) {
  const { data, error, refetch } = useQuery(read(getScimRequest, { params: { enterprise: enterprise.slug, id } }))
  if (data) return <Body enterprise={enterprise} request={data} />
  if (error) return <Failed error={error} retry={refetch} what="The request" />
  return <Loading rows={7} label="Loading the request" />
}

function Body({ enterprise, request }: { enterprise: EnterpriseDetail; request: Detail }) {
  const { slug, host } = enterprise
  const mayRehearse = useMay('directory:write')
  return (
    <>
      <div className="side-head">
        <h2 className="request-title">
          <span className="method">{request.method}</span> <span className="mono">{request.path}</span>
        </h2>
        <span className="row">
          <span className={request.status >= 400 ? 'badge bad' : 'badge'}>{request.status}</span>
          <State look={outcomeLooks[request.outcome]} />
        </span>
        <CopyButton text={() => curlOf(request, host)}>Copy as curl</CopyButton>
      </div>
      <Notice tone={request.outcome === 'failed' ? 'bad' : 'info'} title={request.why} />
      <RequestFacts enterprise={slug} request={request} />
      {request.changes.length > 0 ? (
        <section className="side-part">
          <h3>What it changed</h3>
          <ChangesTable changes={request.changes} caption="What it changed" />
        </section>
      ) : null}
      {request.method !== 'GET' && request.token && mayRehearse ? <DryRun enterprise={slug} id={request.id} /> : null}
      {request.body === null ? null : <JsonView title="Body" value={request.body} />}
      {request.answer === null ? null : <JsonView title="Answer" value={request.answer} />}
    </>
  )
}

function RequestFacts({ enterprise, request }: { enterprise: string; request: Detail }) {
  const { subject, subjectName, requestId } = request
  return (
    <Facts>
      <Fact name="When">
        <time dateTime={request.at}>{exactTime(request.at)}</time>
      </Fact>
      <Fact name="Took">{`${request.ms.toFixed(1)} ms`}</Fact>
      <Fact name="Client">{request.client}</Fact>
      <Fact name="User-Agent">
        <span className="mono small">{request.userAgent}</span>
      </Fact>
      <Fact name="Token">{request.token ?? <span className="muted">none that is known</span>}</Fact>
      {subject ? (
        <Fact name={subject.kind === 'User' ? 'About the person' : 'About the group'}>
          <Link
            to="/directory/$enterprise"
            params={{ enterprise }}
            search={subject.kind === 'User' ? { see: subject.id } : { tab: 'groups', see: subject.id }}
            {...(subjectName ? {} : { className: 'mono' })}
          >
            {subjectName ?? subject.id}
          </Link>
        </Fact>
      ) : null}
      {requestId ? (
        <Fact name="Request id">
          <span className="mono">{requestId}</span> <CopyButton text={requestId} quiet />
          {request.outcome === 'changed' || (request.outcome === 'failed' && request.token) ? (
            <>
              <br />
              <Link
                to="/directory/$enterprise"
                params={{ enterprise }}
                search={{ tab: 'audit', q: `request_id:${requestId}` }}
              >
                Its events in the audit log
              </Link>
            </>
          ) : null}
        </Fact>
      ) : null}
    </Facts>
  )
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** The same request for a terminal. The token is named, never written. */
function curlOf({ method, path, body }: Detail, host: string | null): string {
  // A GHES enterprise that answers at its own host name has it in no path.
  const origin = host && path.startsWith('/api/') ? `https://${host}` : location.origin
  return [
    `curl -X ${method} ${quoted(`${origin}${path}`)}`,
    '-H "Authorization: Bearer $SCIM_TOKEN"',
    ...(body === null ? [] : ["-H 'Content-Type: application/scim+json'", `-d ${quoted(body)}`]),
  ].join(' \\\n  ')
}

/** What the request would do on what is true now. */
function DryRun({ enterprise, id }: { enterprise: string; id: string }) {
  const run = useMutation({ mutationFn: () => call(replayScimRequest, { params: { enterprise, id } }) })
  const { data } = run
  return (
    <section className="side-part">
      <div className="row spread">
        <h3>Try again as a dry run</h3>
        <Button
          size="xs"
          variant="default"
          leftSection={<BeakerIcon size={14} />}
          loading={run.isPending}
          onClick={() => run.mutate()}
        >
          {data ? 'Try once more' : 'Try again as a dry run'}
        </Button>
      </div>
      <p className="muted small">Says what the same request would do now. Nothing is written.</p>
      <FormProblem error={run.error} />
      <div aria-live="polite">
        {data ? (
          <div className="stack dry-run">
            <p>
              <span className={data.status >= 400 ? 'badge bad' : 'badge'}>{data.status}</span> {data.why}
            </p>
            {data.changes.length > 0 ? <ChangesTable changes={data.changes} caption="What it would change" /> : null}
            <p className="small">
              <span className="muted">Audit events: </span>
              {data.events.length === 0 ? <span className="muted">none</span> : null}
              {data.events.map((event, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same event may be written twice
                <code key={`${event} ${index}`} className="event-name">
                  {event}
                </code>
              ))}
            </p>
          </div>
        ) : null}
      </div>
    </section>
  )
}
