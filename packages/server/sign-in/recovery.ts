import { AppError } from '@rollcall/core'
import { loginKey } from '@rollcall/directory'
import { enterpriseOf } from '../scim/directory.ts'
import { findHolder } from '../store/directory-users.ts'
import { spendRecoveryCode } from '../store/recovery-codes.ts'
import { writeNotices } from './audit.ts'
import { html, showPage } from './page.ts'
import { hashOfCode } from './recovery-code.ts'
import type { AddStep, SignInDeps } from './step.ts'
import { signInTyped } from './typed.ts'

const refusal = 'sign_in.recovery_refused'

/** The way in while the identity provider is away: for the set-up user and for enterprise owners. */
export function recoveryRoutes(deps: SignInDeps, add: AddStep): void {
  add('GET', '/sso/recover', async ({ reply, place }) =>
    showPage(reply, {
      title: `Get into ${place.enterprise.name} with a recovery code`,
      body: html`<p>For the set-up user and for enterprise owners, when the identity provider does not answer. Each code works once.</p>
<form method="post" action="${place.recover}" class="card">
<label>Login<input name="login" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="100"></label>
<label>Recovery code<input name="code" autocomplete="off" autocapitalize="none" spellcheck="false" required maxlength="100"></label>
<button>Sign in</button>
</form>
<p class="soft"><a href="${place.home}">Other ways to sign in</a></p>`,
    }),
  )
  add('POST', '/sso/recover', (step) => {
    const { enterprise } = step.place
    return signInTyped(deps, step, {
      method: 'recovery',
      refusal,
      failure: 'business.recovery_code_failed',
      async find(login) {
        const { setupUser, options } = enterpriseOf(enterprise, 'github')
        const key = loginKey(login, options)
        if (key === loginKey(setupUser.login, options)) return { user: { ...setupUser, identity: null } }
        const user = await findHolder(deps.queries, enterprise.id, key)
        return user && user.suspension === null && user.role === 'enterprise_owner'
          ? { user }
          : { reason: 'not the set-up user and no enterprise owner' }
      },
      // Crosses the code out in the transaction that begins the session.
      async also(tx, user) {
        const now = deps.now()
        if (!(await spendRecoveryCode(tx, enterprise.id, hashOfCode(step.form.code ?? ''), user.login, now)))
          throw new AppError(refusal)
        await writeNotices(tx, enterprise, { now, requestId: step.request.id }, [
          { action: 'business.recovery_code_used', user, fields: { name: enterprise.slug } },
        ])
      },
    })
  })
}
