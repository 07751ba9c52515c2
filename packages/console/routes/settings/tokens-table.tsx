import { Button, Tooltip } from '@mantine/core'
import { CircleSlashIcon, ClockIcon, DotFillIcon } from '@primer/octicons-react'
import { type ApiToken, permissions } from '@rollcall/api'
import type { ReactNode } from 'react'
import { State } from '../../ui/state.tsx'
import { Table } from '../../ui/table.tsx'
import { RelativeTime, useNow } from '../../ui/time.tsx'
import { readPermissions } from './permission-words.ts'
import './tokens-page.css'

const looks = {
  active: { tone: 'calm', word: 'Active', icon: DotFillIcon },
  expired: { tone: 'calm', word: 'Expired', icon: ClockIcon },
  revoked: { tone: 'calm', word: 'Revoked', icon: CircleSlashIcon },
} as const

const soonMs = 14 * 86_400_000

export function TokensTable({
  tokens,
  revoke,
  nothing,
}: {
  tokens: readonly ApiToken[]
  revoke: (token: ApiToken) => void
  nothing: ReactNode
}) {
  if (tokens.length === 0) return nothing
  return (
    <Table
      caption="API tokens"
      className="tokens-table"
      columns={['Token', 'Permissions', 'Expires', 'Last used', ['Actions', 'hidden']]}
    >
      {tokens.map((token) => (
        <tr key={token.id}>
          <td className="lead">
            <span className="strong">{token.name}</span>
            <p className="muted small">
              by {token.createdBy}, <RelativeTime at={token.createdAt} />
            </p>
          </td>
          <td>
            <Permissions token={token} />
          </td>
          <td data-label="Expires">
            {token.state === 'active' ? <Expiry at={token.expiresAt} /> : <State look={looks[token.state]} />}
          </td>
          <td className="secondary" data-label="Last used">
            {token.usedAt ? <RelativeTime at={token.usedAt} /> : <span className="muted">never</span>}
          </td>
          <td className="token-acts">
            {token.state === 'active' ? (
              <Button
                size="xs"
                variant="default"
                data-row-link
                aria-label={`Revoke ${token.name}`}
                onClick={() => revoke(token)}
              >
                Revoke
              </Button>
            ) : null}
          </td>
        </tr>
      ))}
    </Table>
  )
}

/** The last days before a program stops working are worth a mark, and so is a token without an end. */
function Expiry({ at }: { at: string | null }) {
  const now = useNow()
  if (at === null) return <span className="badge warn">never</span>
  if (Date.parse(at) - now < soonMs)
    return (
      <span className="badge warn">
        <RelativeTime at={at} />
      </span>
    )
  return <RelativeTime at={at} />
}

function Permissions({ token }: { token: ApiToken }) {
  const held = token.permissions
  if (held.length === permissions.length) return <span className="badge warn">all permissions</span>
  if (held.length === readPermissions.length && readPermissions.every((one) => held.includes(one)))
    return (
      <Tooltip label={held.join(', ')} w={220}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard opens the tooltip too */}
        <span className="badge" tabIndex={0}>
          everything, to read
        </span>
      </Tooltip>
    )
  return (
    <ul className="token-permissions">
      {held.map((permission) => (
        <li key={permission} className="badge mono">
          {permission}
        </li>
      ))}
    </ul>
  )
}
