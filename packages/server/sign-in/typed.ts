import { AppError } from '@rollcall/core'
import type { User } from '@rollcall/directory'
import type { FastifyReply } from 'fastify'
import { countFailure, forget, limits, refuseLocked } from '../auth/sign-in.ts'
import { refuseForgery } from '../routes/caller.ts'
import type { Executor } from '../store/database.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { beginSession } from './admit.ts'
import { writeNotices } from './audit.ts'
import { type SignInDeps, type Step, visitFields, visitOf } from './step.ts'

const sessionHours = 24

/** A way in with something that is typed, which does not need the identity provider. */
interface TypedWay {
  method: 'recovery' | 'password'
  refusal: 'sign_in.recovery_refused' | 'sign_in.password_refused'
  /** Action of the log for a failure. */
  failure: string
  /** Who it is, or why nobody. */
  find: (login: string) => Promise<{ user: Pick<User, 'accountId' | 'login' | 'identity'> } | { reason: string }>
  /** What is done with the beginning of the session. @throws `refusal` where it comes to nothing after all. */
  also?: (tx: Executor, user: Pick<User, 'accountId' | 'login'>) => Promise<void>
}

/** Under what failures of a login count. */
export const throttleOf = (method: TypedWay['method'], { slug }: Pick<EnterpriseRow, 'slug'>, login: string): string =>
  `account ${method} ${slug} ${login.toLowerCase()}`

/** One answer for every mismatch. Failures count for the login and for the address, whether or not there is such a user. */
export async function signInTyped(deps: SignInDeps, step: Step, way: TypedWay): Promise<FastifyReply> {
  const { request, reply, place, form } = step
  const { method, refusal } = way
  refuseForgery(request, null)
  const login = (form.login ?? '').trim().slice(0, 100)
  const account = throttleOf(method, place.enterprise, login)
  const address = `address ${request.ip}`
  const now = deps.now()
  await refuseLocked(deps.db, [account, address], now)
  const found = await way.find(login)
  const refuse = async (reason: string): Promise<never> => {
    await countFailure(deps.db, account, limits.account.minutes, now)
    await countFailure(deps.db, address, limits.address.minutes, now)
    await writeNotices(deps.db, place.enterprise, { now, requestId: request.id }, [
      {
        action: way.failure,
        by: login,
        fields: { name: place.enterprise.slug, login_method: method, reason, ...visitFields(visitOf(step)) },
      },
    ])
    throw new AppError(refusal, { enterprise: place.enterprise.name })
  }
  if (!('user' in found)) return refuse(found.reason)
  const { user } = found
  const expiresAt = new Date(now.getTime() + sessionHours * 3_600_000)
  const also = async (tx: Executor) => {
    await way.also?.(tx, user)
    await forget(tx, account)
    return {}
  }
  const token = await beginSession(deps, place, { user, method, now, expiresAt, also }, visitOf(step)).catch(
    (error: unknown) => {
      if (error instanceof AppError && error.code === refusal) return null
      throw error
    },
  )
  if (token === null)
    return refuse(method === 'recovery' ? 'no such code, or used already' : 'the password was changed meanwhile')
  deps.cookies.keepSession(reply, place, token, expiresAt)
  return reply.redirect(place.account, 303)
}
