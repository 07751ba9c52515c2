import { ActionIcon, Menu } from '@mantine/core'
import {
  CheckCircleIcon,
  CircleSlashIcon,
  IdBadgeIcon,
  KebabHorizontalIcon,
  LinkIcon,
  ShieldCheckIcon,
  ShieldSlashIcon,
  TrashIcon,
  UnlockIcon,
} from '@primer/octicons-react'
import { type Person, roleTitles } from '@rollcall/api'
import { useRef } from 'react'
import { useSession } from '../../session.ts'
import { State } from '../../ui/state.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import type { PersonQuestion } from './person-dialogs.tsx'
import { personStates } from './person-states.ts'
import '../../ui/table.css'
import './people-page.css'

interface Acts {
  ask: (question: PersonQuestion) => void
  /** What is harmless happens at once. */
  change: (change: { person: Person; disabled?: false; unlock?: true }) => void
}

export function PeopleTable({ people, ...acts }: Acts & { people: readonly Person[] }) {
  const self = useSession().person?.id
  return (
    <div className="table-frame">
      <table className="table folds people-table">
        <caption className="hidden-visually">People</caption>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Role</th>
            <th scope="col">State</th>
            <th scope="col">Authenticator</th>
            <th scope="col">Last sign-in</th>
            <th scope="col">
              <span className="hidden-visually">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <td className="lead">
                <span className="strong">{person.name}</span>{' '}
                {person.id === self ? <span className="badge">you</span> : null}
                <p className="muted small">{person.email}</p>
              </td>
              <td>{roleTitles[person.role].title}</td>
              <td>
                <State look={personStates[person.state]} />
              </td>
              <td data-label="Authenticator">
                {person.totp ? (
                  <State look={{ tone: 'good', word: 'On', icon: ShieldCheckIcon }} />
                ) : (
                  <span className="muted">Off</span>
                )}
              </td>
              <td className="secondary" data-label="Last sign-in">
                {person.seenAt ? <RelativeTime at={person.seenAt} /> : <span className="muted">none yet</span>}
              </td>
              <td className="people-acts">
                <PersonMenu person={person} self={person.id === self} {...acts} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function PersonMenu({ person, self, ask, change }: Acts & { person: Person; self: boolean }) {
  const { state } = person
  const button = useRef<HTMLButtonElement>(null)
  const question = (kind: PersonQuestion['kind']) => {
    // The item that was chosen goes with the menu; the dialog returns the focus to what stays.
    button.current?.focus()
    ask({ kind, person })
  }
  return (
    <Menu position="bottom-end" width={232} shadow="md" portalProps={{ target: '#main' }}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${person.name}`} data-row-link ref={button}>
          <KebabHorizontalIcon size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IdBadgeIcon size={14} />} onClick={() => question('role')}>
          Change role
        </Menu.Item>
        {state === 'locked' ? (
          <Menu.Item leftSection={<UnlockIcon size={14} />} onClick={() => change({ person, unlock: true })}>
            Unlock
          </Menu.Item>
        ) : null}
        {self ? null : (
          <Menu.Item leftSection={<LinkIcon size={14} />} onClick={() => question('link')}>
            {state === 'invited' ? 'New invitation link' : 'Link for a new password'}
          </Menu.Item>
        )}
        {person.totp && !self ? (
          <Menu.Item leftSection={<ShieldSlashIcon size={14} />} onClick={() => question('totp')}>
            Remove authenticator
          </Menu.Item>
        ) : null}
        {self ? null : (
          <>
            <Menu.Divider />
            {state === 'disabled' ? (
              <Menu.Item
                leftSection={<CheckCircleIcon size={14} />}
                onClick={() => change({ person, disabled: false })}
              >
                Enable
              </Menu.Item>
            ) : (
              <Menu.Item leftSection={<CircleSlashIcon size={14} />} onClick={() => question('disable')}>
                Disable
              </Menu.Item>
            )}
            <Menu.Item className="menu-danger" leftSection={<TrashIcon size={14} />} onClick={() => question('remove')}>
              Remove
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
