import { type Connection, getOverview, listConnections, type Overview } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { read } from '../../api.ts'
import { useSession } from '../../session.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { StaleNotice } from '../findings/stale-notice.tsx'
import { ChangesCard } from './changes-card.tsx'
import { ConnectionsCard } from './connections-card.tsx'
import { ConnectFirst, FirstScan } from './first-scan.tsx'
import type { Period } from './overview-search.ts'
import { RiskiestCard } from './riskiest-card.tsx'
import { startOf } from './since.ts'
import { Summary } from './summary.tsx'
import { UnseenCard } from './unseen-card.tsx'
import { WrongCard } from './wrong-card.tsx'
import './overview-page.css'

const route = getRouteApi('/signed-in/')

/** What is wrong, what could not be seen, what changed. */
export function OverviewPage() {
  const { person } = useSession()
  const previousVisitAt = person?.previousVisitAt ?? null
  const { since = previousVisitAt === null ? 'week' : 'visit' } = route.useSearch()
  const from = startOf(since, previousVisitAt, Date.now())
  const overview = useQuery({
    ...read(getOverview, { query: { since: from } }),
    placeholderData: keepPreviousData,
  })
  const connections = useQuery(read(listConnections))

  const failed = overview.data ? null : (overview.error ?? (connections.data ? null : connections.error))
  if (failed)
    return (
      <Page title="Overview">
        <Card>
          <Failed
            error={failed}
            what="The overview"
            retry={() => Promise.all([overview.refetch(), connections.refetch()])}
          />
        </Card>
      </Page>
    )
  if (!overview.data || !connections.data)
    return (
      <Page title="Overview">
        <div className="overview">
          <div className="overview-column">
            <Skeleton rows={9} />
            <Skeleton rows={6} />
          </div>
          <div className="overview-column">
            <Skeleton rows={9} />
            <Skeleton rows={6} />
          </div>
        </div>
      </Page>
    )
  return (
    <Page
      title="Overview"
      lead={wasAnythingSeen(overview.data, connections.data.items) ? <Summary overview={overview.data} /> : null}
    >
      <Content
        overview={overview.data}
        connections={connections.data.items}
        period={since}
        from={from}
        waiting={overview.isPlaceholderData}
      />
    </Page>
  )
}

function Content({
  overview,
  connections,
  period,
  from,
  waiting,
}: {
  overview: Overview
  connections: Connection[]
  period: Period
  from: string
  waiting: boolean
}): ReactNode {
  if (connections.length === 0) return <ConnectFirst />
  if (!wasAnythingSeen(overview, connections)) return <FirstScan connections={connections} />
  return (
    <>
      <StaleNotice />
      <div className="overview">
        <div className="overview-column">
          <WrongCard overview={overview} />
          <ChangesCard overview={overview} connections={connections} period={period} from={from} waiting={waiting} />
          <RiskiestCard identities={overview.riskiest} />
        </div>
        <div className="overview-column">
          <UnseenCard overview={overview} connections={connections} />
          <ConnectionsCard connections={connections} />
        </div>
      </div>
    </>
  )
}

/** Before the first scan has ended there is nothing to count, and nothing counted is not the same as nothing wrong. */
function wasAnythingSeen(
  { open, unknown, decided, blindSpots }: Overview,
  connections: readonly Connection[],
): boolean {
  if (connections.some(({ health }) => health.state === 'ok' || health.state === 'limited')) return true
  const counts = [...Object.values(open), ...Object.values(decided)]
  return unknown > 0 || blindSpots.length > 0 || counts.some((count) => count > 0)
}

function Skeleton({ rows }: { rows: number }) {
  return (
    <Card>
      <Loading rows={rows} label="Loading the overview" />
    </Card>
  )
}
