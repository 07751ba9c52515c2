import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useSession } from '../../session.ts'
import { FormProblem } from '../../ui/form-problem.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { isMismatch } from './own-password.tsx'
import '../../ui/dialog.css'

/** Asks for the own password once more, before something that a stolen session must not do. */
export function PasswordQuestion({
  children,
  button,
  danger = false,
  pending,
  error,
  send,
  close,
}: {
  children: ReactNode
  button: string
  danger?: boolean
  pending: boolean
  error: unknown
  send: (password: string) => void
  close: () => void
}) {
  const email = useSession().person?.email ?? ''
  const [password, setPassword] = useState('')
  const [empty, setEmpty] = useState(false)
  const problem = empty ? 'Enter your password.' : isMismatch(error) ? 'This is not your password.' : null
  return (
    <form
      className="dialog-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setEmpty(password === '')
        if (password !== '') send(password)
      }}
    >
      <div className="dialog-text">{children}</div>
      <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        label="Your password"
        autoComplete="current-password"
        data-autofocus
        value={password}
        onChange={(event) => {
          setPassword(event.currentTarget.value)
          setEmpty(false)
        }}
        error={problem}
      />
      <FormProblem error={isMismatch(error) ? null : error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={pending} {...(danger ? { className: 'button-danger' } : {})}>
          {button}
        </Button>
      </div>
    </form>
  )
}
