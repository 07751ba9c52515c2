import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { SignInProblem } from './sign-in-problem.tsx'

/** The second factor: six digits of the app, or a recovery code. */
export function CodeStep({
  send,
  pending,
  error,
  clear,
  back,
}: {
  send: (code: string) => Promise<unknown>
  pending: boolean
  error: unknown
  clear: () => void
  back: () => void
}) {
  const [kind, setKind] = useState<'app' | 'recovery'>('app')
  const [code, setCode] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const app = kind === 'app'
  const submit = () => {
    const given = code.trim()
    if (app && !/^\d{6}$/.test(given.replace(/\s/g, ''))) return setProblem('Enter the six digits that the app shows.')
    if (given === '') return setProblem('Enter one of your recovery codes.')
    setProblem(null)
    send(given).catch(() => setCode(''))
  }
  const turn = () => {
    setKind(app ? 'recovery' : 'app')
    setCode('')
    setProblem(null)
    clear()
  }
  return (
    <form
      className="front-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <TextInput
        key={kind}
        classNames={{ input: 'login-code' }}
        label={app ? 'Code from your authenticator app' : 'Recovery code'}
        description={app ? 'Six digits, new every 30 seconds.' : 'Each one works once.'}
        autoComplete={app ? 'one-time-code' : 'off'}
        inputMode={app ? 'numeric' : 'text'}
        placeholder={app ? '000000' : 'xxxxx-xxxxx'}
        maxLength={app ? 7 : 32}
        autoCapitalize="off"
        spellCheck={false}
        autoFocus
        value={code}
        onChange={(event) => {
          setCode(event.currentTarget.value)
          setProblem(null)
        }}
        error={problem}
      />
      <SignInProblem
        error={error}
        mismatch={app ? 'The code does not match' : 'The recovery code does not match'}
        hint={
          app
            ? 'Wait for the next code and enter that one: a code works once. Check that the clock of your phone is right.'
            : 'It may have been used before. Try another one.'
        }
      />
      <Button type="submit" size="md" fullWidth loading={pending}>
        Sign in
      </Button>
      <div className="row spread">
        <Button variant="subtle" size="xs" onClick={turn}>
          {app ? 'Use a recovery code' : 'Use the app'}
        </Button>
        <Button variant="subtle" size="xs" onClick={back}>
          Another account
        </Button>
      </div>
    </form>
  )
}
