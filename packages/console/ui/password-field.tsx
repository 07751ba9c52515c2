import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { weighPassword } from './password-rules.ts'
import './password-field.css'

/** A password that can be looked at while it is typed, with the keyboard too. */
export function PasswordField(props: PasswordInputProps) {
  return (
    <PasswordInput
      spellCheck={false}
      maxLength={256}
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ 'aria-label': `Show or hide: ${String(props.label)}`.toLowerCase() }}
      {...props}
    />
  )
}

/** A password that is being chosen, with how it stands against the server's rules. */
export function NewPasswordField({ email, ...props }: PasswordInputProps & { email: string; value?: string }) {
  const { words, accepted, part } = weighPassword(props.value ?? '', email)
  const refused = Boolean(props.error)
  return (
    <div>
      <PasswordField autoComplete="new-password" {...props} />
      <div className={accepted && !refused ? 'password-meter accepted' : 'password-meter'} aria-hidden="true">
        <span style={{ width: `${Math.round(part * 100)}%` }} />
      </div>
      <p className="password-words" aria-live="polite">
        {refused ? '' : words}
      </p>
    </div>
  )
}
