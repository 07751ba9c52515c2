import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AppDeps } from '../app-deps.ts'
import type { Cookies } from './cookies.ts'
import type { Place } from './place.ts'

export interface SignInDeps extends AppDeps {
  cookies: Cookies
}

/** One request to an enterprise's sign-in. */
export interface Step {
  request: FastifyRequest
  reply: FastifyReply
  place: Place
  query: Record<string, string>
  form: Record<string, string>
}

export type AddStep = (method: 'GET' | 'POST', path: string, handle: (step: Step) => Promise<FastifyReply>) => void

/** Who came in from where. */
export interface Visit {
  ip: string
  userAgent: string
  requestId: string
}

export const visitOf = ({ request }: Pick<Step, 'request'>): Visit => ({
  ip: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
  requestId: request.id,
})

export const visitFields = ({ ip, userAgent }: Visit) => ({ actor_ip: ip, user_agent: userAgent })

declare module 'fastify' {
  interface FastifyRequest {
    /** The enterprise whose users sign in there, once it is known. */
    place?: Place
  }
}
