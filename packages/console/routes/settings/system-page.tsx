import { getSystem, type System } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { read } from '../../api.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { Card, Fact, Facts, Page } from '../../ui/page.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { RootKeyCard } from './root-key-card.tsx'
import './system-page.css'

export function SystemPage() {
  const { data, error, refetch } = useQuery(read(getSystem))
  return (
    <Page title="System" lead="This installation: what runs, where its data is, and what it may reach.">
      {error && !data ? (
        <Card>
          <Failed error={error} retry={refetch} what="The system" />
        </Card>
      ) : data ? (
        <Parts system={data} />
      ) : (
        ['Running', 'Database', 'Root key', 'Network'].map((title) => (
          <Card key={title} title={title}>
            <Loading rows={2} height={20} label={`Loading: ${title}`} />
          </Card>
        ))
      )}
    </Page>
  )
}

function Parts({ system }: { system: System }) {
  const { database, servers, allowedNetworks } = system
  return (
    <>
      <Card title="Running">
        <Facts>
          <Fact name="Version">
            Rollcall {system.version}
            {system.demo ? <span className="badge system-badge">demo data</span> : null}
          </Fact>
          <Fact name="Address">
            <span className="mono">{system.baseUrl}</span>
          </Fact>
          <Fact name="Node">{system.node}</Fact>
          <Fact name="Started">
            <RelativeTime at={system.startedAt} />
          </Fact>
        </Facts>
      </Card>
      <Card title="Database">
        <Facts>
          <Fact name="Kind">
            {database.kind === 'embedded' ? 'Embedded, in the data folder' : 'Your own, by DATABASE_URL'}
          </Fact>
          <Fact name="PostgreSQL">{database.version}</Fact>
          <Fact name="Size">{describeSize(database.sizeBytes)}</Fact>
          <Fact name="Migrations">{database.migrations} applied</Fact>
        </Facts>
      </Card>
      <RootKeyCard system={system} />
      <Card
        title="Network"
        lead="Where connections may go. Addresses inside private networks are refused unless an operator allows their range."
      >
        {allowedNetworks.length === 0 ? (
          <p>
            Public addresses only. <span className="muted">ROLLCALL_ALLOW_NETWORKS allows ranges.</span>
          </p>
        ) : (
          <>
            <p>Public addresses, and these ranges from ROLLCALL_ALLOW_NETWORKS:</p>
            <ul className="system-ranges">
              {allowedNetworks.map((range) => (
                <li key={range} className="badge mono">
                  {range}
                </li>
              ))}
            </ul>
          </>
        )}
      </Card>
      <Card
        title="Server processes"
        lead={
          servers.length === 1 ? 'One runs on this database.' : `${servers.length} share this database and its jobs.`
        }
        flush
      >
        <ul className="system-list">
          {servers.map((server) => (
            <li key={server.id}>
              <span className="mono">{server.id}</span>
              {server.current ? <span className="badge">answers you now</span> : null}
              <span className="muted small system-end">
                started <RelativeTime at={server.startedAt} />
              </span>
            </li>
          ))}
        </ul>
      </Card>
      <Card title="For programs" flush>
        <ul className="system-list">
          <Place href="/api/docs">Every operation of the API, to read and to try</Place>
          <Place href="/api/openapi.json">The same as OpenAPI 3.1</Place>
          <Place href="/healthz">Answers while the process lives</Place>
          <Place href="/readyz">Answers when the database does too</Place>
          <Place href="/metrics">
            Numbers for Prometheus; needs <code>metrics:read</code>
          </Place>
        </ul>
      </Card>
    </>
  )
}

function Place({ href, children }: { href: string; children: ReactNode }) {
  return (
    <li>
      <a href={href} className="mono system-place">
        {href}
      </a>
      <span className="secondary small">{children}</span>
    </li>
  )
}

function describeSize(bytes: number): string {
  const megabytes = bytes / 1024 ** 2
  return megabytes < 1024 ? `${megabytes.toFixed(megabytes < 10 ? 1 : 0)} MiB` : `${(megabytes / 1024).toFixed(1)} GiB`
}
