import { ApiError, type Session, signIn } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../api.ts'
import { takeSession, useSession } from '../../session.ts'
import { FrontDoor } from '../../ui/front-door.tsx'
import { Notice } from '../../ui/notice.tsx'
import { CodeStep } from './code-step.tsx'
import { nextPath } from './next-path.ts'
import { type Attempt, PasswordStep } from './password-step.tsx'
import './login.css'

const route = getRouteApi('/login')

/** Password first; the code of an authenticator app only once the server asks for it. */
export function LoginPage() {
  const { next } = route.useSearch()
  const router = useRouter()
  const { demo } = useSession()
  /** What the password step gave, kept while the code is asked for. */
  const [known, setKnown] = useState<Attempt | null>(null)
  const enter = async (session: Session) => {
    setKnown(null)
    takeSession(session)
    await router.invalidate()
    router.history.replace(nextPath(next))
  }
  const { send, isPending, error, reset } = useSignIn(enter)
  const askedForCode = known !== null

  if (askedForCode)
    return (
      <FrontDoor title="Sign in" heading="One more step" lead={<span className="strong">{known.email}</span>}>
        <CodeStep
          send={(code) => send({ ...known, code })}
          pending={isPending}
          error={error}
          clear={reset}
          back={() => {
            reset()
            setKnown(null)
          }}
        />
      </FrontDoor>
    )
  return (
    <FrontDoor
      title="Sign in"
      heading="Sign in"
      lead={next === undefined ? undefined : 'To see the page you asked for.'}
      below={<OtherWays />}
    >
      {demo ? (
        <Notice title="This is demo data">
          The demo’s own admin has no password: start it again for a new link. People you invited can sign in here.
        </Notice>
      ) : null}
      <PasswordStep
        send={(attempt) =>
          send(attempt).catch((refused: unknown) => {
            if (!(refused instanceof ApiError) || refused.code !== 'auth.totp_required') return
            reset()
            setKnown(attempt)
          })
        }
        pending={isPending}
        error={error instanceof ApiError && error.code === 'auth.totp_required' ? null : error}
      />
    </FrontDoor>
  )
}

/** The attempt is handed over by closure: what the mutation keeps holds no password. */
function useSignIn(enter: (session: Session) => Promise<void>) {
  const { mutateAsync, isPending, error, reset } = useMutation({
    mutationFn: (ask: () => Promise<Session>) => ask(),
    onSuccess: enter,
    gcTime: 0,
  })
  return { send: (body: Attempt) => mutateAsync(() => call(signIn, { body })), isPending, error, reset }
}

function OtherWays() {
  return (
    <>
      <p>
        <Link to="/welcome">Open a one-time link</Link>
      </p>
      <details className="login-help">
        <summary>Cannot sign in?</summary>
        <p>
          An admin can make you a link for a new password, unlock the account, or remove an authenticator that was lost:
          Settings › People. If there is no other admin, whoever runs the server prints a link with{' '}
          <code>npm start -- --setup-link</code>.
        </p>
      </details>
    </>
  )
}
