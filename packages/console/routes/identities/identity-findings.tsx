import { type Finding, type IdentityDetail, listFindings } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { Card } from '../../ui/page.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { number } from '../../ui/words.ts'
import { FindingLink } from '../findings/finding-link.tsx'
import { FindingsTable } from '../findings/findings-table.tsx'
import '../findings/finding-drawer.css'
import './identity-findings.css'

const most = 100

/** What is wrong with its accounts now, and what was. */
export function IdentityFindings({ identity }: { identity: IdentityDetail }) {
  const q = `identity:${identity.id}`
  const { data, error, refetch } = useQuery(
    // What somebody decided about is shown as such: here is all that there is.
    read(listFindings, { query: { q: `${q} status:open,unknown,resolved decision:any,none`, limit: most } }),
  )
  if (error && !data)
    return (
      <Card title="Findings">
        <Failed error={error} retry={refetch} what="The findings" />
      </Card>
    )
  if (!data)
    return (
      <Card title="Findings">
        <Loading rows={3} label="Loading findings" />
      </Card>
    )
  const present = data.items.filter(({ status }) => status !== 'resolved')
  return (
    <>
      <Card
        flush
        title="Findings"
        actions={
          present.length === 0 ? null : (
            <Link to="/findings" search={{ q: `${q} decision:any,none`, group: 'none' }} className="small">
              {data.total > data.items.length ? `All ${number(data.total)} in the findings` : 'Open in the findings'}
            </Link>
          )
        }
      >
        {present.length === 0 ? (
          <p className="secondary identity-nothing">
            Nothing is open on its accounts: of what could be judged about them, everything passed.
          </p>
        ) : (
          <FindingsTable
            findings={present}
            columns={['severity', 'problem', 'subject', 'scope', 'status', 'opened']}
            label="Findings of this identity"
          />
        )}
      </Card>
      <Card title="History" lead="When it was first seen, and what opened and was resolved on its accounts since.">
        <ol className="history">
          {stepsOf(identity, data.items).map(({ at, words, finding }) => (
            <li key={`${at} ${words} ${finding?.id ?? ''}`}>
              <span>
                {words}
                {finding ? (
                  <>
                    {': '}
                    <FindingLink id={finding.id}>{finding.problem}</FindingLink>
                    <span className="muted"> in {finding.scope}</span>
                  </>
                ) : null}
              </span>
              <span className="muted small">
                <RelativeTime at={at} />
              </span>
            </li>
          ))}
        </ol>
      </Card>
    </>
  )
}

const endings: Record<NonNullable<Finding['resolution']>, string> = {
  passed: 'seen to be right',
  gone: 'the account is gone',
  not_applicable: 'the check does not apply any more',
  seen: 'it can be seen now',
}

interface Step {
  at: string
  words: string
  finding?: Finding
}

/** Newest first. */
function stepsOf(identity: IdentityDetail, findings: readonly Finding[]): Step[] {
  const steps: Step[] = [{ at: identity.firstSeenAt, words: 'First seen' }]
  for (const finding of findings) {
    steps.push({ at: finding.openedAt, words: finding.status === 'unknown' ? 'Unknown' : 'Opened', finding })
    if (finding.reopenedAt) steps.push({ at: finding.reopenedAt, words: 'Reopened', finding })
    if (finding.resolvedAt && finding.status === 'resolved')
      steps.push({
        at: finding.resolvedAt,
        words: `Resolved${finding.resolution ? ` (${endings[finding.resolution]})` : ''}`,
        finding,
      })
  }
  return steps.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}
