import { createPublicKey, verify } from 'node:crypto'
import type { GithubApp } from '../company/github-world.ts'
import type { GithubState } from './state/state.ts'

/** Three parts in base64url, the first a JSON object: what no token of GitHub's looks like. */
export const looksLikeJwt = (secret: string): boolean => /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(secret)

const readPart = (part: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** Ten minutes is the longest that GitHub lets a JWT be good for. */
const longestSeconds = 600
/** GitHub's clock and the App's need not agree to the second. */
const leewaySeconds = 5

export type Verified = { app: GithubApp } | { status: 401 | 404; message: string }

const undecodable: Verified = { status: 401, message: 'A JSON web token could not be decoded' }

/** Whether a JWT was made with an App's private key, in GitHub's order and words. */
export function verifyAppJwt(jwt: string, state: Pick<GithubState, 'apps' | 'now'>): Verified {
  const [head = '', body = '', signature = ''] = jwt.split('.')
  let header: Record<string, unknown>
  let claims: Record<string, unknown>
  try {
    header = readPart(head)
    claims = readPart(body)
  } catch {
    return undecodable
  }
  if (header.alg !== 'RS256') return undecodable
  const app = state.apps.get(Number(claims.iss))
  if (!app) return { status: 404, message: 'Integration not found' }
  const signed = Buffer.from(`${head}.${body}`)
  const right = verify('RSA-SHA256', signed, createPublicKey(app.publicKey), Buffer.from(signature, 'base64url'))
  if (!right) return undecodable
  const now = state.now().getTime() / 1000
  const { iat, exp } = claims
  if (typeof exp !== 'number' || exp <= now)
    return {
      status: 401,
      message:
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    }
  if (exp > now + longestSeconds + leewaySeconds)
    return { status: 401, message: "'Expiration time' claim ('exp') is too far in the future" }
  if (typeof iat !== 'number' || !Number.isInteger(iat) || iat > now + leewaySeconds)
    return {
      status: 401,
      message: "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    }
  return { app }
}
