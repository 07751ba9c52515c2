import { randomBytes } from 'node:crypto'
import { hashOf } from './cookies.ts'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
/** How many a set has, as GitHub's. */
const codesInSet = 16

/** A hundred random bits, to be read and typed by a person. */
export const newRecoveryCode = (): string =>
  Array.from(randomBytes(20), (byte) => alphabet[byte % 32])
    .join('')
    .replace(/(.{5})(?=.)/g, '$1-')

/** Codes, and what is kept of each. */
export function newRecoveryCodes(): { codes: string[]; hashes: Buffer[] } {
  const codes = Array.from({ length: codesInSet }, newRecoveryCode)
  return { codes, hashes: codes.map(hashOfCode) }
}

/** Read as people type it: without dashes, in capitals, with an o for a zero. */
export const hashOfCode = (code: string): Buffer =>
  hashOf(
    `recovery ${code
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .replaceAll('o', '0')
      .replace(/[il]/g, '1')}`,
  )
