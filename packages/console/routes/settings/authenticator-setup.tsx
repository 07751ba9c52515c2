import { Button, TextInput } from '@mantine/core'
import { ApiError, confirmTotp, getSession, type RouteOutput, startTotp } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { PasswordQuestion } from './password-question.tsx'
import { QrCode } from './qr-code.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import './authenticator.css'

type Begun = RouteOutput<typeof startTotp>

/** Password, then the code to scan, then the recovery codes. Secrets live here and go with the dialog. */
export function AuthenticatorSetup({
  hold,
  close,
  replaces,
}: {
  hold: () => void
  close: () => void
  replaces: boolean
}) {
  const [begun, setBegun] = useState<Begun | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const start = useMutation({
    mutationFn: (ask: () => Promise<Begun>) => ask(),
    onSuccess: (answer) => {
      setBegun(answer)
      hold()
    },
    gcTime: 0,
  })
  if (codes) return <RecoveryCodes codes={codes} close={close} />
  if (begun)
    return (
      <Scan
        begun={begun}
        close={close}
        done={(recoveryCodes) => {
          setCodes(recoveryCodes)
          void refresh(getSession)
        }}
      />
    )
  return (
    <PasswordQuestion
      button="Go on"
      pending={start.isPending}
      error={start.error}
      send={(password) => start.mutate(() => call(startTotp, { body: { password } }))}
      close={close}
    >
      <p>
        You need an app that makes one-time codes, such as the one of your phone or of your password manager.
        {replaces ? ' The app you have now works until the new one is confirmed.' : ''}
      </p>
    </PasswordQuestion>
  )
}

function Scan({ begun, close, done }: { begun: Begun; close: () => void; done: (codes: string[]) => void }) {
  const [code, setCode] = useState('')
  const [unfinished, setUnfinished] = useState(false)
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(confirmTotp, { body: { code } }),
    onSuccess: ({ recoveryCodes }) => done(recoveryCodes),
    gcTime: 0,
  })
  const wrong = error instanceof ApiError && error.code === 'auth.sign_in_failed'
  const problem = unfinished
    ? 'Enter the six digits that the app shows.'
    : wrong
      ? 'The code does not match. Enter the one that the app shows now, and check its clock.'
      : null
  return (
    <form
      className="dialog-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const whole = /^\d{6}$/.test(code.replace(/\s/g, ''))
        setUnfinished(!whole)
        if (whole) mutate()
      }}
    >
      <ol className="scan-steps">
        <li>
          <p className="strong">Scan this with the app</p>
          <div className="scan-code">
            <QrCode text={begun.uri} label="Code to scan with the authenticator app" />
            <div className="scan-secret">
              <p className="muted small">Or type this key into the app:</p>
              <code>{begun.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
              <CopyButton text={begun.secret}>Copy the key</CopyButton>
            </div>
          </div>
        </li>
        <li>
          <p className="strong" id="scan-confirm">
            Enter the six digits it shows
          </p>
          <TextInput
            aria-labelledby="scan-confirm"
            classNames={{ input: 'scan-digits' }}
            inputMode="numeric"
            autoComplete="one-time-code"
            placeholder="000000"
            maxLength={7}
            data-autofocus
            autoFocus
            value={code}
            onChange={(event) => {
              setCode(event.currentTarget.value)
              setUnfinished(false)
            }}
            error={problem}
          />
        </li>
      </ol>
      <FormProblem error={wrong ? null : error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          Turn on
        </Button>
      </div>
    </form>
  )
}
