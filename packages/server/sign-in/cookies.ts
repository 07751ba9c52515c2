import { createHash, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Place } from './place.ts'

/**
 * Two cookies, bound to the path of the enterprise: one proves the browser that went to the identity provider, one is the
 * session. Lax: both must come along when the identity provider sends the browser back.
 */
export function cookiesOf(baseUrl: string) {
  const secure = baseUrl.startsWith('https:')
  const named = (name: string) => (secure ? `__Secure-${name}` : name)
  const options = ({ path }: Place) => ({ path: path || '/', httpOnly: true, sameSite: 'lax' as const, secure })
  const names = { browser: named('rollcall-sign-in'), session: named('rollcall-user') }
  return {
    /** The browser's secret; made where there is none. One secret serves several windows at once. */
    browserSecret(request: FastifyRequest, reply: FastifyReply, place: Place): string {
      const secret = request.cookies[names.browser] ?? randomBytes(24).toString('base64url')
      reply.setCookie(names.browser, secret, { ...options(place), maxAge: 600 })
      return secret
    },
    knownBrowser: (request: FastifyRequest): string | null => request.cookies[names.browser] ?? null,
    session: (request: FastifyRequest): string | null => request.cookies[names.session] ?? null,
    keepSession(reply: FastifyReply, place: Place, token: string, expires: Date): void {
      reply.setCookie(names.session, token, { ...options(place), expires })
      reply.clearCookie(names.browser, options(place))
    },
    forgetSession(reply: FastifyReply, place: Place): void {
      reply.clearCookie(names.session, options(place))
    },
  }
}

export type Cookies = ReturnType<typeof cookiesOf>

export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()
