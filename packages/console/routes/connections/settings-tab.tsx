import { Button, NativeSelect, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { ApiError, type Connection, getConnection, listConnections, updateConnection } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { useMay } from '../../session.ts'
import { Card, Fact, Facts } from '../../ui/page.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { Refusal } from '../connect/credential-step.tsx'
import { scopeWord } from '../connect/field-values.ts'
import { InstanceFields } from '../connect/instance-fields.tsx'
import { ScopeList } from '../connect/preflight-view.tsx'
import { RemoveConnection } from './remove-connection.tsx'
import { describeSchedule, scheduleChoices } from './schedule.ts'
import { FixedFacts, SettingsCard } from './settings-form.tsx'
import { useConnector } from './use-connector.ts'

export function SettingsTab({ connection }: { connection: Connection }) {
  const mayChange = useMay('connections:write')
  const connector = useConnector(connection)
  const { scopes } = connection
  return (
    <>
      <Card title="Name and schedule">
        {mayChange ? <NameForm key={connection.id} connection={connection} /> : <NameFacts connection={connection} />}
      </Card>
      {connector ? <SettingsCard connection={connection} connector={connector} mayChange={mayChange} /> : null}
      <Card
        flush
        title={scopeWord(connector, scopes.length)}
        lead="Fixed for a connection. Connect the system again to read another one."
      >
        <ScopeList scopes={scopes} />
      </Card>
      <Card title="Connected">
        <Facts>
          <Fact name="By">{connection.createdBy}</Fact>
          <Fact name="When">
            <RelativeTime at={connection.createdAt} />
          </Fact>
          {connector ? <FixedFacts connection={connection} connector={connector} /> : null}
          <Fact name="Id">
            <span className="mono">{connection.id}</span>
          </Fact>
        </Facts>
      </Card>
      {mayChange ? <RemoveConnection connection={connection} /> : null}
    </>
  )
}

function NameFacts({ connection }: { connection: Connection }) {
  return (
    <Facts>
      <Fact name="Name">{connection.name}</Fact>
      {connection.label === '' ? null : <Fact name="Label">{connection.label}</Fact>}
      {connection.owner === '' ? null : <Fact name="Owner">{connection.owner}</Fact>}
      <Fact name="Scan">{describeSchedule(connection.scanEveryHours)}</Fact>
    </Facts>
  )
}

function NameForm({ connection }: { connection: Connection }) {
  const [name, setName] = useState(connection.name)
  const [hours, setHours] = useState(connection.scanEveryHours)
  const [instance, setInstance] = useState({ label: connection.label, owner: connection.owner })
  const change = {
    ...(name.trim() === connection.name ? {} : { name: name.trim() }),
    ...(hours === connection.scanEveryHours ? {} : { scanEveryHours: hours }),
    ...(instance.label.trim() === connection.label ? {} : { label: instance.label.trim() }),
    ...(instance.owner.trim() === connection.owner ? {} : { owner: instance.owner.trim() }),
  }
  const save = useMutation({
    mutationFn: () => call(updateConnection, { params: { id: connection.id }, body: change }),
    onSuccess: () => {
      notifications.show({ message: 'Saved.' })
      return refresh(getConnection, listConnections)
    },
  })
  const empty = name.trim() === ''
  const taken = save.error instanceof ApiError && save.error.code === 'connection.exists' ? save.error : null
  return (
    <form
      className="settings-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!empty) save.mutate()
      }}
    >
      <TextInput
        label="Name"
        value={name}
        maxLength={100}
        autoComplete="off"
        error={empty ? 'A name is needed.' : taken ? `${taken.message} ${taken.fix}` : undefined}
        onChange={(event) => {
          setName(event.currentTarget.value)
          save.reset()
        }}
      />
      <InstanceFields value={instance} change={setInstance} />
      <NativeSelect
        label="Scan"
        description={
          hours === 0 ? 'It is scanned only when somebody asks for it; findings grow old in between.' : undefined
        }
        value={String(hours)}
        data={scheduleChoices(connection.scanEveryHours)}
        onChange={(event) => setHours(Number(event.currentTarget.value))}
      />
      {save.error && !taken ? <Refusal error={save.error} /> : null}
      <div>
        <Button type="submit" loading={save.isPending} disabled={empty || Object.keys(change).length === 0}>
          Save
        </Button>
      </div>
    </form>
  )
}
