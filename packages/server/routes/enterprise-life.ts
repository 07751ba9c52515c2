import {
  type Account,
  createAccount,
  deleteAccount,
  explainAccess,
  listAccounts,
  listMails,
  type Mail,
  makeEnterpriseChange,
  previewEnterpriseChange,
  retryMails,
  updateAccount,
} from '@rollcall/api'
import { AppError } from '@rollcall/core'
import { type AccountCommand, normaliseLogin, type User } from '@rollcall/directory'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import { changeAccount, createAccount as makeAccount } from '../scim/change-account.ts'
import { type ChangeEffect, changeEnterprise, previewChange } from '../scim/change-enterprise.ts'
import { enterpriseOf } from '../scim/directory.ts'
import { explain } from '../scim/explain.ts'
import { listAccounts as accountsOf } from '../store/directory-views.ts'
import { type EnterpriseRow, getEnterprise } from '../store/enterprises.ts'
import { recordEvent } from '../store/events.ts'
import { type MailRow, listMails as mailsOf, retryMails as resend } from '../store/mail-outbox.ts'
import { type Call, implement } from './implement.ts'

/** What happens to an enterprise as a whole, to accounts beside SCIM, and the questions why. */
export function enterpriseLifeRoutes(deps: AppDeps) {
  const { db } = deps
  return [
    implement(previewEnterpriseChange, async ({ caller, params }) => {
      const row = await getEnterprise(db, caller.tenant, params.enterprise)
      const { changes, effect } = await previewChange(deps, row, params.change)
      return { changes, destroys: destroys(effect), effect }
    }),

    implement(makeEnterpriseChange, async ({ caller, params, body, request }) => {
      const row = await getEnterprise(db, caller.tenant, params.enterprise)
      const { effect } = await previewChange(deps, row, params.change)
      if (destroys(effect) && body.confirm !== row.slug)
        throw new AppError('enterprise.invalid', {
          what: 'changed',
          problem: 'confirm is not its slug',
          remedy: `Give confirm ${row.slug}: the preview of the change says what is lost.`,
        })
      return changeEnterprise(deps, { ...caller, requestId: request.id }, row.slug, params.change)
    }),

    ...accountRoutes(deps),

    implement(listMails, async ({ caller, params, query }) => {
      const row = await getEnterprise(db, caller.tenant, params.enterprise)
      const found = await mailsOf(db, row, query, { limit: query.limit ?? 50, cursor: query.cursor })
      return { ...found, items: found.items.map(toMail), ready: deps.mail !== null }
    }),

    implement(retryMails, async ({ caller, params }) => {
      const { tenant, actor } = caller
      return db.transaction().execute(async (tx) => {
        const row = await getEnterprise(tx, tenant, params.enterprise)
        const count = await resend(tx, row, deps.now())
        const subject = { kind: 'enterprise', id: row.slug, name: row.name }
        await recordEvent(tx, tenant, deps.now(), { actor, type: 'mail.retried', subject, data: { count } })
        await tell(tx, { tenant, type: 'scim', enterprise: row.slug })
        return { count }
      })
    }),

    implement(explainAccess, async ({ caller, params, query }) =>
      explain(deps, await getEnterprise(db, caller.tenant, params.enterprise), query),
    ),
  ]
}

/** What comes back by itself, or by turning it around, is no loss. */
const destroys = ({ suspended, identitiesEnded, groupsEnded, credentialsDeleted }: ChangeEffect): boolean =>
  suspended + identitiesEnded + groupsEnded + credentialsDeleted > 0

function accountRoutes(deps: AppDeps) {
  const { db } = deps
  return [
    implement(listAccounts, async ({ caller, params, query }) => {
      const row = await getEnterprise(db, caller.tenant, params.enterprise)
      const found = await accountsOf(db, row, query, { limit: query.limit ?? 50, cursor: query.cursor })
      return { ...found, items: found.items.map(toAccount) }
    }),

    implement(createAccount, async ({ caller, params, body, request }) => {
      const { login, email = null, displayName = '', suspended = false } = body
      refuseTyped(await getEnterprise(db, caller.tenant, params.enterprise), login)
      const account = { origin: 'local' as const, login, email, displayName, suspended }
      return toAccount(await makeAccount(deps, { ...caller, requestId: request.id }, params.enterprise, account))
    }),

    implement(updateAccount, async ({ caller, params, body, request }) => {
      if (body.login !== undefined) refuseTyped(await getEnterprise(db, caller.tenant, params.enterprise), body.login)
      const doer = { ...caller, requestId: request.id }
      const user = await changeAccount(deps, doer, params.enterprise, commandOf(accountIdOf(params.id), body))
      if (!user) throw new TypeError('a change deleted the account')
      return toAccount(user)
    }),

    implement(deleteAccount, async ({ caller, params, request }) => {
      const command = { type: 'account.delete', accountId: accountIdOf(params.id) } as const
      await changeAccount(deps, { ...caller, requestId: request.id }, params.enterprise, command)
    }),
  ]
}

/** A login that cannot be one, said to who typed it: the rules themselves speak to who maps attributes. */
function refuseTyped(row: EnterpriseRow, login: string): void {
  const result = normaliseLogin(login, enterpriseOf(row, 'github'))
  if (result.ok) return
  throw new AppError('directory.invalid', {
    problem: result.message.replace(/^userName /, ''),
    remedy: 'Type letters and digits, with single dashes between them, at most 39 in all.',
  })
}

function accountIdOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new AppError('request.not_found', { what: 'This account' })
}

/** One change at a time: each is a command with an audit event of its own. */
function commandOf(
  accountId: number,
  body: Call<typeof updateAccount>['body'],
): Exclude<AccountCommand, { type: 'account.create' }> {
  const { suspended, owner, login, reason = null } = body
  const wanted = [suspended, owner, login].filter((one) => one !== undefined).length
  if (wanted !== 1)
    throw new AppError('request.invalid', { problem: 'body has to name one of suspended, owner and login' })
  if (suspended !== undefined) return { type: suspended ? 'account.suspend' : 'account.unsuspend', accountId, reason }
  if (owner !== undefined) return { type: owner ? 'account.promote' : 'account.demote', accountId }
  return { type: 'account.rename', accountId, login: login ?? '' }
}

const toAccount = (user: User): Account => ({
  id: user.accountId,
  login: user.login,
  originalLogin: user.keptLogin ?? user.login,
  displayName: user.displayName,
  email: user.email,
  role: user.role,
  origin: user.origin,
  suspension: user.suspension,
  identity: user.identity?.id ?? null,
  createdAt: new Date(user.createdAt).toISOString(),
  updatedAt: new Date(user.updatedAt).toISOString(),
})

const toMail = (row: MailRow): Mail => ({
  id: row.id,
  kind: row.kind,
  to: row.recipient,
  login: row.login,
  state: row.state,
  attempts: row.attempts,
  error: row.error,
  madeAt: row.made_at,
  nextAt: row.state === 'waiting' ? row.next_at : null,
  sentAt: row.sent_at,
})
