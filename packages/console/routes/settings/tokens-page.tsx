import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { KeyIcon, PlusIcon } from '@primer/octicons-react'
import { type ApiToken, listTokens, revokeToken } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call, read, refresh } from '../../api.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useDialog } from '../../ui/use-dialog.ts'
import { CreateTokenDialog } from './create-token-dialog.tsx'
import { TokensTable } from './tokens-table.tsx'
import './tokens-page.css'

const route = getRouteApi('/signed-in/settings/tokens')

export function TokensPage() {
  const { data, error, refetch } = useQuery(read(listTokens))
  const { state } = route.useSearch()
  const [creating, setCreating] = useState(false)
  const dialog = useDialog<ApiToken>()
  const active = data?.items.filter((token) => token.state === 'active') ?? []
  const ended = data?.items.filter((token) => token.state !== 'active') ?? []
  const create = (
    <Button leftSection={<PlusIcon size={14} />} onClick={() => setCreating(true)}>
      Create a token
    </Button>
  )
  const nothing =
    state === 'ended' ? (
      <Empty icon={KeyIcon} title="No token has expired or was revoked" />
    ) : (
      <Empty icon={KeyIcon} title="No API tokens" actions={create}>
        <p>
          A program signs in with one: a pipeline, a script, a dashboard. Each carries only the permissions you give it.
        </p>
      </Empty>
    )
  return (
    <Page
      title="API tokens"
      lead={
        <>
          For programs that call the <a href="/api/docs">API</a>. A token can never do more than the person who made it,
          and stops when they are disabled.
        </>
      }
      actions={create}
    >
      <nav aria-label="Which tokens" className="token-views">
        <Link to="/settings/tokens" search={{}} activeOptions={{ exact: true, includeSearch: true }}>
          Active {data ? <span className="muted">{active.length}</span> : null}
        </Link>
        <Link to="/settings/tokens" search={{ state: 'ended' }} activeOptions={{ includeSearch: true }}>
          Ended {data ? <span className="muted">{ended.length}</span> : null}
        </Link>
      </nav>
      <Card flush>
        {error && !data ? (
          <Failed error={error} retry={refetch} what="API tokens" />
        ) : !data ? (
          <Loading rows={3} height={40} label="Loading API tokens" />
        ) : (
          <TokensTable tokens={state === 'ended' ? ended : active} revoke={dialog.open} nothing={nothing} />
        )}
      </Card>
      <CreateTokenDialog opened={creating} close={() => setCreating(false)} />
      <ConfirmDialog
        opened={dialog.opened}
        close={dialog.close}
        closed={dialog.closed}
        title={`Revoke ${dialog.about?.name ?? 'the token'}?`}
        button="Revoke"
        run={async () => {
          if (!dialog.about) return
          await call(revokeToken, { params: { id: dialog.about.id } })
          notifications.show({ message: `${dialog.about.name} is revoked.` })
          await refresh(listTokens)
        }}
      >
        <p>Every program that uses it is refused from now on. A revoked token cannot be brought back.</p>
        {dialog.about ? <LastUse token={dialog.about} /> : null}
      </ConfirmDialog>
    </Page>
  )
}

function LastUse({ token }: { token: ApiToken }) {
  if (token.usedAt === null) return <p>It was never used.</p>
  return (
    <p>
      It was last used <RelativeTime at={token.usedAt} />.
    </p>
  )
}
