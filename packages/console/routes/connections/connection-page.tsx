import { Tabs } from '@mantine/core'
import { type Connection, getConnection, listNotices } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { LinkedText } from '../../ui/linked-text.tsx'
import { ExternalLink, Notice } from '../../ui/notice.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { healthStates, State } from '../../ui/state.tsx'
import { SystemIcon } from '../../ui/system-icon.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { number } from '../../ui/words.ts'
import { ConnectionFacts } from './connection-facts.tsx'
import { type ConnectionTab, connectionTabs } from './connection-search.ts'
import { CoverageTab } from './coverage-tab.tsx'
import { CredentialNotice, CredentialTab } from './credential-tab.tsx'
import { ScanButtons, ScanPanel } from './scan-panel.tsx'
import { isRunning } from './scan-progress.ts'
import { ScansTab } from './scans-tab.tsx'
import { SettingsTab } from './settings-tab.tsx'
import { useConnector } from './use-connector.ts'
import { useScanNews } from './use-scan-news.ts'
import './connection-page.css'

const route = getRouteApi('/signed-in/connections/$id')

const tabTitles: Record<ConnectionTab, string> = {
  coverage: 'Coverage',
  scans: 'Scans',
  credential: 'Credential',
  settings: 'Settings',
}

/** One connection: how well it is seen, what it did, with which credential, and how it is set. */
export function ConnectionPage() {
  const { id } = route.useParams()
  const { data, error, refetch } = useQuery(read(getConnection, { params: { id } }))
  if (data) return <Loaded connection={data} />
  return (
    <Page title="Connection" above={<Link to="/connections">Connections</Link>}>
      <Card flush>
        {error ? (
          <Failed error={error} retry={refetch} what="The connection" />
        ) : (
          <Loading rows={8} label="Loading the connection" />
        )}
      </Card>
    </Page>
  )
}

function Loaded({ connection }: { connection: Connection }) {
  const { tab = 'coverage' } = route.useSearch()
  const navigate = route.useNavigate()
  const mayScan = useMay('connections:write')
  const icon = useConnector(connection)?.icon
  const news = useScanNews(connection)
  const { lastScan, health } = connection
  return (
    <Page
      title={connection.name}
      above={<Link to="/connections">Connections</Link>}
      heading={
        <span className="connection-heading">
          <SystemIcon svg={icon} size={36} />
          {connection.name}
        </span>
      }
      lead={
        <span className="row" style={{ ['--row-gap' as string]: '4px 14px' }}>
          <State look={healthStates[health.state]} />
          {health.state === 'ok' ? health.detail : null}
        </span>
      }
      actions={mayScan ? <ScanButtons connection={connection} /> : null}
    >
      <p role="status" className="hidden-visually">
        {news}
      </p>
      <HealthNotice connection={connection} tab={tab} />
      <OtherNotices connection={connection} />
      <CredentialNotice connection={connection} />
      {isRunning(lastScan) ? <ScanPanel scan={lastScan} /> : <ConnectionFacts connection={connection} />}
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => {
          const next = connectionTabs.find((one) => one === value) ?? 'coverage'
          void navigate({ search: next === 'coverage' ? {} : { tab: next }, resetScroll: false })
        }}
      >
        <Tabs.List>
          {connectionTabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {tabTitles[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="coverage" className="connection-panel">
          <CoverageTab connection={connection} />
        </Tabs.Panel>
        <Tabs.Panel value="scans" className="connection-panel">
          <ScansTab connection={connection} />
        </Tabs.Panel>
        <Tabs.Panel value="credential" className="connection-panel">
          <CredentialTab connection={connection} />
        </Tabs.Panel>
        <Tabs.Panel value="settings" className="connection-panel">
          <SettingsTab connection={connection} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

/** What keeps it from being seen whole, or at all, with the way out. */
function HealthNotice({ connection: { id, health, lastScan }, tab }: { connection: Connection; tab: ConnectionTab }) {
  const mayReplace = useMay('connections:write')
  const failed = lastScan?.state === 'failed' ? lastScan.error : null
  return (
    <>
      {failed ? (
        <Notice tone="bad" title="The last scan failed; records and findings are as they were before">
          <p>
            <LinkedText text={failed.message} />
          </p>
          <p>
            <LinkedText text={failed.fix} />
          </p>
        </Notice>
      ) : null}
      {health.state === 'limited' || health.state === 'failing' ? (
        <Notice
          tone={health.state === 'failing' ? 'bad' : 'unseen'}
          title={<LinkedText text={health.detail} />}
          actions={
            mayReplace && tab !== 'credential' ? (
              <Link to="/connections/$id" params={{ id }} search={{ tab: 'credential' }} resetScroll={false}>
                Replace the credential
              </Link>
            ) : null
          }
        >
          {health.fix ? (
            <p>
              {health.state === 'limited' ? <span className="strong">To see it: </span> : null}
              <LinkedText text={health.fix} />
            </p>
          ) : null}
          {health.staleSince ? (
            <p>
              {number(health.staleRecords)} {health.staleRecords === 1 ? 'record is' : 'records are'} kept as last read,
              the oldest <RelativeTime at={health.staleSince} />. No finding ends by them.
            </p>
          ) : null}
        </Notice>
      ) : null}
    </>
  )
}

/** What else somebody should know of it: the first is told above, the end of the credential below. */
function OtherNotices({ connection: { id, health } }: { connection: Connection }) {
  const { data } = useQuery(read(listNotices))
  const others = (data?.items ?? []).filter(
    (one) => one.connectionId === id && one.kind !== 'credential_expiring' && one.detail !== health.detail,
  )
  return others.map(({ id: notice, detail, fix, link, raisedAt }) => (
    <Notice key={notice} tone="warn" title={<LinkedText text={detail} />}>
      <p>
        <LinkedText text={fix} /> {link ? <ExternalLink href={link}>Open the page for it</ExternalLink> : null}
      </p>
      <p className="muted small">
        Since <RelativeTime at={raisedAt} />
      </p>
    </Notice>
  ))
}
