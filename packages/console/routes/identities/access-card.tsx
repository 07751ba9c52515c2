import { Button } from '@mantine/core'
import type { IdentityDetail } from '@rollcall/api'
import { useState } from 'react'
import { ExternalLink } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { number } from '../../ui/words.ts'
import { Unread } from './unread.tsx'
import '../../ui/table.css'

const few = 12
const places = { organization: 'Organization', team: 'Team', repository: 'Repository' } as const

/** What it reaches, in which role and by what way. */
export function AccessCard({ identity: { access, unseen, accountList } }: { identity: IdentityDetail }) {
  const [all, setAll] = useState(false)
  const shown = all ? access : access.slice(0, few)
  const scopes = [...new Set(accountList.map(({ scope }) => scope))]
  return (
    <Card
      flush
      title="What it reaches"
      lead={`Roles, teams and repositories by name or team in ${scopes.join(', ')}. What the organization gives to every member comes on top.`}
    >
      <Unread gaps={unseen.access} what="Access" />
      {access.length === 0 ? (
        <p className="secondary identity-nothing">
          {unseen.access.length === 0 ? 'No role, team or repository of its own.' : 'None was seen.'}
        </p>
      ) : (
        <div className="table-frame">
          <table className="table folds">
            <caption className="hidden-visually">What it reaches</caption>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">Kind</th>
                <th scope="col">Role</th>
                <th scope="col">By what way</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ scope, on, name, role, through, url, stale }) => (
                <tr key={`${scope} ${on} ${name} ${role} ${through}`}>
                  <td className="lead">{url ? <ExternalLink href={url}>{name}</ExternalLink> : name}</td>
                  <td className="secondary">{places[on]}</td>
                  <td>{role ?? <span className="badge unseen">not seen</span>}</td>
                  <td className="secondary">
                    {through}
                    {stale ? <span className="badge unseen">from an earlier scan</span> : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {access.length > few ? (
        <p className="identity-more">
          <Button variant="subtle" size="xs" onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show all ${number(access.length)}`}
          </Button>
        </p>
      ) : null}
    </Card>
  )
}
