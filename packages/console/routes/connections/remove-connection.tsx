import { Button, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type Connection, previewRemoval, removeConnection } from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call, queryClient, read } from '../../api.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { Card } from '../../ui/page.tsx'
import { Refusal } from '../connect/credential-step.tsx'
import { count } from './scan-progress.ts'

/** Takes everything with it that came from the connection, so it says how much that is and wants the name typed. */
export function RemoveConnection({ connection }: { connection: Connection }) {
  const [asking, setAsking] = useState(false)
  return (
    <Card title="Remove the connection" className="remove-card">
      <div className="row spread">
        <p className="secondary remove-words">
          Deletes its credential, records, findings and scans from Rollcall. Nothing changes in{' '}
          {connection.connectorName}.
        </p>
        <Button variant="outline" color="red" onClick={() => setAsking(true)}>
          Remove the connection
        </Button>
      </div>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`Remove ${connection.name}?`} size="lg">
        <Question connection={connection} close={() => setAsking(false)} />
      </Modal>
    </Card>
  )
}

function Question({ connection, close }: { connection: Connection; close: () => void }) {
  const { id, name, connectorName, credential } = connection
  const [typed, setTyped] = useState('')
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery({ ...read(previewRemoval, { params: { id } }), staleTime: 0 })
  const remove = useMutation({
    mutationFn: () => call(removeConnection, { params: { id } }),
    onSuccess: async () => {
      notifications.show({ message: `${name} is removed.` })
      await navigate({ to: '/connections' })
      await queryClient.invalidateQueries()
    },
  })
  if (error && !data) return <Failed error={error} retry={refetch} what="What would be lost" />
  if (!data) return <Loading rows={4} label="Counting what would be lost" />
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (typed.trim() === name) remove.mutate()
      }}
    >
      <p>This is lost, and cannot be brought back:</p>
      <ul className="remove-losses">
        <li>{count(data.records, 'record')}</li>
        <li>{count(data.findings, 'finding')} with their history</li>
        <li>{count(data.identities, 'identity', 'identities')} known from nowhere else</li>
        <li>{count(data.scans, 'scan')}</li>
        <li>the sealed credential</li>
      </ul>
      <p className="secondary">
        Nothing changes in {connectorName}. The token of {credential.owner} stays valid there until you delete it. The
        activity log keeps what happened.
      </p>
      <TextInput
        label={
          <>
            Type <span className="mono">{name}</span> to confirm
          </>
        }
        value={typed}
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {remove.error ? <Refusal error={remove.error} /> : null}
      <div className="row remove-actions">
        <Button variant="default" onClick={close}>
          Keep it
        </Button>
        <Button type="submit" color="red" loading={remove.isPending} disabled={typed.trim() !== name}>
          Remove the connection
        </Button>
      </div>
    </form>
  )
}
