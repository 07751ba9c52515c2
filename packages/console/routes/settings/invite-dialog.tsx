import { Button, Modal, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { invitePerson, listPeople, type Role, type RouteOutput } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { FormProblem, fieldProblem } from '../../ui/form-problem.tsx'
import { OneTimeLink } from './one-time-link.tsx'
import { RolePicker } from './role-picker.tsx'
import '../../ui/dialog.css'

type Invited = RouteOutput<typeof invitePerson>

export function InviteDialog({ opened, close }: { opened: boolean; close: () => void }) {
  const [invited, setInvited] = useState<Invited | null>(null)
  const open = invited === null
  return (
    <Modal
      opened={opened}
      onClose={close}
      onExitTransitionEnd={() => setInvited(null)}
      title={open ? 'Invite a person' : `${invited.person.name} is invited`}
      closeOnClickOutside={open}
      closeOnEscape={open}
      withCloseButton={open}
    >
      {open ? (
        <InviteForm close={close} done={setInvited} />
      ) : (
        <OneTimeLink
          link={invited.link}
          expiresAt={invited.expiresAt}
          name={invited.person.name}
          lets="lets them choose a password and join"
          close={close}
        />
      )}
    </Modal>
  )
}

function InviteForm({ close, done }: { close: () => void; done: (invited: Invited) => void }) {
  const form = useForm<{ email: string; name: string; role: Role }>({
    initialValues: { email: '', name: '', role: 'viewer' },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : 'Enter an e-mail address.'),
      name: (value) => (value.trim() === '' ? 'Enter a name.' : null),
    },
  })
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const { email, name, role } = form.getValues()
      return call(invitePerson, { body: { email: email.trim(), name: name.trim(), role } })
    },
    onSuccess: (invited) => {
      done(invited)
      return refresh(listPeople)
    },
    onError: (refused) =>
      form.setErrors({
        email: fieldProblem(refused, 'email', 'This address'),
        name: fieldProblem(refused, 'name', 'The name'),
      }),
    gcTime: 0,
  })
  const submit = form.onSubmit(
    () => mutate(),
    (problems) => form.getInputNode(Object.keys(problems)[0] ?? '')?.focus(),
  )
  return (
    <form className="dialog-form" onSubmit={submit} noValidate>
      <p className="secondary">Rollcall sends no mail: you get a link to hand over.</p>
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="off"
        maxLength={254}
        data-autofocus
        key={form.key('email')}
        {...form.getInputProps('email')}
      />
      <TextInput
        label="Name"
        autoComplete="off"
        maxLength={100}
        key={form.key('name')}
        {...form.getInputProps('name')}
      />
      <RolePicker value={form.values.role} onChange={(role) => form.setFieldValue('role', role)} />
      <FormProblem error={error} fields={['email', 'name']} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          Invite
        </Button>
      </div>
    </form>
  )
}
