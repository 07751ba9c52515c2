import { Button } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { ApiError, changePassword, listOwnSessions } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { useSession } from '../../session.ts'
import { FormProblem, fieldProblem } from '../../ui/form-problem.tsx'
import { Card } from '../../ui/page.tsx'
import { NewPasswordField, PasswordField } from '../../ui/password-field.tsx'
import { weighPassword } from '../../ui/password-rules.ts'

export function OwnPassword() {
  const { demo } = useSession()
  const [open, setOpen] = useState(false)
  return (
    <Card
      title="Password"
      lead={
        demo
          ? 'Whoever walked into the demo by its link has none. People you invite do.'
          : 'Changing it ends your other sessions.'
      }
      actions={
        open ? null : (
          <Button variant="default" onClick={() => setOpen(true)}>
            Change
          </Button>
        )
      }
      className={open ? '' : 'head-only'}
    >
      {open ? <PasswordForm close={() => setOpen(false)} /> : null}
    </Card>
  )
}

function PasswordForm({ close }: { close: () => void }) {
  const email = useSession().person?.email ?? ''
  const form = useForm({
    initialValues: { current: '', next: '' },
    validate: {
      current: (value) => (value === '' ? 'Enter the password you have now.' : null),
      next: (value) => {
        const { accepted, words } = weighPassword(value, email)
        return accepted ? null : words
      },
    },
  })
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(changePassword, { body: form.getValues() }),
    onSuccess: () => {
      close()
      notifications.show({ message: 'Password changed. Your other sessions have ended.' })
      return refresh(listOwnSessions)
    },
    onError: (refused) => {
      form.setErrors({
        current: isMismatch(refused) ? 'This is not your current password.' : undefined,
        next: fieldProblem(refused, 'password', 'The password'),
      })
      form.getInputNode(isMismatch(refused) ? 'current' : 'next')?.focus()
    },
  })
  const submit = form.onSubmit(
    () => mutate(),
    (problems) => form.getInputNode(Object.keys(problems)[0] ?? '')?.focus(),
  )
  return (
    <form className="account-form" onSubmit={submit} noValidate>
      <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        label="Current password"
        autoComplete="current-password"
        autoFocus
        key={form.key('current')}
        {...form.getInputProps('current')}
      />
      <NewPasswordField label="New password" email={email} key={form.key('next')} {...form.getInputProps('next')} />
      <FormProblem error={isMismatch(error) ? null : error} fields={['password']} />
      <div className="row">
        <Button type="submit" loading={isPending}>
          Change password
        </Button>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

/** One answer for every mismatch; here only the current password can be meant. */
export const isMismatch = (error: unknown): boolean => error instanceof ApiError && error.code === 'auth.sign_in_failed'
