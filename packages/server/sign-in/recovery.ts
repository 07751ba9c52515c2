import { AppError } from '@rollcall/core'
import { loginKey, type User } from '@rollcall/directory'
import { countFailure, limits, refuseLocked } from '../auth/sign-in.ts'
import { refuseForgery } from '../routes/caller.ts'
import { enterpriseOf } from '../scim/directory.ts'
import type { Executor } from '../store/database.ts'
import { findHolder } from '../store/directory-users.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { spendRecoveryCode } from '../store/recovery-codes.ts'
import { beginSession } from './admit.ts'
import { writeNotices } from './audit.ts'
import { html, showPage } from './page.ts'
import { hashOfCode } from './recovery-code.ts'
import type { AddStep, SignInDeps, Step } from './step.ts'
import { visitFields, visitOf } from './step.ts'

const sessionHours = 24

/** The way in while the identity provider is away: for the set-up user and for enterprise owners. */
export function recoveryRoutes(deps: SignInDeps, add: AddStep): void {
  add('GET', '/sso/recover', async ({ reply, place }) =>
    showPage(reply, {
      title: `Get into ${place.enterprise.name} with a recovery code`,
      body: html`<p>For the set-up user and for enterprise owners, when the identity provider does not answer. Each code works once.</p>
<form method="post" action="${place.recover}">
<label>Login<input name="login" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="100"></label>
<label>Recovery code<input name="code" autocomplete="off" autocapitalize="none" spellcheck="false" required maxlength="100"></label>
<button>Sign in</button>
</form>`,
    }),
  )
  add('POST', '/sso/recover', async (step) => {
    const { request, reply, place } = step
    refuseForgery(request, null)
    const login = (step.form.login ?? '').trim()
    const visit = visitOf(step)
    const keys = [`account recovery ${place.enterprise.slug} ${login.toLowerCase()}`, `address ${request.ip}`]
    const now = deps.now()
    await refuseLocked(deps.db, keys, now)
    const user = await ownerWithLogin(deps, place.enterprise, login)
    const expiresAt = new Date(now.getTime() + sessionHours * 3_600_000)
    const token = user
      ? await beginSession(
          deps,
          place,
          { user, method: 'recovery', expiresAt, also: spend(deps, step, user) },
          visit,
        ).catch((error: unknown) => {
          if (error instanceof AppError && error.code === 'sign_in.recovery_refused') return null
          throw error
        })
      : null
    if (token === null) return refuse(deps, step, keys, user === null)
    deps.cookies.keepSession(reply, place, token, expiresAt)
    return reply.redirect(place.account, 303)
  })
}

/** Crosses the code out in the transaction that begins the session. */
function spend(deps: SignInDeps, { request, place, form }: Step, user: Pick<User, 'accountId' | 'login'>) {
  const { enterprise } = place
  return async (tx: Executor) => {
    const now = deps.now()
    if (!(await spendRecoveryCode(tx, enterprise.id, hashOfCode(form.code ?? ''), user.login, now)))
      throw new AppError('sign_in.recovery_refused')
    await writeNotices(tx, enterprise, { now, requestId: request.id }, [
      { action: 'business.recovery_code_used', user, fields: { name: enterprise.slug } },
    ])
  }
}

/** One answer for every mismatch. Failures count for the login and for the address, whether or not there is such a user. */
async function refuse(deps: SignInDeps, step: Step, keys: string[], isStranger: boolean): Promise<never> {
  const { request, place, form } = step
  const now = deps.now()
  for (const key of keys)
    await countFailure(deps.db, key, (key.startsWith('account ') ? limits.account : limits.address).minutes, now)
  await writeNotices(deps.db, place.enterprise, { now, requestId: request.id }, [
    {
      action: 'business.recovery_code_failed',
      by: (form.login ?? '').trim().slice(0, 100),
      fields: {
        name: place.enterprise.slug,
        reason: isStranger ? 'not the set-up user and no enterprise owner' : 'no such code, or used already',
        ...visitFields(visitOf(step)),
      },
    },
  ])
  throw new AppError('sign_in.recovery_refused')
}

async function ownerWithLogin(
  deps: SignInDeps,
  enterprise: EnterpriseRow,
  login: string,
): Promise<Pick<User, 'accountId' | 'login' | 'identity'> | null> {
  const { setupUser, options } = enterpriseOf(enterprise, 'github')
  const key = loginKey(login, options)
  if (key === loginKey(setupUser.login, options)) return { ...setupUser, identity: null }
  const user = await findHolder(deps.queries, enterprise.id, key)
  return user && user.suspension === null && user.role === 'enterprise_owner' ? user : null
}
