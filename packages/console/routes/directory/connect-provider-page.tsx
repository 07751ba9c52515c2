import { Tabs } from '@mantine/core'
import { type Enterprise, getEnterprise } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Failed, Loading } from '../../ui/empty.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { Address } from './address.tsx'
import { type CreatedScimToken, NewScimToken, ScimTokenForm } from './create-scim-token.tsx'
import { providers } from './directory-search.ts'
import { guides } from './provider-guides.tsx'
import { providerTitles } from './states.ts'
import './directory.css'

const route = getRouteApi('/signed-in/directory/$enterprise/connect')

/** Address, token, what to type where, and a request to try it with. */
export function ConnectProviderPage() {
  const { enterprise: slug } = route.useParams()
  const { data, error, refetch } = useQuery(read(getEnterprise, { params: { enterprise: slug } }))
  return (
    <Page
      title="Connect your identity provider"
      narrow
      above={
        <>
          <Link to="/directory">Directory</Link> ›{' '}
          <Link to="/directory/$enterprise" params={{ enterprise: slug }}>
            {data?.name ?? slug}
          </Link>
        </>
      }
      lead="Give the identity provider an address and a token. What it sends shows in the request log as it comes."
    >
      {data ? (
        <Steps enterprise={data} />
      ) : (
        <Card flush>
          {error ? (
            <Failed error={error} retry={refetch} what="The enterprise" />
          ) : (
            <Loading rows={8} label="Loading the enterprise" />
          )}
        </Card>
      )}
    </Page>
  )
}

function Steps({ enterprise }: { enterprise: Enterprise }) {
  const mayWrite = useMay('directory:write')
  const [created, setCreated] = useState<CreatedScimToken | null>(null)
  return (
    <>
      <Card title="1. Address">
        <Addresses enterprise={enterprise} />
      </Card>
      <Card
        title="2. Token"
        lead={`A personal access token (classic) of the set-up user ${enterprise.setupUser}. It is sent as a bearer token.`}
      >
        {created ? (
          <NewScimToken created={created} />
        ) : mayWrite ? (
          <div className="narrow-form">
            <ScimTokenForm enterprise={enterprise.slug} done={setCreated} />
          </div>
        ) : (
          <p className="secondary">An admin creates it under SCIM › Tokens.</p>
        )}
      </Card>
      <Card title="3. In the identity provider">
        <Guides enterprise={enterprise} token={created?.token ?? null} />
      </Card>
      <div className="row">
        <LinkButton to="/directory/$enterprise" params={{ enterprise: enterprise.slug }} search={{ tab: 'requests' }}>
          Watch requests come in
        </LinkButton>
      </div>
    </>
  )
}

function Addresses({ enterprise: { addresses, host } }: { enterprise: Enterprise }) {
  const outside = /^http:\/\/(127\.|localhost|\[::1\])/.test(addresses.github)
  return (
    <div className="stack">
      <Address
        title="As GitHub has it"
        text="To rehearse what a GitHub Enterprise will do: its answers, its limits, its errors."
        value={addresses.github}
      />
      {host ? (
        <p className="muted small">
          Requests that reach this server as <span className="mono">{host}</span> find it at{' '}
          <span className="mono">/api/v3/scim/v2</span> too.
        </p>
      ) : null}
      <Address
        title="As the RFC has it"
        text="For a provider that wants all of SCIM 2.0: discovery, every filter, sorting, bulk, entity tags. The same people and groups."
        value={addresses.standard}
      />
      {outside ? (
        <Notice tone="warn" title="This address works on this machine only">
          A provider in the cloud needs one that it can reach, with https: set <code>ROLLCALL_BASE_URL</code> and put
          Rollcall behind TLS.
        </Notice>
      ) : null}
    </div>
  )
}

function Guides({ enterprise, token }: { enterprise: Enterprise; token: string | null }) {
  const { client = enterprise.identityProvider } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Tabs
      value={client}
      keepMounted={false}
      onChange={(value) => {
        const next = providers.find((one) => one === value)
        if (next) void navigate({ search: { client: next }, replace: true, resetScroll: false })
      }}
    >
      <Tabs.List>
        {providers.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {one === 'other' ? 'Other or curl' : providerTitles[one]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {providers.map((one) => (
        <Tabs.Panel key={one} value={one} className="enterprise-panel">
          {one === client ? guides[one](enterprise) : null}
        </Tabs.Panel>
      ))}
      <Try enterprise={enterprise} token={token} />
    </Tabs>
  )
}

/** Works as it stands once there is a token; before, it names the place for one. */
function Try({ enterprise, token }: { enterprise: Enterprise; token: string | null }) {
  const script = [
    `SCIM_TOKEN=${token ?? '…the token of step 2…'}`,
    `curl -H "Authorization: Bearer $SCIM_TOKEN" '${enterprise.addresses.github}/Users'`,
    `curl -X POST -H "Authorization: Bearer $SCIM_TOKEN" -H 'Content-Type: application/scim+json' \\`,
    `  '${enterprise.addresses.github}/Users' \\`,
    `  -d '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "externalId": "mona-1", "userName": "mona@example.com",`,
    `       "displayName": "Mona Lisa", "name": {"givenName": "Mona", "familyName": "Lisa"}, "active": true,`,
    `       "emails": [{"value": "mona@example.com", "type": "work", "primary": true}]}'`,
  ].join('\n')
  return (
    <section className="code-block">
      <div className="row spread">
        <h3>Try it from a terminal: list the people, add one</h3>
        <CopyButton text={script} />
      </div>
      <pre>{script}</pre>
    </section>
  )
}
