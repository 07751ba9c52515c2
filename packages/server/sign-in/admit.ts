import {
  defaultAttributes,
  identityOf,
  judgeSignIn,
  roleBySignIn,
  type SignInAttributes,
  type SignInClaims,
  type SignInOutcome,
  sessionEnd,
  signInKey,
  type User,
} from '@rollcall/directory'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import { changeAccount, createAccount as makeAccount } from '../scim/change-account.ts'
import type { Doer } from '../scim/change-enterprise.ts'
import { enterpriseOf } from '../scim/directory.ts'
import { addAccountKeys, type NewKey } from '../store/account-keys.ts'
import type { Executor } from '../store/database.ts'
import { systemActor } from '../store/events.ts'
import { startManagedSession } from '../store/managed-sessions.ts'
import { keepLink, signInFacts } from '../store/sign-in-links.ts'
import type { SessionMethod } from '../store/sign-in-schema.ts'
import type { SignInSetup } from '../store/sign-in-setup.ts'
import { writeNotices } from './audit.ts'
import { readKeys } from './keys.ts'
import type { Place } from './place.ts'
import { type Visit, visitFields } from './step.ts'

export type AdmitDeps = Pick<AppDeps, 'db' | 'queries' | 'now'>

export const attributesOf = ({ attributes }: Pick<SignInSetup, 'attributes'>): SignInAttributes => ({
  ...defaultAttributes,
  ...attributes,
})

/** Who the claims are of, by what the enterprise knows at this moment. Nothing is written. */
export async function judge(
  deps: AdmitDeps,
  place: Place,
  names: SignInAttributes,
  claims: SignInClaims,
): Promise<SignInOutcome> {
  const enterprise = enterpriseOf(place.enterprise, 'github')
  const key = signInKey(enterprise, claims, names)
  if ('outcome' in key) return key
  // What else the person is called: who has one of these is probably meant.
  const others = [claims.subject, ...Object.values(claims.attributes).flat()].filter((value) => value.length <= 256)
  const facts = await signInFacts(
    deps.db,
    place.enterprise.id,
    key,
    identityOf(enterprise, claims),
    others.slice(0, 20),
  )
  return judgeSignIn(enterprise, claims, key, facts, names)
}

type Admitted = Exclude<SignInOutcome, { outcome: 'refused' }>

/**
 * Lets the user in: makes the account where SAML does that, gives it the role and the keys that the attributes say, links
 * the identity, begins the session, writes the log.
 */
export async function admitUser(
  deps: AdmitDeps,
  place: Place,
  names: SignInAttributes,
  claims: SignInClaims,
  outcome: Admitted,
  visit: Visit,
): Promise<{ token: string; expiresAt: Date; user: User }> {
  const { enterprise } = place
  const user = await accountOf(deps, place, claims, outcome, visit)
  const { keys, refused } = await readKeys(claims, names)
  const now = deps.now()
  const expiresAt = new Date(sessionEnd(enterpriseOf(enterprise, 'github'), claims, now.getTime()))
  const also = async (tx: Executor) => {
    await keepLink(tx, enterprise.id, user, outcome.identity, now)
    const { added, taken } = await addAccountKeys(tx, enterprise.id, user.accountId, keys, now)
    await writeNotices(
      tx,
      enterprise,
      { now, requestId: visit.requestId },
      added.map((key) => keyAdded(user, key)),
    )
    const all = [...refused, ...taken.map(({ fingerprint }) => ({ problem: `another account has ${fingerprint}` }))]
    return all.length > 0 ? { keys_refused: all } : {}
  }
  const token = await beginSession(deps, place, { user, method: claims.protocol, now, expiresAt, also }, visit)
  return { token, expiresAt, user }
}

export function beginSession(
  deps: AdmitDeps,
  { enterprise }: Place,
  session: {
    user: Pick<User, 'accountId' | 'login'>
    method: SessionMethod
    now: Date
    expiresAt: Date
    /** To be done with it or not at all. What it answers is written into the log with the sign-in. */
    also?: (tx: Executor) => Promise<Record<string, unknown>>
  },
  visit: Visit,
): Promise<string> {
  const { user, method, now, expiresAt, also } = session
  return deps.db.transaction().execute(async (tx) => {
    const more = await also?.(tx)
    await writeNotices(tx, enterprise, { now, requestId: visit.requestId }, [
      { action: 'user.login', user, fields: { login_method: method, ...visitFields(visit), ...more } },
    ])
    await tell(tx, { tenant: enterprise.tenant, type: 'scim', enterprise: enterprise.slug })
    return startManagedSession(tx, enterprise.id, { accountId: user.accountId, method, expiresAt, ...visit }, now)
  })
}

/** The account as it is once the claims have had their say: made where there is none, and in the role that they give. */
async function accountOf(
  deps: AdmitDeps,
  place: Place,
  claims: SignInClaims,
  outcome: Admitted,
  visit: Visit,
): Promise<User> {
  const { enterprise } = place
  const user = outcome.outcome === 'create' ? await createAccount(deps, place, outcome.command, visit) : outcome.user
  const type = roleBySignIn(enterpriseOf(enterprise, 'github'), claims, user)
  if (type === null) return user
  return (await changeAccount(deps, doerOf(place, visit), enterprise.slug, { type, accountId: user.accountId })) ?? user
}

const keyAdded = (user: User, { kind, title, fingerprint }: NewKey) => ({
  action: kind === 'ssh' ? 'public_key.create' : 'gpg_key.create',
  user,
  fields: { title, fingerprint },
})

const doerOf = ({ enterprise }: Place, { requestId }: Visit): Doer => ({
  tenant: enterprise.tenant,
  actor: { ...systemActor, name: 'Sign-in' },
  requestId,
})

/** The account of somebody who signs in for the first time while SCIM is off (github-scim §8.2). */
const createAccount = (
  deps: AdmitDeps,
  place: Place,
  { login, email, displayName }: Extract<SignInOutcome, { outcome: 'create' }>['command'],
  visit: Visit,
): Promise<User> =>
  makeAccount(deps, doerOf(place, visit), place.enterprise.slug, { origin: 'saml', login, email, displayName })
