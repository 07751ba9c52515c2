import { Button, Modal, NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  type AuditStream,
  createAuditStream,
  listAuditStreams,
  type StreamDestination,
  streamKinds,
} from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { FormProblem } from '../../ui/form-problem.tsx'
import '../../ui/dialog.css'

type Kind = AuditStream['kind']

export const kindNames: Record<Kind, string> = {
  https: 'HTTPS event collector',
  splunk: 'Splunk HTTP Event Collector',
  s3: 'Amazon S3, or storage that speaks it',
  file: 'A file of this server',
}

interface Field {
  name: string
  label: string
  description?: string
  placeholder?: string
  secret?: true
  number?: true
  optional?: true
  initial?: string
}

const fields: Record<Kind, readonly Field[]> = {
  https: [
    { name: 'domain', label: 'Host name', placeholder: 'collector.acme.example' },
    { name: 'port', label: 'Port', number: true, initial: '443' },
    { name: 'path', label: 'Path', initial: '/' },
    { name: 'token', label: 'Token', description: 'Sent as a bearer token.', secret: true },
  ],
  splunk: [
    { name: 'domain', label: 'Host name', placeholder: 'http-inputs-acme.splunkcloud.com' },
    { name: 'port', label: 'Port', number: true, initial: '8088' },
    { name: 'token', label: 'Token of the collector', secret: true },
  ],
  s3: [
    { name: 'bucket', label: 'Bucket' },
    { name: 'region', label: 'Region', placeholder: 'eu-central-1' },
    {
      name: 'endpoint',
      label: 'Endpoint',
      description: 'Only where it is not Amazon’s own.',
      placeholder: 'https://storage.acme.example',
      optional: true,
    },
    { name: 'accessKeyId', label: 'Access key id' },
    { name: 'secretAccessKey', label: 'Secret access key', description: 'It needs s3:PutObject alone.', secret: true },
  ],
  file: [
    {
      name: 'name',
      label: 'Name',
      description: 'A folder below the data folder of the server, with a file a day.',
      placeholder: 'siem',
    },
  ],
}

export function StreamDialog({
  enterprise,
  opened,
  close,
}: {
  enterprise: string
  opened: boolean
  close: () => void
}) {
  return (
    <Modal opened={opened} onClose={close} title="Create a stream" size="lg">
      <StreamForm enterprise={enterprise} close={close} />
    </Modal>
  )
}

function StreamForm({ enterprise, close }: { enterprise: string; close: () => void }) {
  const [kind, setKind] = useState<Kind>('https')
  const [given, setGiven] = useState<Record<string, string>>({})
  const [from, setFrom] = useState<'now' | 'oldest'>('now')
  const [tried, setTried] = useState(false)
  const textOf = ({ name, initial = '' }: Field) => given[`${kind}.${name}`] ?? initial
  const missing = (field: Field) => !field.optional && textOf(field).trim() === ''
  const create = useMutation({
    mutationFn: () => {
      const values = fields[kind]
        .filter((field) => textOf(field).trim() !== '')
        .map((field) => [field.name, field.number ? Number(textOf(field)) : textOf(field).trim()])
      const destination = { kind, ...Object.fromEntries(values) } as StreamDestination
      return call(createAuditStream, { params: { enterprise }, body: { destination, from } })
    },
    onSuccess: async () => {
      notifications.show({ message: 'The stream is created.' })
      await refresh(listAuditStreams)
      close()
    },
    gcTime: 0,
  })
  return (
    <form
      className="dialog-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (!fields[kind].some(missing)) create.mutate()
      }}
    >
      <NativeSelect
        label="Where to"
        data-autofocus
        value={kind}
        data={streamKinds.map((value) => ({ value, label: kindNames[value] }))}
        onChange={({ currentTarget: { value } }) => {
          setKind(streamKinds.find((one) => one === value) ?? 'https')
          setTried(false)
          create.reset()
        }}
      />
      {fields[kind].map((field) => (
        <StreamField
          key={`${kind}.${field.name}`}
          field={field}
          value={textOf(field)}
          error={tried && missing(field) ? `${field.label} is needed.` : null}
          change={(value) => setGiven((before) => ({ ...before, [`${kind}.${field.name}`]: value }))}
        />
      ))}
      <NativeSelect
        label="Begin with"
        value={from}
        data={[
          { value: 'now', label: 'The next event' },
          { value: 'oldest', label: 'The oldest event that is kept' },
        ]}
        onChange={({ currentTarget: { value } }) => setFrom(value === 'oldest' ? 'oldest' : 'now')}
      />
      <FormProblem error={create.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={create.isPending}>
          Create the stream
        </Button>
      </div>
    </form>
  )
}

function StreamField({
  field,
  value,
  error,
  change,
}: {
  field: Field
  value: string
  error: string | null
  change: (value: string) => void
}) {
  const common = {
    label: field.label,
    error,
    autoComplete: 'off',
    ...(field.description ? { description: field.description } : {}),
    ...(field.placeholder ? { placeholder: field.placeholder } : {}),
  }
  if (field.number)
    return (
      <NumberInput
        {...common}
        value={value}
        min={1}
        max={65_535}
        allowDecimal={false}
        onChange={(next) => change(String(next))}
      />
    )
  if (field.secret)
    return <PasswordInput {...common} value={value} onChange={({ currentTarget }) => change(currentTarget.value)} />
  return (
    <TextInput
      {...common}
      spellCheck={false}
      value={value}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  )
}
