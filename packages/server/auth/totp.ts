import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { hashToken } from './token.ts'

const period = 30

export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32
}

export function totpUri(secret: string, email: string): string {
  return totp(secret, email).toString()
}

/** The time step that the code belongs to, one step of drift allowed either way; null for a wrong code. */
export function totpStep(secret: string, code: string, now: Date): number | null {
  const digits = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(digits)) return null
  const delta = totp(secret, '').validate({ token: digits, timestamp: now.getTime(), window: 1 })
  return delta === null ? null : Math.floor(now.getTime() / 1000 / period) + delta
}

/** Ten codes of 50 random bits, shown once; what is kept of each is its hash. */
export function newRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const codes = Array.from({ length: 10 }, () => {
    const text = new Secret({ buffer: Uint8Array.from(randomBytes(7)).buffer }).base32.slice(0, 10).toLowerCase()
    return `${text.slice(0, 5)}-${text.slice(5)}`
  })
  return { codes, hashes: codes.map(hashRecoveryCode) }
}

export const hashRecoveryCode = (code: string): string =>
  hashToken(`recovery ${code.toLowerCase().replace(/[^a-z2-7]/g, '')}`).toString('hex')

const totp = (secret: string, label: string) =>
  new TOTP({ issuer: 'Rollcall', label, algorithm: 'SHA1', digits: 6, period, secret: Secret.fromBase32(secret) })
