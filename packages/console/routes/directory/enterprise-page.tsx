import { Tabs } from '@mantine/core'
import { PlugIcon } from '@primer/octicons-react'
import { type Enterprise, type EnterpriseDetail, getEnterprise } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useLayoutEffect, useRef } from 'react'
import { read } from '../../api.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
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

/** One enterprise: its people and groups, who may provision, what came in, and by which rules. */
export function EnterprisePage() {
  const { enterprise } = route.useParams()
  const { data, error, refetch } = useQuery(read(getEnterprise, { params: { enterprise } }))
  if (data) return <Loaded key={data.slug} enterprise={data} />
  return (
    <Page title="Enterprise" above={<Link to="/directory">Directory</Link>}>
      <Card flush>
        {error ? (
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
  const titles = titlesOf(enterprise)
  const tabs = useTabInSight(tab)
  return (
    <Page
      title={enterprise.name}
      above={<Link to="/directory">Directory</Link>}
      lead={
        <>
          {kindTitles[enterprise.kind]}
          {enterprise.shortCode ? (
            <>
              {' · logins end in '}
              <span className="mono">_{enterprise.shortCode}</span>
            </>
          ) : null}
          {enterprise.host ? (
            <>
              {' · answers at '}
              <span className="mono">{enterprise.host}</span>
            </>
          ) : null}
        </>
      }
      actions={
        <LinkButton
          to="/directory/$enterprise/connect"
          params={{ enterprise: enterprise.slug }}
          variant="default"
          leftSection={<PlugIcon size={14} />}
        >
          Connect an identity provider
        </LinkButton>
      }
    >
      {enterprise.copyOf ? (
        <Notice title={`This is a rehearsal of ${enterprise.copyOf}`}>
          <p className="enterprise-notice">
            A copy that nothing leads out of: what happens here does not reach{' '}
            <Link to="/directory/$enterprise" params={{ enterprise: enterprise.copyOf }}>
              the original
            </Link>
            , and no e-mail is sent. Remove it in Settings when you are done.
          </p>
        </Notice>
      ) : null}
      {enterprise.scim === 'off' ? (
        <Notice tone="warn" title="SCIM is off">
          <p className="enterprise-notice">
            The identity provider is refused. Turn it on in{' '}
            <Link to="/directory/$enterprise" params={{ enterprise: enterprise.slug }} search={{ tab: 'settings' }}>
              Settings
            </Link>
            .
          </p>
        </Notice>
      ) : null}
      {enterprise.notices.map((notice) => (
        <Notice key={notice.code} tone="warn" title={notice.message}>
          {notice.fix}
        </Notice>
      ))}
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => {
          const next = enterpriseTabs.find((one) => one === value) ?? 'people'
          void navigate({ search: next === 'people' ? {} : { tab: next }, resetScroll: false })
        }}
      >
        <Tabs.List className="enterprise-tabs" ref={tabs}>
          {enterpriseTabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {titles[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {enterpriseTabs.map((one) => (
          <Tabs.Panel key={one} value={one} className="enterprise-panel">
            {one === tab ? <Panel tab={one} enterprise={enterprise} /> : null}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}

/** Where the tabs have no room beside each other, they scroll; the open one stands in the middle. */
function useTabInSight(tab: EnterpriseTab) {
  const list = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is open, which the list itself shows
  useLayoutEffect(() => {
    const open = list.current?.querySelector<HTMLElement>('[aria-selected="true"]')
    if (list.current && open)
      list.current.scrollLeft = open.offsetLeft - (list.current.clientWidth - open.offsetWidth) / 2
  }, [tab])
  return list
}

function Panel({ tab, enterprise }: { tab: EnterpriseTab; enterprise: EnterpriseDetail }) {
  if (tab === 'groups') return <GroupsTab enterprise={enterprise} />
  if (tab === 'sign-in') return <SignInTab enterprise={enterprise} />
  if (tab === 'organizations') return <OrganizationsTab enterprise={enterprise} />
  if (tab === 'teams') return <TeamsTab enterprise={enterprise} />
  if (tab === 'tokens') return <TokensTab enterprise={enterprise} />
  if (tab === 'requests') return <RequestsTab enterprise={enterprise} />
  if (tab === 'accounts') return <AccountsTab enterprise={enterprise} />
  if (tab === 'why') return <WhyTab enterprise={enterprise} />
  if (tab === 'audit') return <AuditTab enterprise={enterprise} />
  if (tab === 'streams') return <StreamsTab enterprise={enterprise} />
  if (tab === 'settings') return <SettingsTab enterprise={enterprise} />
  return <PeopleTab enterprise={enterprise} suspendedOnly={tab === 'suspended'} />
}

const titlesOf = ({ users, suspended, groups }: Enterprise): Record<EnterpriseTab, string> => ({
  people: `People ${number(users)}`,
  suspended: `Suspended ${number(suspended)}`,
  groups: `Groups ${number(groups)}`,
  'sign-in': 'Sign-in',
  accounts: 'Accounts',
  organizations: 'Organizations',
  teams: 'Teams',
  tokens: 'Tokens',
  requests: 'Requests',
  why: 'Troubleshoot',
  audit: 'Audit log',
  streams: 'Streams',
  settings: 'Settings',
})
