import { SearchIcon } from '@primer/octicons-react'
import { type ConnectorSheet, listConnectors } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { SystemIcon } from '../../ui/system-icon.tsx'
import { CredentialStep } from './credential-step.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { NameStep } from './name-step.tsx'
import { PreflightStep } from './preflight-step.tsx'
import { Steps } from './steps.tsx'
import { useConnect } from './use-connect.ts'
import './connect-page.css'

const route = getRouteApi('/signed-in/connections/new/$connector')

/** Connects one system: what is needed, what can be read with it, and how it is called. */
export function ConnectPage() {
  const { connector: id } = route.useParams()
  const { data, error, refetch } = useQuery(read(listConnectors))
  const connector = data?.items.find((one) => one.id === id)
  if (connector) return <Wizard key={connector.id} connector={connector} />
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

function Wizard({ connector }: { connector: ConnectorSheet }) {
  const connect = useConnect(connector)
  const { step, report } = connect
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
      <Steps at={step} />
      {step === 1 || !report ? (
        <CredentialStep connect={connect} />
      ) : step === 2 ? (
        <PreflightStep connect={connect} report={report} />
      ) : (
        <NameStep connect={connect} report={report} />
      )}
      <LeaveGuard typed={connect.typed} />
    </Page>
  )
}
