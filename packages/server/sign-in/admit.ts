import {
  defaultAttributes,
  identityOf,
  judgeSignIn,
  type SignInAttributes,
  type SignInClaims,
  type SignInOutcome,
  sessionEnd,
  signInKey,
  type User,
} from '@rollcall/directory'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import { createAccount as makeAccount } from '../scim/change-account.ts'
import { enterpriseOf } from '../scim/directory.ts'
import type { Executor } from '../store/database.ts'
import { systemActor } from '../store/events.ts'
import { startManagedSession } from '../store/managed-sessions.ts'
import { keepLink, signInFacts } from '../store/sign-in-links.ts'
import type { SessionMethod } from '../store/sign-in-schema.ts'
import type { SignInSetup } from '../store/sign-in-setup.ts'
import { writeNotices } from './audit.ts'
import type { Place } from './place.ts'
import type { Visit } from './step.ts'

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

/** Lets the user in: makes the account where SAML does that, links the identity, begins the session, writes the log. */
export async function admitUser(
  deps: AdmitDeps,
  place: Place,
  claims: SignInClaims,
  outcome: Exclude<SignInOutcome, { outcome: 'refused' }>,
  visit: Visit,
): Promise<{ token: string; expiresAt: Date; user: User }> {
  const { enterprise } = place
  const user = outcome.outcome === 'create' ? await createAccount(deps, place, outcome.command, visit) : outcome.user
  const now = deps.now()
  const expiresAt = new Date(sessionEnd(enterpriseOf(enterprise, 'github'), claims, now.getTime()))
  const also = (tx: Executor) => keepLink(tx, enterprise.id, user, outcome.identity, now)
  const token = await beginSession(deps, place, { user, method: claims.protocol, expiresAt, also }, visit)
  return { token, expiresAt, user }
}

export function beginSession(
  deps: AdmitDeps,
  { enterprise }: Place,
  session: {
    user: Pick<User, 'accountId' | 'login'>
    method: SessionMethod
    expiresAt: Date
    /** To be done with it or not at all. */
    also?: (tx: Executor) => Promise<void>
  },
  visit: Visit,
): Promise<string> {
  const { user, method, expiresAt, also } = session
  const now = deps.now()
  return deps.db.transaction().execute(async (tx) => {
    await also?.(tx)
    await writeNotices(tx, enterprise, { now, requestId: visit.requestId }, [
      { action: 'user.login', user, fields: { login_method: method, user_agent: visit.userAgent, actor_ip: visit.ip } },
    ])
    await tell(tx, { tenant: enterprise.tenant, type: 'scim', enterprise: enterprise.slug })
    return startManagedSession(tx, enterprise.id, { accountId: user.accountId, method, expiresAt, ...visit }, now)
  })
}

/** The account of somebody who signs in for the first time while SCIM is off (github-scim §8.2). */
const createAccount = (
  deps: AdmitDeps,
  { enterprise }: Place,
  { login, email, displayName }: Extract<SignInOutcome, { outcome: 'create' }>['command'],
  { requestId }: Visit,
): Promise<User> => {
  const doer = { tenant: enterprise.tenant, actor: { ...systemActor, name: 'Sign-in' }, requestId }
  return makeAccount(deps, doer, enterprise.slug, { origin: 'saml', login, email, displayName })
}
