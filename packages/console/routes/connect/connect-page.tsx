import { SearchIcon } from '@primer/octicons-react'
import { type ConnectorSheet, listConnectors, listRegistrations, type Registration } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Navigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { read } from '../../api.ts'
import { Empty, Failed, Loading, listWords } from '../../ui/empty.tsx'
import { LeaveGuard } from '../../ui/leave-guard.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { SystemIcon } from '../../ui/system-icon.tsx'
import { CredentialStep, Refusal } from './credential-step.tsx'
import { NameStep } from './name-step.tsx'
import { PreflightStep } from './preflight-step.tsx'
import { RegisteredView } from './registered-view.tsx'
import { RegistrationReturn } from './registration-return.tsx'
import { Steps } from './steps.tsx'
import { useConnect } from './use-connect.ts'
import './connect-page.css'

const route = getRouteApi('/signed-in/connections/new/$connector')

/** Connects one system: what is needed, what can be read with it, and how it is called. */
export function ConnectPage() {
  const { connector: id } = route.useParams()
  const { data, error, refetch } = useQuery(read(listConnectors))
  const connector = data?.items.find((one) => one.id === id)
  if (connector) return <Entry key={connector.id} connector={connector} />
  return (
    <Page title="Connect a system" above={<Above />}>
      <Card flush>
        {error && !data ? (
          <Failed error={error} retry={refetch} what="The connector" />
        ) : !data ? (
          <Loading rows={8} label="Loading the connector" />
        ) : (
          <Empty
            icon={SearchIcon}
            title={`There is no connector “${id}”`}
            actions={<LinkButton to="/connections/new">See all connectors</LinkButton>}
          />
        )}
      </Card>
    </Page>
  )
}

function Above() {
  return (
    <>
      <Link to="/connections">Connections</Link> › <Link to="/connections/new">Add Application</Link>
    </>
  )
}

/** Comes back from the system with a code, goes on with an App that was made, or starts. */
function Entry({ connector }: { connector: ConnectorSheet }) {
  const search = route.useSearch()
  const { data, error, refetch } = useQuery({
    ...read(listRegistrations),
    enabled: connector.registration !== null && search.code === undefined,
  })
  const made = (data?.items ?? []).filter((one) => one.connector === connector.id)
  const { code, state } = search
  if (code !== undefined && state !== undefined)
    return (
      <Frame connector={connector}>
        <RegistrationReturn connector={connector.id} code={code} state={state} />
      </Frame>
    )
  // Whoever installs from GitHub's own pages brings no state along: then it is about the newest.
  const came = search.installation_id !== undefined || search.setup_action !== undefined
  const wanted = search.registration ?? (came ? (state ?? made[0]?.id ?? '') : undefined)
  if (wanted === undefined) return <Wizard connector={connector} registration={null} made={made} />
  const registration = made.find(({ id }) => id === wanted)
  if (registration?.connectionId)
    return (
      <Navigate
        to="/connections/$id"
        params={{ id: registration.connectionId }}
        search={{
          tab: 'credential',
          registration: registration.id,
          ...(search.installation_id === undefined ? {} : { installation_id: search.installation_id }),
          ...(search.setup_action === undefined ? {} : { setup_action: search.setup_action }),
        }}
        replace
      />
    )
  if (registration) return <Wizard key={registration.id} connector={connector} registration={registration} made={[]} />
  return (
    <Frame connector={connector}>
      <Card flush>
        {data ? (
          <Empty
            icon={SearchIcon}
            title="This App does not wait here any more"
            actions={
              <LinkButton to="/connections/new/$connector" params={{ connector: connector.id }} search={{}}>
                Start again
              </LinkButton>
            }
          >
            It was connected, forgotten, or made by somebody else. <Link to="/connections">See the connections</Link>
          </Empty>
        ) : error ? (
          <Failed error={error} retry={refetch} what="The App" />
        ) : (
          <Loading rows={4} label="Looking for the App" />
        )}
      </Card>
    </Frame>
  )
}

function Frame({ connector, children }: { connector: ConnectorSheet; children: ReactNode }) {
  return (
    <Page
      title={`Connect ${connector.name}`}
      above={<Above />}
      heading={
        <span className="connect-heading">
          <SystemIcon svg={connector.icon} size={36} />
          Connect {connector.name}
        </span>
      }
      lead={connector.summary}
    >
      {children}
    </Page>
  )
}

function Wizard({
  connector,
  registration,
  made,
}: {
  connector: ConnectorSheet
  registration: Registration | null
  made: Registration[]
}) {
  const connect = useConnect(connector, registration)
  const { installation_id: installation, setup_action: action } = route.useSearch()
  const navigate = route.useNavigate()
  const { step, report, refusal } = connect
  return (
    <Frame connector={connector}>
      <Steps at={step} />
      {step === 1 || !report ? (
        registration ? (
          <RegisteredView
            registration={registration}
            back={{ installation, action }}
            checking={connect.checking}
            check={connect.checkRegistered}
            forgotten={() => navigate({ search: {}, replace: true })}
          >
            {refusal ? <Refusal error={refusal} /> : null}
          </RegisteredView>
        ) : (
          <>
            <Waiting connector={connector.id} made={made} />
            <CredentialStep connect={connect} />
          </>
        )
      ) : step === 2 ? (
        <PreflightStep connect={connect} report={report} />
      ) : (
        <NameStep connect={connect} report={report} />
      )}
      <LeaveGuard when={connect.typed}>
        What you typed is not saved, the credential least of all. If you leave now it is gone.
      </LeaveGuard>
    </Frame>
  )
}

/** What was made and not connected yet: nobody need make it twice. */
function Waiting({ connector, made }: { connector: string; made: Registration[] }) {
  if (made.length === 0) return null
  return (
    <Notice
      title={
        made.length === 1 ? 'A GitHub App of yours waits to be connected' : 'GitHub Apps of yours wait to be connected'
      }
    >
      <ul className="connect-waiting">
        {made.map(({ id, app, organizations }) => (
          <li key={id}>
            <Link to="/connections/new/$connector" params={{ connector }} search={{ registration: id }}>
              Go on with {app?.name}
            </Link>{' '}
            <span className="muted">made for {listWords(organizations)}</span>
          </li>
        ))}
      </ul>
    </Notice>
  )
}
