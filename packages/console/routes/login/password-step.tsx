import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { PasswordField } from '../../ui/password-field.tsx'
import { SignInProblem } from './sign-in-problem.tsx'

export interface Attempt {
  email: string
  password: string
  code?: string
}

export function PasswordStep({
  send,
  pending,
  error,
}: {
  send: (attempt: Attempt) => Promise<unknown>
  pending: boolean
  error: unknown
}) {
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? 'Enter your e-mail address.' : null),
      password: (value) => (value === '' ? 'Enter your password.' : null),
    },
  })
  const submit = form.onSubmit(
    ({ email, password }) => void send({ email: email.trim(), password }),
    (problems) => form.getInputNode(Object.keys(problems)[0] ?? '')?.focus(),
  )
  return (
    <form className="front-form" onSubmit={submit} noValidate>
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="username"
        autoFocus
        maxLength={254}
        key={form.key('email')}
        {...form.getInputProps('email')}
      />
      <PasswordField
        label="Password"
        autoComplete="current-password"
        key={form.key('password')}
        {...form.getInputProps('password')}
      />
      <SignInProblem error={error} mismatch="E-mail or password do not match" />
      <Button type="submit" size="md" fullWidth loading={pending}>
        Sign in
      </Button>
    </form>
  )
}
