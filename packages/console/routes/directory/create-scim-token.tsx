import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { createScimToken, listScimTokens, type RouteOutput } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { FormProblem, fieldProblem } from '../../ui/form-problem.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import '../../ui/dialog.css'

export type CreatedScimToken = RouteOutput<typeof createScimToken>
type Scope = CreatedScimToken['scopes'][number]

const scopeWords: Record<Scope, string> = {
  'scim:enterprise': 'Provision users and groups. All that an identity provider needs.',
  'admin:enterprise': 'The older, wider scope. It works too; use it only for a client that insists.',
  'read:enterprise': 'Read enterprise teams and licences.',
  'admin:org': 'Manage organizations and their teams, and which team follows which group.',
  'write:org': 'Read organizations and teams, and set who is a member of an organization.',
  'read:org': 'Read organizations, teams and their members.',
  'read:audit_log': 'Read the audit log, and nothing else.',
}

const never = 'never'
const lifetimes = [
  { value: never, label: 'Never' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '180', label: '180 days' },
  { value: '365', label: '1 year' },
]

export function CreateScimTokenDialog({
  enterprise,
  opened,
  close,
}: {
  enterprise: string
  opened: boolean
  close: () => void
}) {
  const [created, setCreated] = useState<CreatedScimToken | null>(null)
  const open = created === null
  return (
    <Modal
      opened={opened}
      onClose={close}
      onExitTransitionEnd={() => setCreated(null)}
      title={open ? 'Create a token' : `${created.name} is created`}
      closeOnClickOutside={open}
      closeOnEscape={open}
      withCloseButton={open}
      size="lg"
    >
      {open ? (
        <ScimTokenForm enterprise={enterprise} close={close} done={setCreated} />
      ) : (
        <div className="dialog-form">
          <NewScimToken created={created} />
          <div className="dialog-actions">
            <Button onClick={close}>Done</Button>
          </div>
        </div>
      )}
    </Modal>
  )
}

/** The token, this one time. */
export function NewScimToken({ created }: { created: CreatedScimToken }) {
  return (
    <ShownOnce label="Token" value={created.token}>
      It is not shown again. Put it into the identity provider now; for another one, create another token.
    </ShownOnce>
  )
}

export function ScimTokenForm({
  enterprise,
  close,
  done,
}: {
  enterprise: string
  close?: () => void
  done: (created: CreatedScimToken) => void
}) {
  const form = useForm<{ name: string; scopes: Scope[]; lifetime: string }>({
    initialValues: { name: '', scopes: ['scim:enterprise'], lifetime: never },
    validate: { scopes: (value) => (value.length === 0 ? 'Choose at least one.' : null) },
  })
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const { name, scopes, lifetime } = form.getValues()
      return call(createScimToken, {
        params: { enterprise },
        body: {
          scopes,
          ...(name.trim() === '' ? {} : { name: name.trim() }),
          expiresInDays: lifetime === never ? null : Number(lifetime),
        },
      })
    },
    onSuccess: (created) => {
      done(created)
      return refresh(listScimTokens)
    },
    onError: (refused) => form.setErrors({ name: fieldProblem(refused, 'name', 'The name') }),
    gcTime: 0,
  })
  return (
    <form className="dialog-form" onSubmit={form.onSubmit(() => mutate())} noValidate>
      <TextInput
        label="Name"
        description="So that it can be told from others. Without one it is called by its scopes."
        placeholder="Okta"
        autoComplete="off"
        maxLength={100}
        {...(close ? { 'data-autofocus': true } : {})}
        key={form.key('name')}
        {...form.getInputProps('name')}
      />
      <Checkbox.Group label="Scopes" {...form.getInputProps('scopes')}>
        <div className="choice-list">
          {(Object.keys(scopeWords) as Scope[]).map((scope) => (
            <Checkbox key={scope} value={scope} label={<code>{scope}</code>} description={scopeWords[scope]} />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label="Expires after"
        data={lifetimes}
        key={form.key('lifetime')}
        {...form.getInputProps('lifetime')}
        description={
          form.values.lifetime === never
            ? null
            : 'On that day provisioning stops without a word: nobody new can sign in, and nobody who leaves is suspended.'
        }
      />
      <FormProblem error={error} fields={['name']} />
      <div className="dialog-actions">
        {close ? (
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
        ) : null}
        <Button type="submit" loading={isPending}>
          Create the token
        </Button>
      </div>
    </form>
  )
}
