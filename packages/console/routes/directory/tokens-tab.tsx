import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { CircleSlashIcon, ClockIcon, DotFillIcon, KeyIcon, PlusIcon } from '@primer/octicons-react'
import { type EnterpriseDetail, listScimTokens, revokeScimToken, type ScimToken } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, read, refresh } from '../../api.ts'
import { useMay } from '../../session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Listed } from '../../ui/listed.tsx'
import { Card } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { Table } from '../../ui/table.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useDialog } from '../../ui/use-dialog.ts'
import { CreateScimTokenDialog } from './create-scim-token.tsx'

const looks = {
  active: { tone: 'good', word: 'Active', icon: DotFillIcon },
  expired: { tone: 'warn', word: 'Expired', icon: ClockIcon },
  revoked: { tone: 'calm', word: 'Revoked', icon: CircleSlashIcon },
} as const

/** Who may provision: the personal access tokens of the set-up user. */
export function TokensTab({ enterprise }: { enterprise: EnterpriseDetail }) {
  const params = { enterprise: enterprise.slug }
  const tokens = useQuery(read(listScimTokens, { params }))
  const mayWrite = useMay('directory:write')
  const [creating, setCreating] = useState(false)
  const dialog = useDialog<ScimToken>()
  const create = mayWrite ? (
    <Button leftSection={<PlusIcon size={14} />} onClick={() => setCreating(true)}>
      Create a token
    </Button>
  ) : null
  return (
    <>
      <Card
        flush
        title="Tokens"
        lead={`Personal access tokens (classic) of the set-up user ${enterprise.setupUser}. An identity provider signs in with one.`}
        actions={tokens.data?.items.length ? create : null}
      >
        <Listed
          what="tokens"
          asked={tokens}
          rows={3}
          height={40}
          empty={
            <Empty icon={KeyIcon} title="No token yet" actions={create}>
              <p>Nobody can provision into this enterprise until it has one.</p>
            </Empty>
          }
        >
          {(items) => <TokensTable tokens={items} revoke={mayWrite ? dialog.open : null} />}
        </Listed>
      </Card>
      <CreateScimTokenDialog enterprise={enterprise.slug} opened={creating} close={() => setCreating(false)} />
      <ConfirmDialog
        opened={dialog.opened}
        close={dialog.close}
        closed={dialog.closed}
        title={`Revoke ${dialog.about?.name ?? 'the token'}?`}
        button="Revoke"
        run={async () => {
          if (!dialog.about) return
          await call(revokeScimToken, { params: { ...params, id: dialog.about.id } })
          notifications.show({ message: `${dialog.about.name} is revoked.` })
          await refresh(listScimTokens)
        }}
      >
        <p>
          The identity provider that uses it is refused from now on: nobody is added, changed or suspended until it has
          another. A revoked token cannot be brought back.
        </p>
        {dialog.about ? <LastUse token={dialog.about} /> : null}
      </ConfirmDialog>
    </>
  )
}

function LastUse({ token }: { token: ScimToken }) {
  if (token.usedAt === null) return <p>It was never used.</p>
  return (
    <p>
      It was last used <RelativeTime at={token.usedAt} />.
    </p>
  )
}

function TokensTable({
  tokens,
  revoke,
}: {
  tokens: readonly ScimToken[]
  revoke: ((token: ScimToken) => void) | null
}) {
  return (
    <Table
      caption="Tokens"
      className="scim-tokens-table"
      columns={['Token', 'Scopes', 'State', 'Expires', 'Last used', revoke ? ['Actions', 'hidden'] : null]}
    >
      {tokens.map((token) => (
        <tr key={token.id}>
          <td className="lead">
            <span className="strong">{token.name}</span>
            <p className="muted small">
              by {token.createdBy}, <RelativeTime at={token.createdAt} />
            </p>
            {token.warning && token.state === 'active' ? <p className="token-warning">{token.warning}</p> : null}
          </td>
          <td>
            <span className="side-chips">
              {token.scopes.map((scope) => (
                <span key={scope} className="badge mono">
                  {scope}
                </span>
              ))}
            </span>
          </td>
          <td>
            <State look={looks[token.state]} />
          </td>
          <td className="secondary" data-label="expires">
            {token.expiresAt ? <RelativeTime at={token.expiresAt} /> : 'never'}
          </td>
          <td className="secondary" data-label="last used">
            {token.usedAt ? <RelativeTime at={token.usedAt} /> : <span className="muted">never</span>}
          </td>
          {revoke ? (
            <td className="number">
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
          ) : null}
        </tr>
      ))}
    </Table>
  )
}
