import type { Circumstances } from './command.ts'
import { DirectoryError } from './error.ts'
import type { State } from './facts.ts'
import { loginKey, normaliseLogin } from './login.ts'
import { madeLogin } from './obfuscate.ts'
import type { Base, Enterprise, User } from './state.ts'

/** The text that an identity provider was publicly seen to get for an account of another source. */
const anotherOwner =
  'Another user already owns the account. Please have your administrator check the authentication log.'

interface Login {
  login: string
  made: boolean
  /** The account, without an identity of its own, that this user turns out to be. */
  existing: User | null
}

/**
 * The login of a userName. GitHub's base refuses one that makes no login (400) or one that is taken (409); the standard
 * base makes one up then, because RFC 7643 lets userName be any string.
 */
export function loginFor(
  state: State,
  base: Base,
  userName: string,
  self: { id: string; accountId: number },
  { hash }: Circumstances,
): Login {
  const { enterprise } = state
  const result = normaliseLogin(userName, enterprise)
  const made = (): Login => ({ login: madeLogin(enterprise, self.id, hash), made: true, existing: null })
  if (!result.ok) {
    if (base === 'standard') return made()
    throw new DirectoryError(400, result.message, { scimType: 'invalidValue', fix: result.fix })
  }
  const { login } = result
  const key = loginKey(login, enterprise.options)
  if (key === loginKey(enterprise.setupUser.login, enterprise.options)) {
    if (base === 'standard') return made()
    throw takenLogin(enterprise, `${login} is the login of the set-up user.`)
  }
  const holder = state.facts?.holder ?? null
  if (!holder || holder.accountId === self.accountId) return { login, made: false, existing: null }
  if (canBecome(enterprise, holder)) return { login, made: false, existing: holder }
  if (base === 'standard') return made()
  if (holder.identity) throw takenLogin(enterprise, `${login} is the login of another user of the enterprise.`)
  throw new DirectoryError(400, `${login} is an account that belongs to another identity source.`, {
    scimType: 'uniqueness',
    fix: 'Deprovision it where it came from, or map another attribute to userName.',
    github: anotherOwner,
  })
}

/** Whether SCIM may take over an account that has no identity. */
function canBecome(enterprise: Enterprise, holder: User): boolean {
  if (holder.identity || holder.accountId === enterprise.setupUser.accountId) return false
  if (holder.suspension === 'hard') return false
  if (holder.suspension === 'reset') return enterprise.options.relinkAfterReset === 'relink'
  return enterprise.kind === 'ghes'
}

function takenLogin(enterprise: Enterprise, message: string): DirectoryError {
  return new DirectoryError(enterprise.options.takenLoginStatus, `userName: ${message}`, {
    scimType: 'uniqueness',
    fix: 'Map an attribute that gives each user another login. A suspended user keeps its login until it is deleted.',
    github: anotherOwner,
  })
}

const conflictTexts = {
  id: 'id: it belongs to another resource already.',
  login: 'userName: the login made of it belongs to another user of the enterprise.',
  userName: 'userName: another user of the enterprise has it, suspended ones included.',
  externalId: 'externalId: another resource of the enterprise has it, suspended users included.',
  email: 'emails: another user of the enterprise has the primary e-mail.',
  displayName: 'displayName: another group of the enterprise has it.',
} as const

/** What a violation of the unique index of a key means (`userKeys`, `groupKeys`). */
export function conflictError(key: keyof typeof conflictTexts, enterprise: Enterprise): DirectoryError {
  const status = key === 'login' ? enterprise.options.takenLoginStatus : 409
  return new DirectoryError(status, conflictTexts[key], {
    scimType: 'uniqueness',
    fix: `Find the ${key === 'displayName' ? 'group' : 'resource'} that has it and update that, or send another value.`,
    ...(key === 'login' ? { github: anotherOwner } : {}),
  })
}
