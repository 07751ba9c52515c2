import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { createToken, listTokens, type Permission, type RouteOutput } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { useSession } from '../../session.ts'
import { FormProblem, fieldProblem } from '../../ui/form-problem.tsx'
import { NewToken } from './new-token.tsx'
import { permissionWords, readPermissions } from './permission-words.ts'
import '../../ui/dialog.css'
import './tokens-page.css'

type Created = RouteOutput<typeof createToken>

const never = 'never'
const lifetimes = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '180', label: '180 days' },
  { value: '365', label: '1 year' },
  { value: never, label: 'Never' },
]

export function CreateTokenDialog({ opened, close }: { opened: boolean; close: () => void }) {
  const [created, setCreated] = useState<Created | null>(null)
  const open = created === null
  return (
    <Modal
      opened={opened}
      onClose={close}
      onExitTransitionEnd={() => setCreated(null)}
      title={open ? 'Create an API token' : `${created.name} is created`}
      closeOnClickOutside={open}
      closeOnEscape={open}
      withCloseButton={open}
      size="lg"
    >
      {open ? <CreateForm close={close} done={setCreated} /> : <NewToken created={created} close={close} />}
    </Modal>
  )
}

function CreateForm({ close, done }: { close: () => void; done: (created: Created) => void }) {
  const mine = useSession().permissions
  const form = useForm<{ name: string; permissions: Permission[]; lifetime: string }>({
    initialValues: { name: '', permissions: [], lifetime: '90' },
    validate: {
      name: (value) => (value.trim() === '' ? 'Name it after the program that will use it.' : null),
      permissions: (value) => (value.length === 0 ? 'Choose at least one.' : null),
    },
  })
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const { name, permissions, lifetime } = form.getValues()
      const expiresInDays = lifetime === never ? null : Number(lifetime)
      return call(createToken, { body: { name: name.trim(), permissions, expiresInDays } })
    },
    onSuccess: (created) => {
      done(created)
      return refresh(listTokens)
    },
    onError: (refused) => form.setErrors({ name: fieldProblem(refused, 'name', 'The name') }),
    gcTime: 0,
  })
  const submit = form.onSubmit(
    () => mutate(),
    (problems) => form.getInputNode(Object.keys(problems)[0] ?? '')?.focus(),
  )
  const choose = (permissions: Permission[]) => form.setFieldValue('permissions', permissions)
  return (
    <form className="dialog-form" onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        placeholder="nightly export"
        autoComplete="off"
        maxLength={100}
        data-autofocus
        key={form.key('name')}
        {...form.getInputProps('name')}
      />
      <Checkbox.Group label="Permissions" {...form.getInputProps('permissions')}>
        <div className="row scope-presets">
          <Button size="compact-xs" variant="default" onClick={() => choose(readPermissions)}>
            All that read
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => choose([])}>
            None
          </Button>
        </div>
        <div className="scope-list">
          {mine.map((permission) => (
            <Checkbox
              key={permission}
              value={permission}
              label={<code>{permission}</code>}
              description={permissionWords[permission]}
            />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label="Expires after"
        data={lifetimes}
        key={form.key('lifetime')}
        {...form.getInputProps('lifetime')}
        description={form.values.lifetime === never ? 'A token that never ends is one to forget about.' : null}
      />
      <FormProblem error={error} fields={['name']} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          Create
        </Button>
      </div>
    </form>
  )
}
