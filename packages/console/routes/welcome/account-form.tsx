import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { acceptLink, type checkLink, type RouteOutput, type Session } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { call } from '../../api.ts'
import { FormProblem, fieldProblem } from '../../ui/form-problem.tsx'
import { NewPasswordField } from '../../ui/password-field.tsx'
import { weighPassword } from '../../ui/password-rules.ts'

const buttons = { setup: 'Create the account', invitation: 'Join', reset: 'Set the password' }

/** E-mail, name and password, as far as the link does not know them already. */
export function AccountForm({
  token,
  link,
  purpose,
  enter,
}: {
  token: string
  link: RouteOutput<typeof checkLink>
  purpose: keyof typeof buttons
  enter: (session: Session) => Promise<void>
}) {
  const form = useForm({
    initialValues: { email: link.email ?? '', name: link.name ?? '', password: '' },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : 'Enter an e-mail address.'),
      name: (value) => (value.trim() === '' ? 'Enter your name.' : null),
      password: (value, { email }) => {
        const { accepted, words } = weighPassword(value, email)
        return accepted ? null : words
      },
    },
  })
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const { email, name, password } = form.getValues()
      return call(acceptLink, {
        body: {
          token,
          password,
          ...(purpose === 'setup' ? { email: email.trim() } : {}),
          ...(purpose === 'reset' ? {} : { name: name.trim() }),
        },
      })
    },
    onSuccess: enter,
    onError: (refused) =>
      form.setErrors({
        email: fieldProblem(refused, 'email', 'This address'),
        name: fieldProblem(refused, 'name', 'Your name'),
        password: fieldProblem(refused, 'password', 'The password'),
      }),
    gcTime: 0,
  })
  const submit = form.onSubmit(
    () => mutate(),
    (problems) => form.getInputNode(Object.keys(problems)[0] ?? '')?.focus(),
  )
  return (
    <form className="front-form" onSubmit={submit} noValidate>
      {purpose === 'setup' ? (
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          autoFocus
          maxLength={254}
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
      ) : (
        <input type="email" name="username" autoComplete="username" value={link.email ?? ''} readOnly hidden />
      )}
      {purpose === 'reset' ? null : (
        <TextInput
          label="Your name"
          autoComplete="name"
          maxLength={100}
          key={form.key('name')}
          {...form.getInputProps('name')}
        />
      )}
      <NewPasswordField
        label={purpose === 'reset' ? 'New password' : 'Password'}
        email={form.values.email}
        autoFocus={purpose !== 'setup'}
        key={form.key('password')}
        {...form.getInputProps('password')}
      />
      <FormProblem error={error} fields={['email', 'name', 'password']} />
      <Button type="submit" size="md" fullWidth loading={isPending}>
        {buttons[purpose]}
      </Button>
    </form>
  )
}
