import { AppError } from '@rollcall/core'
import { loginKey } from '@rollcall/directory'
import { checkPassword, hashPassword, verifyPassword } from '../auth/password.ts'
import { countFailure, limits, refuseLocked } from '../auth/sign-in.ts'
import { enterpriseOf } from '../scim/directory.ts'
import type { Executor } from '../store/database.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { endManagedSessions } from '../store/managed-sessions.ts'
import { findSetupPassword, holdSetupPassword, keepSetupPassword } from '../store/setup-passwords.ts'
import { writeNotices } from './audit.ts'
import { newRecoveryCode } from './recovery-code.ts'
import type { AddStep, SignInDeps } from './step.ts'
import { signInTyped, throttleOf } from './typed.ts'

/** The built-in set-up user of an appliance has a password of its own, and needs no identity provider. */
export function passwordRoutes(deps: SignInDeps, add: AddStep): void {
  add('POST', '/sso/password', (step) => {
    const { enterprise } = step.place
    if (enterprise.kind !== 'ghes') throw new AppError('request.not_found', { what: 'This page' })
    let accepted = ''
    return signInTyped(deps, step, {
      method: 'password',
      refusal: 'sign_in.password_refused',
      failure: 'user.failed_login',
      async find(login) {
        const { setupUser, options } = enterpriseOf(enterprise, 'github')
        const isSetupUser = loginKey(login, options) === loginKey(setupUser.login, options)
        const kept = isSetupUser ? await findSetupPassword(deps.db, enterprise.id) : null
        // Looked at in any case, so that time does not tell who the set-up user is.
        const isRight = await verifyPassword(kept?.hash ?? null, step.form.password ?? '')
        if (isRight) {
          accepted = kept?.hash ?? ''
          return { user: { ...setupUser, identity: null } }
        }
        return { reason: isSetupUser ? (kept ? 'wrong password' : 'no password is set') : 'not the set-up user' }
      },
      also: (tx) => requireUnchanged(tx, enterprise, accepted),
    })
  })
}

/** Gives the set-up user a password that nobody chose. It is answered this once; sessions of an older one end. */
export async function makeSetupPassword(
  tx: Executor,
  enterprise: EnterpriseRow,
  by: string,
  moment: { now: Date; requestId: string },
): Promise<string> {
  const password = newRecoveryCode()
  await keep(tx, enterprise, password, by, moment)
  await endManagedSessions(tx, enterprise.id, { accountId: enterprise.setup_account_id, begun: ['password'] })
  return password
}

/** The set-up user chooses another one, and is signed out everywhere else. @throws auth.password_weak, sign_in.password_refused */
export async function changeSetupPassword(
  deps: SignInDeps,
  enterprise: EnterpriseRow,
  passwords: { current: string; next: string },
  session: { id: string; requestId: string },
): Promise<void> {
  // Whoever came by a session may guess no more often than a stranger.
  const throttle = throttleOf('password', enterprise, enterprise.setup_user)
  await refuseLocked(deps.db, [throttle], deps.now())
  const kept = await findSetupPassword(deps.db, enterprise.id)
  if (!(await verifyPassword(kept?.hash ?? null, passwords.current))) {
    const now = deps.now()
    await countFailure(deps.db, throttle, limits.account.minutes, now)
    const fields = { name: enterprise.slug, login_method: 'password', reason: 'wrong present password' }
    await writeNotices(deps.db, enterprise, { now, requestId: session.requestId }, [
      { action: 'user.failed_login', by: enterprise.setup_user, fields },
    ])
    throw new AppError('sign_in.password_refused', { enterprise: enterprise.name })
  }
  checkPassword(passwords.next, enterprise.setup_user)
  await deps.db.transaction().execute(async (tx) => {
    const moment = { now: deps.now(), requestId: session.requestId }
    await requireUnchanged(tx, enterprise, kept?.hash ?? '')
    await keep(tx, enterprise, passwords.next, enterprise.setup_user, moment)
    await endManagedSessions(tx, enterprise.id, { accountId: enterprise.setup_account_id, butOne: session.id })
  })
}

/** Who was let in by a password that an admin resets at that moment is not. */
async function requireUnchanged(tx: Executor, enterprise: EnterpriseRow, hash: string): Promise<void> {
  if (!(await holdSetupPassword(tx, enterprise.id, hash)))
    throw new AppError('sign_in.password_refused', { enterprise: enterprise.name })
}

async function keep(
  tx: Executor,
  enterprise: EnterpriseRow,
  password: string,
  by: string,
  moment: { now: Date; requestId: string },
): Promise<void> {
  await keepSetupPassword(tx, enterprise.id, { hash: await hashPassword(password), by }, moment.now)
  const user = { accountId: enterprise.setup_account_id, login: enterprise.setup_user }
  await writeNotices(tx, enterprise, moment, [{ action: 'user.change_password', user, by }])
}
