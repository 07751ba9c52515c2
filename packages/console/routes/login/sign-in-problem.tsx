import { ApiError } from '@rollcall/api'
import { FormProblem } from '../../ui/form-problem.tsx'
import { clockTime, describeAge, useNow } from '../../ui/time.tsx'

/** Why signing in failed. One word for every mismatch: which of them was wrong is nobody's business. */
export function SignInProblem({ error, mismatch, hint }: { error: unknown; mismatch: string; hint?: string }) {
  if (!(error instanceof ApiError)) return <FormProblem error={error} />
  if (error.code === 'auth.locked') return <Locked error={error} />
  if (error.code !== 'auth.sign_in_failed') return <FormProblem error={error} />
  return (
    <FormProblem error={error} title={mismatch}>
      {hint ?? 'Check both and try again. After several failures signing in pauses for a while.'}
    </FormProblem>
  )
}

function Locked({ error }: { error: ApiError }) {
  const now = useNow()
  const until = /\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)/.exec(error.message)?.[0]
  const wait = until === undefined ? null : Date.parse(until) - now
  return (
    <FormProblem error={error} title="Too many failed sign-ins">
      {until === undefined || wait === null ? (
        error.message
      ) : wait > 0 ? (
        <>
          Signing in is paused until <span className="strong">{clockTime(until)}</span>
          {wait > 50_000 ? `, ${describeAge(until, now)}` : ''}.
        </>
      ) : (
        'The pause is over: try again.'
      )}{' '}
      An admin can unlock the account sooner.
    </FormProblem>
  )
}
