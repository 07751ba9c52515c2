import {
  type AccountCommand,
  type Circumstances,
  conflictError,
  DirectoryError,
  type DirectoryEvent,
  decide,
  normaliseLogin,
  notFound,
  type State,
  type User,
  userKeys,
} from '@rollcall/directory'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import type { Executor } from '../store/database.ts'
import { isUniqueViolation } from '../store/database.ts'
import { deleteUser, hasEmail, nextNumber, writeUser } from '../store/directory-users.ts'
import { lockEnterprise, queriesOver } from '../store/enterprise-switch.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { recordEvent } from '../store/events.ts'
import { writeTeamEvents } from '../store/team-writes.ts'
import type { Doer } from './change-enterprise.ts'
import { auditBeside, enterpriseOf } from './directory.ts'
import { decidingOf, followUp, loadTeamFacts } from './follow-teams.ts'
import { type Turn, turnIn } from './in-turn.ts'
import { shownText } from './render.ts'

type Deps = Pick<AppDeps, 'db' | 'queries' | 'now'>
type ChangeCommand = Exclude<AccountCommand, { type: 'account.create' }>

export interface NewAccount {
  /** `saml`: made by a sign-in while SCIM is off. */
  origin: 'local' | 'saml'
  /** As it was typed, or as the identity provider says it: the login is what GitHub makes of it. */
  login: string
  email: string | null
  displayName: string
  suspended?: boolean
}

/**
 * Makes an account of the appliance: by hand, or by the first sign-in over SAML.
 * @throws DirectoryError 403 for a sign-in while SCIM is on, 422 for a login that cannot be one, or what is taken.
 */
export async function createAccount(deps: Deps, doer: Doer, slug: string, account: NewAccount): Promise<User> {
  const accountId = await nextNumber(deps.queries)
  // One made by hand is alone while it is looked whether somebody has its e-mail.
  const isLocal = account.origin === 'local'
  return inEnterprise(deps, doer, slug, isLocal ? 'update' : 'share', async (tx, row, now) => {
    const login = loginOf(row, account.login)
    if (isLocal && account.email !== null) await refuseTakenEmail(tx, row, account.email)
    const command: AccountCommand = { type: 'account.create', accountId, ...account, login }
    const { user, events } = await decideOn(turnIn(tx, row), row, null, command, now)
    if (user === null) throw new TypeError('account.create made no user')
    const audit = auditOf(row, null, command, events, doer, now)
    await write(tx, row, { user, before: null, version: null, audit, doer, now, login })
    await note(tx, row, doer, now, user, 'created', { origin: account.origin })
    return user
  })
}

/**
 * Suspends, unsuspends, promotes, demotes, renames or deletes an account. Answers the account after it, null once it is
 * deleted. @throws DirectoryError 403 for one that SCIM provisioned, 404 where there is none.
 */
export async function changeAccount(
  deps: Deps,
  doer: Doer,
  slug: string,
  command: ChangeCommand,
): Promise<User | null> {
  return inEnterprise(deps, doer, slug, 'update', async (tx, row, now) => {
    const found = await lockAccount(tx, row, command.accountId)
    const wanted = command.type === 'account.rename' ? { ...command, login: loginOf(row, command.login) } : command
    const turn = turnIn(tx, row)
    const { user, events, followUps } = await decideOn(turn, row, found.user, wanted, now)
    if (events.length === 0) return found.user
    await writeTeamEvents(turn.queries, row.id, events, now)
    const deciding = decidingOf({ enterprise: row, now, requestId: doer.requestId })
    const audit = auditOf(
      row,
      found.user,
      wanted,
      [...events, ...(await followUp(turn, deciding, followUps))],
      doer,
      now,
    )
    if (user === null) await deleteUser(turn.queries, row.id, found, audit, doer.requestId, now)
    else
      await write(tx, row, {
        user,
        before: found.user,
        version: found.version,
        audit,
        doer,
        now,
        login: user.login,
      })
    await note(tx, row, doer, now, user ?? found.user, verbs[command.type], {
      ...(wanted.type === 'account.rename' ? { from: found.user.login } : {}),
      ...('reason' in wanted && wanted.reason ? { reason: wanted.reason } : {}),
    })
    return user
  })
}

const verbs = {
  'account.suspend': 'suspended',
  'account.unsuspend': 'unsuspended',
  'account.promote': 'promoted',
  'account.demote': 'demoted',
  'account.rename': 'renamed',
  'account.delete': 'deleted',
} as const

/** The account with this login as it is now; the set-up user is none. */
export async function accountByLogin(db: Executor, row: EnterpriseRow, login: string): Promise<User | null> {
  const rows = await db
    .selectFrom('directory_user')
    .select('state')
    .where('enterprise_id', '=', row.id)
    .where('login_taken', '=', userKeyOf(row, login))
    .execute()
  // A login that is kept for a suspended user is not the one that it goes by.
  return rows.find(({ state }) => userKeyOf(row, state.login) === userKeyOf(row, login))?.state ?? null
}

const userKeyOf = (row: EnterpriseRow, login: string): string =>
  enterpriseOf(row, 'github').options.loginCase === 'sensitive' ? login : login.toLowerCase()

async function inEnterprise<Result>(
  { db, now }: Deps,
  { tenant }: Doer,
  slug: string,
  lock: 'update' | 'share',
  run: (tx: Executor, row: EnterpriseRow, now: Date) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(async (tx) => run(tx, await lockEnterprise(tx, tenant, slug, lock), now()))
}

async function lockAccount(
  tx: Executor,
  row: EnterpriseRow,
  accountId: number,
): Promise<{ user: User; version: number }> {
  if (accountId === row.setup_account_id)
    throw new DirectoryError(403, `${row.setup_user} is the set-up user, which nothing here can change.`, {
      fix: 'It stays an enterprise owner that can sign in, so that nobody is locked out.',
    })
  const found = await tx
    .selectFrom('directory_user')
    .select(['state as user', 'version'])
    .where('enterprise_id', '=', row.id)
    .where('account_id', '=', accountId)
    .forUpdate()
    .executeTakeFirst()
  if (!found) throw notFound('account', accountId)
  return found
}

function loginOf(row: EnterpriseRow, given: string): string {
  const result = normaliseLogin(given, enterpriseOf(row, 'github'))
  if (result.ok) return result.login
  throw new DirectoryError(422, result.message.replace(/^userName/, 'login'), { fix: result.fix })
}

async function refuseTakenEmail(tx: Executor, row: EnterpriseRow, email: string): Promise<void> {
  const { options, setupUser } = enterpriseOf(row, 'github')
  if (options.duplicateEmail === 'allow') return
  const isTaken = setupUser.email.toLowerCase() === email.toLowerCase() || (await hasEmail(tx, row.id, email))
  if (!isTaken) return
  throw new DirectoryError(422, `The email ${email} belongs to another user.`, {
    fix: 'Give another address. One of a suspended user stays taken.',
    taken: 'email',
  })
}

async function decideOn(turn: Turn, row: EnterpriseRow, user: User | null, command: AccountCommand, now: Date) {
  const circumstances: Circumstances = { now: now.getTime(), hash: () => '' }
  const state: State = { enterprise: enterpriseOf(row, 'github'), user }
  const facts = await loadTeamFacts(turn, state, command)
  const { state: after, events, followUps } = decide({ ...state, facts }, command, circumstances)
  return { user: after.user ?? null, events, followUps }
}

const auditOf = (
  row: EnterpriseRow,
  before: User | null,
  command: AccountCommand,
  events: readonly DirectoryEvent[],
  doer: Doer,
  now: Date,
) =>
  auditBeside(row, events, {
    requestId: doer.requestId,
    now,
    subjectId: before?.identity?.id ?? String(command.accountId),
    // Whoever signs in for the first time makes the account.
    ...(command.type === 'account.create' && command.origin === 'saml'
      ? { actor: { id: command.accountId, login: command.login } }
      : {}),
  })

async function write(
  tx: Executor,
  row: EnterpriseRow,
  change: {
    user: User
    before: User | null
    version: number | null
    audit: Parameters<typeof writeUser>[1]['audit']
    doer: Doer
    now: Date
    login: string
  },
): Promise<void> {
  const { user, before, version, audit, doer, now } = change
  const enterprise = enterpriseOf(row, 'github')
  try {
    await writeUser(queriesOver(tx), {
      enterpriseId: row.id,
      user,
      keys: userKeys(user, enterprise.options),
      version,
      before,
      shown: shownText(user),
      leavesGroups: false,
      mailTo: null,
      audit,
      requestId: doer.requestId,
      now,
    })
  } catch (error) {
    if (!isUniqueViolation(error, 'directory_user_login')) throw error
    const { message } = conflictError('login', enterprise)
    throw new DirectoryError(422, message.replace(/^userName: the login made of it/, `The login ${change.login}`), {
      fix: 'Choose another login. One of a suspended user stays taken.',
      taken: 'login',
    })
  }
}

async function note(
  tx: Executor,
  row: EnterpriseRow,
  { tenant, actor }: Doer,
  now: Date,
  user: User,
  verb: 'created' | (typeof verbs)[keyof typeof verbs],
  data: Record<string, unknown>,
): Promise<void> {
  await recordEvent(tx, tenant, now, {
    actor,
    type: `account.${verb}`,
    subject: { kind: 'account', id: String(user.accountId), name: user.login },
    data: { enterprise: row.slug, ...data },
  })
  await tell(tx, { tenant, type: 'scim', enterprise: row.slug })
}
