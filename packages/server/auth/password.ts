import { hash, verify } from '@node-rs/argon2'
import { AppError } from '@rollcall/core'

/** OWASP's argon2id setting: 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password, parameters)

let decoy: Promise<string> | undefined

/** Takes as long for a person who does not exist or has no password yet, so that time tells nothing. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('decoy')
  const matches = await verify(stored ?? (await decoy), password)
  return stored !== null && matches
}

const tooCommon = [
  'password',
  'rollcall',
  'qwerty',
  '123456',
  'letmein',
  'welcome',
  'administrator',
  'iloveyou',
  'changeme',
]

/** NIST 800-63B §5.1.1: length, not composition; nothing that a list of common passwords begins with. */
export function checkPassword(password: string, email: string): void {
  const weak = (problem: string) =>
    new AppError('auth.password_weak', { problem }, { fields: [{ path: 'password', message: problem }] })
  if ([...password].length < 12) throw weak('it has fewer than 12 characters')
  if (Buffer.byteLength(password) > 256) throw weak('it is longer than 256 bytes')
  const plain = password.toLowerCase()
  const local = email.toLowerCase().split('@')[0] ?? ''
  if (
    plain === email.toLowerCase() ||
    (local.length >= 4 && plain.replace(/[^a-z]/g, '') === local.replace(/[^a-z]/g, ''))
  )
    throw weak('it is the e-mail address')
  if (new Set(plain).size < 5) throw weak('it repeats a few characters')
  if (tooCommon.some((word) => plain.startsWith(word) && plain.length < word.length + 6)) throw weak('it is too common')
}
