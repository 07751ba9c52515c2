import { Link } from '@tanstack/react-router'

/** Teams, each leading to itself; without a list where there is none. */
export function TeamChips({
  enterprise,
  teams,
}: {
  enterprise: string
  teams: readonly { id: number; name: string; organization: string | null }[]
}) {
  if (teams.length === 0) return null
  return (
    <section className="side-part">
      <h3>Teams</h3>
      <ul className="side-chips">
        {teams.map(({ id, name, organization }) => (
          <li key={id}>
            <Link
              to="/directory/$enterprise"
              params={{ enterprise }}
              search={{ tab: 'teams', see: String(id) }}
              className="badge"
            >
              {organization ? `${organization}/${name}` : name}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
