import { Button } from '@mantine/core'
import { PlugIcon, PlusIcon, SyncIcon } from '@primer/octicons-react'
import { type Connection, listConnections } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { ConnectionsTable } from './connections-table.tsx'
import { useStartScans } from './scan-actions.ts'
import { count, isRunning } from './scan-progress.ts'

/** Every system that is connected, and how well it is seen. */
export function ConnectionsPage() {
  const { data, error, refetch } = useQuery(read(listConnections))
  const mayConnect = useMay('connections:write')
  const connections = data?.items ?? []
  return (
    <Page
      title="Connections"
      lead={connections.length > 0 ? summarize(connections) : undefined}
      actions={
        mayConnect && connections.length > 0 ? (
          <>
            {connections.length > 1 ? <ScanAll connections={connections} /> : null}
            <LinkButton to="/connections/new" leftSection={<PlusIcon size={14} />}>
              Connect a system
            </LinkButton>
          </>
        ) : null
      }
    >
      <Card flush>
        {error && !data ? (
          <Failed error={error} retry={refetch} what="The connections" />
        ) : !data ? (
          <Loading rows={3} height={44} label="Loading connections" />
        ) : connections.length === 0 ? (
          <NothingConnected mayConnect={mayConnect} />
        ) : (
          <ConnectionsTable connections={connections} />
        )}
      </Card>
    </Page>
  )
}

/** What is wrong comes first; a connection that was never scanned is no healthy one. */
function summarize(connections: readonly Connection[]): string {
  const having = (state: Connection['health']['state']) =>
    connections.filter((one) => one.health.state === state).length
  const parts = [
    [having('failing'), 'failing'],
    [having('limited'), 'limited'],
    [having('new'), 'not scanned yet'],
    [having('ok'), 'healthy'],
  ] as const
  const said = parts.filter(([found]) => found > 0).map(([found, word]) => `${found} ${word}`)
  return `${count(connections.length, 'connection')}: ${said.join(', ')}.`
}

function ScanAll({ connections }: { connections: readonly Connection[] }) {
  const { mutate, isPending } = useStartScans()
  const idle = connections.filter((one) => !isRunning(one.lastScan))
  return (
    <Button
      variant="default"
      leftSection={<SyncIcon size={14} />}
      loading={isPending}
      disabled={idle.length === 0}
      onClick={() => mutate(idle)}
    >
      Scan all
    </Button>
  )
}

function NothingConnected({ mayConnect }: { mayConnect: boolean }) {
  return (
    <Empty
      icon={PlugIcon}
      title="No system is connected yet"
      actions={mayConnect ? <LinkButton to="/connections/new">Connect a system</LinkButton> : null}
    >
      <p>
        A connection reads who has access to one system, and how that system is set up. Rollcall only reads; it changes
        nothing there.
      </p>
      {mayConnect ? null : <p>An admin or a connector admin can connect one.</p>}
    </Empty>
  )
}
