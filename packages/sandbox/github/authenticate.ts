import type { IncomingHttpHeaders } from 'node:http'
import type { GithubToken } from '../company/github-world.ts'
import { type Answer, refuse } from './answer.ts'
import { looksLikeJwt, verifyAppJwt } from './app-jwt.ts'
import { createViewer, stranger, type Viewer } from './sight.ts'
import type { GithubState } from './state/state.ts'

/** The secret in an Authorization header, in each of the three ways that GitHub takes it. */
function readSecret(header: string): string | null {
  const [scheme = '', value = ''] = header.trim().split(/\s+/)
  if (/^(bearer|token)$/i.test(scheme)) return value
  if (!/^basic$/i.test(scheme)) return null
  const [user = '', password = ''] = Buffer.from(value, 'base64').toString('utf8').split(':')
  return password === '' ? user : password
}

function isGood(token: GithubToken | undefined, now: Date): token is GithubToken {
  if (!token || token.revoked) return false
  return token.expiresAt === null || new Date(token.expiresAt) > now
}

export type Authentication = { viewer: Viewer } | { refused: Answer }

/** Unknown, revoked and expired tokens get one and the same answer. */
export function authenticate(headers: IncomingHttpHeaders, state: GithubState, docs: string): Authentication {
  if (headers['user-agent'] === undefined) {
    const message = 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.'
    return { refused: refuse(403, message, docs) }
  }
  if (headers.authorization === undefined) return { viewer: stranger }
  const secret = readSecret(headers.authorization) ?? ''
  if (looksLikeJwt(secret)) {
    const verified = verifyAppJwt(secret, state)
    if ('app' in verified) return { viewer: { ...stranger, app: verified.app } }
    return { refused: refuse(verified.status, verified.message, docs) }
  }
  const token = state.tokens.get(secret)
  if (!isGood(token, state.now()) || !state.findAccount(token.login)) {
    return { refused: refuse(401, 'Bad credentials', docs) }
  }
  return { viewer: createViewer(state, token) }
}
