import { type Person, rolePermissions, roles, roleTitles } from '@rollcall/api'
import { Card } from '../../ui/page.tsx'
import './people-page.css'

/** What each role may, and how many have it. */
export function RolesCard({ people }: { people: readonly Person[] }) {
  return (
    <Card title="Roles" lead="A role is a set of permissions. API tokens carry some of the same.">
      <div className="roles">
        {roles.map((role) => {
          const count = people.filter((person) => person.role === role).length
          return (
            <section key={role} className="role">
              <h3>
                {roleTitles[role].title}
                <span className="muted tiny">{count === 0 ? 'nobody' : count}</span>
              </h3>
              <p className="secondary small">{roleTitles[role].may}</p>
              <ul>
                {rolePermissions[role].map((permission) => (
                  <li key={permission}>
                    <code>{permission}</code>
                  </li>
                ))}
              </ul>
            </section>
          )
        })}
      </div>
    </Card>
  )
}
