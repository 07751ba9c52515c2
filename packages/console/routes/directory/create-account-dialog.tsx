import { Button, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { createAccount, listAccounts } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { FormProblem, fieldProblem } from '../../ui/form-problem.tsx'
import '../../ui/dialog.css'

/** An account of the appliance, made by hand. */
export function CreateAccountDialog({
  enterprise,
  opened,
  close,
}: {
  enterprise: string
  opened: boolean
  close: () => void
}) {
  return (
    <Modal opened={opened} onClose={close} title="Create an account">
      <AccountForm enterprise={enterprise} close={close} />
    </Modal>
  )
}

function AccountForm({ enterprise, close }: { enterprise: string; close: () => void }) {
  const [login, setLogin] = useState('')
  const [email, setEmail] = useState('')
  const [displayName, setDisplayName] = useState('')
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: () =>
      call(createAccount, {
        params: { enterprise },
        body: {
          login: login.trim(),
          displayName: displayName.trim(),
          ...(email.trim() ? { email: email.trim() } : {}),
        },
      }),
    onSuccess: async (made) => {
      notifications.show({ message: `${made.login} is made.` })
      await refresh(listAccounts)
      close()
    },
  })
  const typed = (set: (text: string) => void) => (event: { currentTarget: { value: string } }) => {
    set(event.currentTarget.value)
    reset()
  }
  return (
    <form
      className="dialog-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (login.trim() !== '') mutate()
      }}
    >
      <TextInput
        label="Login"
        description="SCIM links the account to whom it provisions with this login."
        value={login}
        onChange={typed(setLogin)}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
      />
      <TextInput label="Name" value={displayName} onChange={typed(setDisplayName)} maxLength={200} autoComplete="off" />
      <TextInput
        label="E-mail (optional)"
        type="email"
        value={email}
        onChange={typed(setEmail)}
        maxLength={254}
        autoComplete="off"
        error={fieldProblem(error, 'email', 'The e-mail')}
      />
      <FormProblem error={error} fields={['email']} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending} disabled={login.trim() === ''}>
          Create the account
        </Button>
      </div>
    </form>
  )
}
