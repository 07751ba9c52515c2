import { Button, Modal, NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  ApiError,
  type AuditStream,
  createAuditStream,
  listAuditStreams,
  type StreamDestination,
  streamKinds,
  updateAuditStream,
} from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { FormProblem } from '../../ui/form-problem.tsx'
import type { useDialog } from '../../ui/use-dialog.ts'
import { plural } from '../../ui/words.ts'
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
  /** Kept sealed: it is never shown again, and stays as it is unless it is typed anew. A secret is. */
  sealed?: true
  number?: true
  optional?: true
  /** What it has to look like, and that in words. */
  shape?: [RegExp, string]
  initial?: string
}

const fields: Record<Kind, readonly Field[]> = {
  https: [
    { name: 'domain', label: 'Host name', placeholder: 'collector.acme.example' },
    { name: 'port', label: 'Port', number: true, initial: '443' },
    {
      name: 'path',
      label: 'Path',
      initial: '/',
      shape: [/^\/[^\s?#]*$/, 'A path begins with / and has no ? and no #.'],
    },
    { name: 'token', label: 'Token', description: 'Sent as a bearer token.', secret: true },
  ],
  splunk: [
    { name: 'domain', label: 'Host name', placeholder: 'http-inputs-acme.splunkcloud.com' },
    { name: 'port', label: 'Port', number: true, initial: '8088' },
    { name: 'token', label: 'Token of the collector', secret: true },
  ],
  s3: [
    {
      name: 'bucket',
      label: 'Bucket',
      shape: [/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'Lower-case letters, digits, dots and dashes, 3 to 63 of them.'],
    },
    {
      name: 'region',
      label: 'Region',
      placeholder: 'eu-central-1',
      shape: [/^[a-z0-9-]{1,40}$/, 'Lower-case letters, digits and dashes.'],
    },
    {
      name: 'endpoint',
      label: 'Endpoint',
      description: 'Only where it is not Amazon’s own.',
      placeholder: 'https://storage.acme.example',
      optional: true,
    },
    { name: 'accessKeyId', label: 'Access key id', sealed: true },
    { name: 'secretAccessKey', label: 'Secret access key', description: 'It needs s3:PutObject alone.', secret: true },
  ],
  file: [
    {
      name: 'name',
      label: 'Name',
      description: 'A folder below the data folder of the server, with a file a day.',
      placeholder: 'siem',
      shape: [/^[a-z0-9][a-z0-9-]{0,39}$/, 'Lower-case letters, digits and dashes, at most 40, and no dash first.'],
    },
  ],
}

/** A new stream, or where one leads. */
export function StreamDialog({
  enterprise,
  dialog,
}: {
  enterprise: string
  dialog: ReturnType<typeof useDialog<AuditStream | null>>
}) {
  return (
    <Modal
      opened={dialog.opened}
      onClose={dialog.close}
      onExitTransitionEnd={dialog.closed}
      returnFocus={false}
      title={dialog.about ? `Edit the stream: ${kindNames[dialog.about.kind]}` : 'Create a stream'}
      size="lg"
    >
      <StreamForm enterprise={enterprise} stream={dialog.about} close={dialog.close} />
    </Modal>
  )
}

function StreamForm({
  enterprise,
  stream,
  close,
}: {
  enterprise: string
  stream: AuditStream | null
  close: () => void
}) {
  const [kind, setKind] = useState<Kind>(stream?.kind ?? 'https')
  const [given, setGiven] = useState<Record<string, string>>({})
  const [from, setFrom] = useState<'now' | 'oldest'>('now')
  const [tried, setTried] = useState(false)
  const textOf = ({ name, initial = '' }: Field) =>
    given[`${kind}.${name}`] ?? (stream ? String(stream.config[name] ?? '') : initial)
  const isKept = ({ secret, sealed }: Field) => stream !== null && Boolean(secret ?? sealed)
  const problemOf = (field: Field): string | null => {
    const text = textOf(field).trim()
    if (text === '') return field.optional || isKept(field) ? null : `${field.label} is needed.`
    return field.shape && !field.shape[0].test(text) ? field.shape[1] : null
  }
  const save = useMutation({
    mutationFn: (test: boolean) => {
      const values = fields[kind]
        .filter((field) => textOf(field).trim() !== '')
        .map((field) => [field.name, field.number ? Number(textOf(field)) : textOf(field).trim()])
      const destination = { kind, ...Object.fromEntries(values) } as StreamDestination
      return stream
        ? call(updateAuditStream, { params: { enterprise, id: stream.id }, body: { destination, test } })
        : call(createAuditStream, { params: { enterprise }, body: { destination, from, test } })
    },
    onSuccess: async () => {
      notifications.show({ message: stream ? 'The stream is saved.' : 'The stream is created.' })
      await refresh(listAuditStreams)
      close()
    },
    gcTime: 0,
  })
  const { error } = save
  // The form is right, and the destination does not answer as it should: that may be known, and meant to be mended later.
  const mayBeSaved = error instanceof ApiError && /^(stream\.refused|upstream\.)/.test(error.code)
  return (
    <form
      className="dialog-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (fields[kind].every((field) => problemOf(field) === null)) save.mutate(true)
      }}
    >
      {stream ? null : (
        <NativeSelect
          label="Where to"
          data-autofocus
          value={kind}
          data={streamKinds.map((value) => ({ value, label: kindNames[value] }))}
          onChange={({ currentTarget: { value } }) => {
            setKind(streamKinds.find((one) => one === value) ?? 'https')
            setTried(false)
            save.reset()
          }}
        />
      )}
      {fields[kind].map((field) => (
        <StreamField
          key={`${kind}.${field.name}`}
          field={isKept(field) ? { ...field, placeholder: 'Stays as it is; another host needs it anew' } : field}
          value={textOf(field)}
          error={tried ? problemOf(field) : null}
          change={(value) => setGiven((before) => ({ ...before, [`${kind}.${field.name}`]: value }))}
        />
      ))}
      {stream ? (
        <p className="secondary small">
          What was delivered is not sent again.{' '}
          {stream.waiting === 0
            ? 'What comes from now on goes'
            : `What comes from now on, and ${plural(stream.waiting, 'event')} that ${stream.waiting === 1 ? 'waits' : 'wait'}, go`}{' '}
          to the new destination.
        </p>
      ) : (
        <NativeSelect
          label="Begin with"
          value={from}
          data={[
            { value: 'now', label: 'The next event' },
            { value: 'oldest', label: 'The oldest event that is kept' },
          ]}
          onChange={({ currentTarget: { value } }) => setFrom(value === 'oldest' ? 'oldest' : 'now')}
        />
      )}
      <p className="muted small">The destination is tried first, with an event that is marked as a check.</p>
      <FormProblem error={error} />
      <div className="dialog-actions">
        {mayBeSaved ? (
          <Button variant="subtle" loading={save.isPending} onClick={() => save.mutate(false)}>
            {stream ? 'Save' : 'Create'} without the test
          </Button>
        ) : null}
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending}>
          {stream ? 'Test and save' : 'Create the stream'}
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
