import { PlusIcon } from '@primer/octicons-react'
import { type ConnectorSheet, listConnections } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { healthStates, State } from '../../ui/state.tsx'
import './instances.css'

/** The instances of one system that are connected, and the way to add one. */
export function Instances({ connector }: { connector: Pick<ConnectorSheet, 'id' | 'name'> }) {
  const { data } = useQuery(read(listConnections))
  const own = data?.items.filter((one) => one.connector === connector.id) ?? []
  return (
    <section className="catalogue-instances" aria-label={`Posture security instances of ${connector.name}`}>
      <h3>Posture security instances</h3>
      {own.length > 0 ? (
        <ul>
          {own.map(({ id, name, label, owner, health }) => (
            <li key={id}>
              <Link to="/connections/$id" params={{ id }}>
                {name}
              </Link>
              {label === '' ? null : <span className="badge">{label}</span>}
              <State look={healthStates[health.state]} />
              {owner === '' ? null : <span className="muted small">{owner}</span>}
            </li>
          ))}
        </ul>
      ) : (
        <p className="muted small">{data ? 'None yet.' : ''}</p>
      )}
      <LinkButton
        to="/connections/new/$connector"
        params={{ connector: connector.id }}
        size="xs"
        variant="default"
        leftSection={<PlusIcon size={12} />}
      >
        {own.length > 0 ? 'Add New instance' : 'Add Instance'}
        <span className="hidden-visually"> of {connector.name}</span>
      </LinkButton>
    </section>
  )
}
