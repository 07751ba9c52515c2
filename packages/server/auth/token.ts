import { hash, randomBytes } from 'node:crypto'

/**
 * A bearer secret: 192 random bits behind a prefix that secret scanners can know it by. Only its SHA-256 is kept and
 * looked up by index; with that much randomness neither salt nor slow hash adds anything, and comparing hashes of
 * equal length leaks no time about the secret.
 */
export function newToken(prefix: 'rc_session' | 'rc_user' | 'rc_api' | 'rc_link' | 'rc_scim'): string {
  return `${prefix}_${randomBytes(24).toString('base64url')}`
}

export const hashToken = (token: string): Buffer => hash('sha256', token, 'buffer')
