import type { Executor } from '../store/database.ts'
import type { RecoveryState } from '../store/recovery-codes.ts'
import type { Notice } from '../store/scim-notices.ts'
import type { SetupPassword } from '../store/setup-passwords.ts'
import type { SignInSetup } from '../store/sign-in-setup.ts'
import { type Certificate, readCertificate } from './certificate.ts'

const day = 86_400_000
/** How long before its end a certificate is warned of. */
const soon = 30 * day

export function stateOf(certificate: Certificate, now: Date): 'valid' | 'expiring' | 'expired' {
  const left = certificate.validTo.getTime() - now.getTime()
  return left <= 0 ? 'expired' : left < soon ? 'expiring' : 'valid'
}

/** The last certificate to end is what counts: with one that is good, people get in. */
function certificateWarnings(setup: SignInSetup, now: Date): Notice[] {
  if (setup.method !== 'saml') return []
  const warnings: Notice[] = []
  const certificates = setup.certificates.map(({ pem }) => readCertificate(pem))
  const last = certificates.reduce((latest, one) => (one.validTo > latest.validTo ? one : latest))
  const ends = last.validTo.toISOString().slice(0, 10)
  const state = stateOf(last, now)
  if (state === 'expired')
    warnings.push({
      code: 'sign_in.certificate_expired',
      message: `The last signing certificate expired on ${ends}, so nobody can sign in.`,
      fix: 'Make a new one at the identity provider and add it here.',
    })
  if (state === 'expiring')
    warnings.push({
      code: 'sign_in.certificate_expiring',
      message: `The last signing certificate expires on ${ends}.`,
      fix: 'Add the next one here before the identity provider signs with it; both work meanwhile.',
    })
  return warnings
}

/** The same of many enterprises where single sign-on is on, to be said wherever they are listed. */
export async function certificateNotices(
  db: Executor,
  ids: readonly number[],
  now: Date,
): Promise<Map<number, Notice[]>> {
  const setups = await db
    .selectFrom('sign_in_setup')
    .selectAll()
    .where('enterprise_id', 'in', [...ids, -1])
    .where('enabled', '=', true)
    .execute()
  return new Map(setups.map((setup) => [setup.enterprise_id, certificateWarnings(setup, now)]))
}

/** What gets in while the identity provider is away. A password is an appliance's: undefined where there can be none. */
interface OtherWays {
  codes: RecoveryState
  password: SetupPassword | null | undefined
}

/** What will keep people out, or keeps them out already. */
export function warningsOf(setup: SignInSetup | null, { codes, password }: OtherWays, now: Date): Notice[] {
  if (!setup) return []
  const warnings = certificateWarnings(setup, now)
  if (setup.enabled && codes.left === 0 && password === null)
    warnings.push({
      code: 'sign_in.no_setup_password',
      message: 'The set-up user has no password: if the identity provider fails, nobody gets in.',
      fix: 'Make one and keep it outside of the identity provider.',
    })
  else if (setup.enabled && codes.left === 0 && password === undefined)
    warnings.push({
      code: 'sign_in.no_recovery_codes',
      message: 'There is no recovery code left: if the identity provider fails, nobody gets in.',
      fix: 'Make new codes and keep them outside of the identity provider.',
    })
  else if (setup.enabled && codes.left > 0 && codes.keptAt === null)
    warnings.push({
      code: 'sign_in.recovery_codes_not_kept',
      message: 'Nobody has downloaded or printed the recovery codes.',
      fix: 'Codes are shown once: make new ones and download them.',
    })
  if (setup.enabled && setup.test === null)
    warnings.push({
      code: 'sign_in.untested',
      message: 'What is set up now was not tested yet.',
      fix: 'Test the connection: it shows what the identity provider says, and signs nobody in.',
    })
  return warnings
}
