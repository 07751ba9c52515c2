import { loginRoom, loginSuffix } from './login.ts'
import type { Enterprise } from './state.ts'

/** GitHub does not publish its hash; a reserved top-level domain never receives mail (RFC 2606 §2). */
const obfuscatedDomain = 'deprovisioned.invalid'

/** The login and e-mail of a user that SCIM suspends: always the same for the same account and login. */
export function obfuscate(
  enterprise: Pick<Enterprise, 'kind' | 'shortCode' | 'host'>,
  accountId: number,
  login: string,
  hash: (text: string) => string,
): { login: string; email: string } {
  const digest = hash(`${accountId}:${login}`)
  return {
    login: digest.slice(0, loginRoom(enterprise)) + loginSuffix(enterprise),
    email: `${digest.slice(0, 40)}@${obfuscatedDomain}`,
  }
}

/**
 * The login of a user whose userName makes none, which the standard base allows (RFC 7643 §4.1.1 lets userName be any
 * string): the same for the same SCIM id, and no login that a userName can make by accident.
 */
export function madeLogin(
  enterprise: Pick<Enterprise, 'kind' | 'shortCode'>,
  id: string,
  hash: (text: string) => string,
): string {
  return `u-${hash(id).slice(0, 12)}${loginSuffix(enterprise)}`
}
