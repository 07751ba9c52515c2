import type { Step } from '@rollcall/directory'
import { certificateNotices } from '../sign-in/warnings.ts'
import type { Executor } from '../store/database.ts'
import { lastDeprovisioned, lastSignIn } from '../store/directory-search.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { findSetup } from '../store/sign-in-setup.ts'

/** Whether anybody can sign in at all: what is set up, on, and not out of date. */
export async function signInSetUp(db: Executor, enterprise: EnterpriseRow, now: Date): Promise<Step> {
  const setup = await findSetup(db, enterprise.id)
  if (!setup)
    return {
      result: 'pass',
      what: 'Single sign-on is not set up at this server, so that this says what provisioning allows.',
    }
  const method = setup.method === 'saml' ? 'SAML' : 'OpenID Connect'
  if (!setup.enabled)
    return {
      result: 'stop',
      what: `Single sign-on over ${method} is set up, and off: nobody can sign in.`,
      fix: 'Test it and turn it on under Sign-in.',
    }
  const warnings = (await certificateNotices(db, [enterprise.id], now)).get(enterprise.id) ?? []
  const expired = warnings.find(({ code }) => code === 'sign_in.certificate_expired')
  if (expired) return { result: 'stop', what: expired.message, fix: expired.fix }
  return { result: 'pass', what: `Single sign-on over ${method} is on.` }
}

/** That somebody who had one of these logins was deleted: of the account nothing says so any more. */
export async function deprovisioned(
  db: Executor,
  enterprise: EnterpriseRow,
  logins: readonly string[],
): Promise<Step[]> {
  const gone = await lastDeprovisioned(db, enterprise, logins)
  if (!gone) return []
  return [
    {
      result: 'stop',
      what: `${gone.login} was deprovisioned ${whenOf(gone.at)}, and is gone: its identity, credentials and name are deleted.`,
      fix: 'Provision the person anew: it becomes another account, with the same login if nobody took it.',
    },
  ]
}

const whenOf = (at: string): string => `on ${at.slice(0, 16).replace('T', ' at ')} UTC`

/** How the last sign-in went of somebody who is called like this. Nothing where there was none for a month. */
export async function lastTry(
  db: Executor,
  enterprise: EnterpriseRow,
  words: readonly string[],
  now: Date,
): Promise<Step[]> {
  const tried = await lastSignIn(db, enterprise, words, now)
  if (!tried) return []
  const when = whenOf(tried.at)
  if (!tried.refused) return [{ result: 'pass', what: `The last sign-in, ${when}, was let in.` }]
  const { compared } = tried
  return [
    {
      result: 'stop',
      what: `The last sign-in, ${when}, was refused. ${tried.message}`,
      fix: compared
        ? `Send the same as ${compared.claim} and as ${compared.attribute}, or correct the mapping at the identity provider. Then sign in again.`
        : 'The event in the audit log says what came. Correct that, and sign in again.',
    },
  ]
}
