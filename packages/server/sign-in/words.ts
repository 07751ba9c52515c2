import { AppError } from '@rollcall/core'
import type { SignInRefusal, Suspension } from '@rollcall/directory'
import type { EnterpriseRow } from '../store/enterprises.ts'

const reasons: Record<Suspension, [reason: string, remedy: string]> = {
  soft: [
    'the identity provider deactivated it over SCIM',
    'Ask its administrator to assign you again; the account comes back as it was.',
  ],
  hard: [
    'the identity provider deleted it over SCIM',
    'Ask its administrator to assign you again; you get a new identity.',
  ],
  reset: [
    'single sign-on of the enterprise was turned off, which suspends everybody',
    'It comes back when the identity provider provisions you again.',
  ],
  enabled: [
    'SCIM was turned on, and the identity provider has not provisioned it since',
    'Ask the administrator of the identity provider to assign you to the application.',
  ],
  local: ['an administrator suspended it', 'Ask an administrator of the server to lift it.'],
}

/** What a refusal says. `shown` is how much of somebody's attribute may be seen: a stranger may be looking. */
export function refusalError(
  { name: enterprise }: Pick<EnterpriseRow, 'name'>,
  refusal: SignInRefusal,
  shown: (value: string) => string,
): AppError {
  const compared = refusal.compared && {
    ...refusal.compared,
    expected: refusal.compared.expected === null ? 'missing' : shown(refusal.compared.expected),
  }
  switch (refusal.code) {
    case 'suspended': {
      const [reason, remedy] = reasons[refusal.suspension]
      return new AppError('sign_in.suspended', { login: refusal.login, reason, remedy })
    }
    case 'claim_missing':
      return new AppError('sign_in.claim_missing', { claim: refusal.claim, enterprise })
    case 'login_unusable':
      return new AppError('sign_in.login_unusable', { problem: refusal.problem, advice: refusal.advice })
    case 'unlinked':
      return new AppError('sign_in.unlinked', { login: refusal.login, identity: refusal.identity, enterprise })
    case 'not_yet_provisioned':
    case 'account_owned':
      return new AppError(`sign_in.${refusal.code}`, { login: refusal.login, enterprise })
    case 'not_provisioned':
    case 'mismatch':
    case 'ambiguous':
      return new AppError(`sign_in.${refusal.code}`, { enterprise, ...compared })
  }
}

/** Enough of a value to know one's own by: two characters at either end, and the domain of an address. */
export function masked(value: string): string {
  const at = value.lastIndexOf('@')
  const [name, domain] = at > 0 ? [value.slice(0, at), value.slice(at)] : [value, '']
  return name.length <= 4 ? `${name.slice(0, 1)}…${domain}` : `${name.slice(0, 2)}…${name.slice(-2)}${domain}`
}
