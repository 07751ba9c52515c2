import { type Connection, groupFindings } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { ExternalLink } from '../../ui/notice.tsx'
import { Card, Fact, Facts } from '../../ui/page.tsx'
import { State, scanStates } from '../../ui/state.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { scopeWord } from '../connect/field-values.ts'
import { NextScan } from './next-scan.tsx'
import { number } from './scan-progress.ts'
import { describeSchedule } from './schedule.ts'
import { describeCost, describeHits, describeShareAndTime } from './spending.ts'
import { useConnector } from './use-connector.ts'

/** What is worth knowing at a glance while nothing runs. */
export function ConnectionFacts({ connection }: { connection: Connection }) {
  const { lastScan, scopes, system, web, scanEveryHours, estimate, health } = connection
  const seesFindings = useMay('findings:read')
  const at = lastScan?.finishedAt ?? lastScan?.createdAt
  return (
    <Card>
      <Facts>
        <Fact name="System">
          <ExternalLink href={web}>{system}</ExternalLink>
        </Fact>
        <Fact name={scopeWord(useConnector(connection), scopes.length)}>
          <span className="connection-scopes">
            {scopes.slice(0, 5).map(({ scope, url }) => (
              <ExternalLink key={scope} href={url}>
                {scope}
              </ExternalLink>
            ))}
            {scopes.length > 5 ? <span className="muted">and {scopes.length - 5} more</span> : null}
          </span>
        </Fact>
        <Fact name="Last scan">
          {lastScan && at ? (
            <span className="row">
              <RelativeTime at={at} />
              {lastScan.state === 'succeeded' ? null : <State look={scanStates[lastScan.state]} />}
            </span>
          ) : (
            <span className="muted">Never</span>
          )}
          {health.checkedAt ? (
            <span className="muted small connection-schedule">
              tested <RelativeTime at={health.checkedAt} />
            </span>
          ) : null}
        </Fact>
        <Fact name="Next scan">
          <NextScan connection={connection} />
          {scanEveryHours > 0 ? (
            <span className="muted small connection-schedule">{describeSchedule(scanEveryHours).toLowerCase()}</span>
          ) : null}
        </Fact>
        {estimate ? (
          <Fact name="A scan takes">
            {describeCost(estimate)}
            <span className="muted small connection-schedule">{describeShareAndTime(estimate)}</span>
            {lastScan?.spending && lastScan.spending.asked > 0 ? (
              <span className="muted small connection-schedule">{describeHits(lastScan.spending)}</span>
            ) : null}
          </Fact>
        ) : null}
        {seesFindings ? <FindingFacts connection={connection} /> : null}
      </Facts>
    </Card>
  )
}

function FindingFacts({ connection: { id, lastScan } }: { connection: Connection }) {
  const q = `connection:${id}`
  const { data } = useQuery(read(groupFindings, { query: { q, by: 'severity' } }))
  const sum = (kind: 'open' | 'unknown') => data?.items.reduce((all, group) => all + group[kind], 0) ?? 0
  return (
    <Fact name="Findings">
      {!lastScan || !data ? (
        <span className="muted">{lastScan ? '–' : 'Not known before the first scan'}</span>
      ) : (
        <>
          <Link to="/findings" search={{ q: `${q} status:open` }}>
            {number(sum('open'))} open
          </Link>
          {', '}
          <Link to="/findings" search={{ q: `${q} status:unknown` }}>
            {number(sum('unknown'))} unknown
          </Link>
        </>
      )}
    </Fact>
  )
}
