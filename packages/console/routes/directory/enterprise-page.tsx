import { SegmentedControl, Tabs } from '@mantine/core'
import { OrganizationIcon, PlugIcon, QuestionIcon } from '@primer/octicons-react'
import { ApiError, type EnterpriseDetail, getEnterprise } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useLayoutEffect, useRef } from 'react'
import { read } from '../../api.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { number } from '../../ui/words.ts'
import { AccountsTab } from './accounts-tab.tsx'
import { AuditTab } from './audit-tab.tsx'
import { type EnterpriseTab, enterpriseTabs } from './directory-search.ts'
import { GroupsTab } from './groups-tab.tsx'
import { PeopleTab } from './people-tab.tsx'
import { RequestsTab } from './requests-tab.tsx'
import { SettingsTab } from './settings-tab.tsx'
import { SignInTab } from './sign-in-tab.tsx'
import { kindTitles } from './states.ts'
import { StreamsTab } from './streams-tab.tsx'
import { OrganizationsTab } from './teams/organizations-tab.tsx'
import { TeamsTab } from './teams/teams-tab.tsx'
import { TokensTab } from './tokens-tab.tsx'
import { WhyTab } from './why-tab.tsx'
import './directory.css'

const route = getRouteApi('/signed-in/directory/$enterprise')

/** What stands in each tab of the strip; where there are several, the first is what the tab opens. */
const strip: readonly (readonly EnterpriseTab[])[] = [
  ['people', 'accounts'],
  ['groups'],
  ['organizations'],
  ['teams'],
  ['sign-in'],
  ['requests', 'tokens'],
  ['audit', 'streams'],
  ['settings'],
]

/** One enterprise: its people and groups, who may provision, what came in, and by which rules. */
export function EnterprisePage() {
  const { enterprise } = route.useParams()
  const { data, error, refetch } = useQuery(read(getEnterprise, { params: { enterprise } }))
  // It may have been removed while it was looked at: what is remembered of it is no page to work on.
  const gone = error instanceof ApiError && error.status === 404
  if (data && !gone) return <Loaded key={data.slug} enterprise={data} />
  return (
    <Page title="Enterprise" above={<Link to="/directory">Directory</Link>}>
      <Card flush>
        {gone ? (
          <Empty icon={OrganizationIcon} title="This enterprise is not there">
            <p>
              No enterprise has the slug <span className="mono">{enterprise}</span>, or not any more.
            </p>
          </Empty>
        ) : error ? (
          <Failed error={error} retry={refetch} what="The enterprise" />
        ) : (
          <Loading rows={8} label="Loading the enterprise" />
        )}
      </Card>
    </Page>
  )
}

function Loaded({ enterprise }: { enterprise: EnterpriseDetail }) {
  const { tab = 'people' } = route.useSearch()
  const navigate = route.useNavigate()
  const open = (next: string | null) => {
    const found = enterpriseTabs.find((one) => one === next) ?? 'people'
    void navigate({ search: found === 'people' ? {} : { tab: found }, resetScroll: false })
  }
  // Troubleshooting is asked for from anywhere, and stands in no tab.
  const views = strip.find((one) => one.includes(tab)) ?? []
  const [first = null] = views
  const list = useTabInSight(tab)
  return (
    <Page
      title={enterprise.name}
      above={<Link to="/directory">Directory</Link>}
      lead={<Lead enterprise={enterprise} />}
      actions={<Actions enterprise={enterprise.slug} />}
    >
      <Notices enterprise={enterprise} />
      <Tabs value={first} onChange={open}>
        <Tabs.List className="enterprise-tabs" ref={list}>
          {strip.map(([one = 'people']) => (
            <Tabs.Tab key={one} value={one}>
              {titleOf(one, enterprise)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {strip.map(([one = 'people']) => (
          <Tabs.Panel key={one} value={one} className="enterprise-panel">
            {one === first ? (
              <>
                {views.length > 1 ? (
                  <SegmentedControl
                    className="enterprise-views"
                    aria-label={`Parts of ${titleOf(one, enterprise)}`}
                    value={tab}
                    onChange={open}
                    data={views.map((value) => ({ value, label: viewTitles[value] ?? value }))}
                  />
                ) : null}
                <Panel tab={tab} enterprise={enterprise} />
              </>
            ) : null}
          </Tabs.Panel>
        ))}
      </Tabs>
      {tab === 'why' ? (
        <section className="enterprise-panel" aria-labelledby="troubleshoot">
          <h2 id="troubleshoot">Troubleshoot</h2>
          <WhyTab enterprise={enterprise} />
        </section>
      ) : null}
    </Page>
  )
}

function Lead({ enterprise: { kind, shortCode, host } }: { enterprise: EnterpriseDetail }) {
  return (
    <>
      {kindTitles[kind]}
      {shortCode ? (
        <>
          {' · logins end in '}
          <span className="mono">_{shortCode}</span>
        </>
      ) : null}
      {host ? (
        <>
          {' · answers at '}
          <span className="mono">{host}</span>
        </>
      ) : null}
    </>
  )
}

function Actions({ enterprise }: { enterprise: string }) {
  return (
    <>
      <LinkButton
        to="/directory/$enterprise"
        params={{ enterprise }}
        search={{ tab: 'why' }}
        variant="default"
        leftSection={<QuestionIcon size={14} />}
      >
        Troubleshoot
      </LinkButton>
      <LinkButton
        to="/directory/$enterprise/connect"
        params={{ enterprise }}
        variant="default"
        leftSection={<PlugIcon size={14} />}
      >
        Connect an identity provider
      </LinkButton>
    </>
  )
}

/** Where a notice can be looked into, by how its code begins. */
const noticePlaces: readonly [string, EnterpriseTab, string][] = [
  ['audit.stream_failing', 'streams', 'See the streams'],
  ['mail.', 'settings', 'See the e-mails'],
  ['scim.', 'requests', 'See the requests'],
]

function Notices({ enterprise: { slug, copyOf, scim, notices } }: { enterprise: EnterpriseDetail }) {
  const params = { enterprise: slug }
  return (
    <>
      {copyOf ? (
        <Notice title={`This is a rehearsal of ${copyOf}`}>
          <p className="enterprise-notice">
            A copy that nothing leads out of: what happens here does not reach{' '}
            <Link to="/directory/$enterprise" params={{ enterprise: copyOf }}>
              the original
            </Link>
            , and no e-mail is sent. Remove it in Settings when you are done.
          </p>
        </Notice>
      ) : null}
      {scim === 'off' ? (
        <Notice tone="warn" title="SCIM is off">
          <p className="enterprise-notice">
            The identity provider is refused. Turn it on in{' '}
            <Link to="/directory/$enterprise" params={params} search={{ tab: 'settings' }}>
              Settings
            </Link>
            .
          </p>
        </Notice>
      ) : null}
      {notices.map(({ code, message, fix }) => {
        const [, tab, words] = noticePlaces.find(([prefix]) => code.startsWith(prefix)) ?? []
        return (
          <Notice key={code} tone="warn" title={message}>
            <p className="enterprise-notice">
              {fix}{' '}
              {tab ? (
                <Link to="/directory/$enterprise" params={params} search={{ tab }}>
                  {words}
                </Link>
              ) : null}
            </p>
          </Notice>
        )
      })}
    </>
  )
}

/** Where the tabs have no room beside each other, they scroll; the open one stands in the middle, and edges that hide some are marked. */
function useTabInSight(tab: EnterpriseTab) {
  const list = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is open, which the list itself shows
  useLayoutEffect(() => {
    const open = list.current?.querySelector<HTMLElement>('[aria-selected="true"]')
    if (list.current && open)
      list.current.scrollLeft = open.offsetLeft - (list.current.clientWidth - open.offsetWidth) / 2
  }, [tab])
  useLayoutEffect(() => {
    const tabs = list.current
    if (!tabs) return
    const mark = () => {
      tabs.toggleAttribute('data-before', tabs.scrollLeft > 1)
      tabs.toggleAttribute('data-after', tabs.scrollLeft + tabs.clientWidth < tabs.scrollWidth - 1)
    }
    const size = new ResizeObserver(mark)
    size.observe(tabs)
    tabs.addEventListener('scroll', mark, { passive: true })
    return () => {
      size.disconnect()
      tabs.removeEventListener('scroll', mark)
    }
  }, [])
  return list
}

function Panel({ tab, enterprise }: { tab: EnterpriseTab; enterprise: EnterpriseDetail }) {
  switch (tab) {
    case 'accounts':
      return <AccountsTab enterprise={enterprise} />
    case 'groups':
      return <GroupsTab enterprise={enterprise} />
    case 'organizations':
      return <OrganizationsTab enterprise={enterprise} />
    case 'teams':
      return <TeamsTab enterprise={enterprise} />
    case 'sign-in':
      return <SignInTab enterprise={enterprise} />
    case 'requests':
      return <RequestsTab enterprise={enterprise} />
    case 'tokens':
      return <TokensTab enterprise={enterprise} />
    case 'audit':
      return <AuditTab enterprise={enterprise} />
    case 'streams':
      return <StreamsTab enterprise={enterprise} />
    case 'settings':
      return <SettingsTab enterprise={enterprise} />
    default:
      return <PeopleTab enterprise={enterprise} />
  }
}

const titles: { [tab in EnterpriseTab]?: string } = {
  organizations: 'Organizations',
  teams: 'Teams',
  'sign-in': 'Sign-in',
  requests: 'SCIM',
  audit: 'Audit log',
  settings: 'Settings',
}

function titleOf(tab: EnterpriseTab, { users, groups }: EnterpriseDetail): string {
  if (tab === 'people') return `People ${number(users)}`
  if (tab === 'groups') return `Groups ${number(groups)}`
  return titles[tab] ?? tab
}

const viewTitles: { [tab in EnterpriseTab]?: string } = {
  people: 'From the identity provider',
  accounts: 'All accounts',
  requests: 'Requests',
  tokens: 'Tokens',
  audit: 'Events',
  streams: 'Streams',
}
