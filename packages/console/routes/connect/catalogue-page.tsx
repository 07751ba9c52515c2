import { TextInput } from '@mantine/core'
import { ChevronRightIcon, SearchIcon } from '@primer/octicons-react'
import { type ConnectorSheet, listConnectors } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { SystemIcon } from '../../ui/system-icon.tsx'
import { count } from '../connections/scan-progress.ts'
import { Instances } from './instances.tsx'
import './catalogue-page.css'

const route = getRouteApi('/signed-in/connections/new')

/** What can be connected: one entry for each connector there is. */
export function CataloguePage() {
  const { q = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, refetch } = useQuery(read(listConnectors))
  const search = (next: string) => navigate({ search: next === '' ? {} : { q: next }, replace: true })
  const found = data?.items.filter((one) => matches(one, q)) ?? []
  return (
    <Page
      title="Add Application"
      above={<Link to="/connections">Connections</Link>}
      lead="Choose what to read. You see what can be read with your credential before anything is saved."
    >
      <TextInput
        className="catalogue-search"
        aria-label="Search connectors"
        placeholder="Search by name or by what is read"
        leftSection={<SearchIcon size={14} />}
        value={q}
        maxLength={200}
        data-main-search
        onChange={(event) => search(event.currentTarget.value)}
      />
      <p role="status" className="hidden-visually">
        {data ? `${count(found.length, 'connector')} found` : ''}
      </p>
      {error && !data ? (
        <Card flush>
          <Failed error={error} retry={refetch} what="The connectors" />
        </Card>
      ) : !data ? (
        <Card flush>
          <Loading rows={4} label="Loading connectors" />
        </Card>
      ) : found.length === 0 ? (
        <Card flush>
          <Empty icon={SearchIcon} title="No connector matches">
            <p>
              Rollcall connects {data.items.map((one) => one.name).join(', ')}. Nothing there is called “{q}”.
            </p>
          </Empty>
        </Card>
      ) : (
        <ul className="catalogue">
          {found.map((one) => (
            <li key={one.id}>
              <Entry connector={one} />
            </li>
          ))}
        </ul>
      )}
    </Page>
  )
}

function matches(connector: ConnectorSheet, q: string): boolean {
  const text = [connector.name, connector.summary, ...connector.streams.flatMap((one) => [one.title, one.reads])]
    .join(' ')
    .toLowerCase()
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function Entry({ connector }: { connector: ConnectorSheet }) {
  return (
    <article className="catalogue-entry">
      <div className="catalogue-head">
        <SystemIcon svg={connector.icon} size={44} />
        <div className="grow">
          <h2>
            <Link
              to="/connections/new/$connector"
              params={{ connector: connector.id }}
              className="row-link"
              data-row-link
            >
              {connector.name}
            </Link>
          </h2>
          <p className="secondary">{connector.summary}</p>
        </div>
        <ChevronRightIcon size={16} />
      </div>
      <Instances connector={connector} />
      <details className="catalogue-reads">
        <summary>Reads {count(connector.streams.length, 'stream')}, changes nothing</summary>
        <dl>
          {connector.streams.map((stream) => (
            <div key={stream.id}>
              <dt>{stream.title}</dt>
              <dd>{stream.reads}</dd>
            </div>
          ))}
        </dl>
      </details>
    </article>
  )
}
