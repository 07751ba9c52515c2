import type { IncomingHttpHeaders } from 'node:http'
import type { PagerdutyApp, PagerdutyRole, PagerdutyUser } from '../company/pagerduty-world.ts'
import { type Answer, refuse } from './answer.ts'
import type { PagerdutyState } from './state.ts'

/** Who asks, and what that lets them do. */
export interface Viewer {
  /** For the log and the rate limit; never the secret. */
  label: string
  /** Null for a key of the account and for an app. */
  user: PagerdutyUser | null
  role: PagerdutyRole | 'account'
  readOnly: boolean
  /** What a token of an app was granted; null for keys, which have no scopes. */
  scopes: readonly string[] | null
}

interface Token {
  app: PagerdutyApp
  scopes: string[]
  endsAt: number
}

const day = 86_400_000

/** Scoped OAuth: `identity.pagerduty.com/oauth/token`, one host for both regions. */
export function createIdentity(state: PagerdutyState) {
  const tokens = new Map<string, Token>()
  let count = 0
  const denied = (error: string, description: string): Answer => ({
    status: error === 'invalid_client' ? 401 : 400,
    body: { error, error_description: description },
  })
  const allows = (app: PagerdutyApp, scope: string) =>
    app.scopes.includes(scope) || (app.scopes.includes('*.read') && /^[a-z_:]+\.read$/.test(scope))
  return {
    /** What an app may not have, or what is no scope at all, is left out without a word. */
    issue: (form: URLSearchParams): Answer => {
      const app = state.world.apps.find(({ clientId }) => clientId === form.get('client_id'))
      if (form.get('grant_type') !== 'client_credentials') return denied('unsupported_grant_type', 'Not supported')
      if (!app || app.clientSecret !== form.get('client_secret'))
        return denied('invalid_client', 'Client authentication failed')
      const [account = '', ...wanted] = (form.get('scope') ?? '').split(' ')
      if (account !== `as_account-${state.world.region}.${state.world.subdomain}`)
        return denied('invalid_scope', 'The requested account scope is invalid or unknown')
      const scopes = wanted.filter((scope) => allows(app, scope))
      count += 1
      const secret = `pdus+_stand-in_${count}_${app.clientId.slice(0, 6)}`
      tokens.set(secret, { app, scopes, endsAt: state.now().getTime() + day })
      return {
        status: 200,
        body: { access_token: secret, token_type: 'bearer', expires_in: 86_400, scope: [account, ...scopes].join(' ') },
      }
    },
    authenticate: (headers: IncomingHttpHeaders, region: 'us' | 'eu'): Viewer | Answer => {
      const refused = refuse(401, 2006, 'Authentication failed')
      const [scheme = '', value = ''] = (headers.authorization ?? '').trim().split(/\s+/)
      // An account lives in one region; the other does not know it.
      if (region !== state.world.region) return refused
      if (scheme === 'Bearer') return fromToken(tokens.get(value), state) ?? refused
      const key = scheme === 'Token' ? state.world.keys.find(({ secret }) => `token=${secret}` === value) : undefined
      if (!key) return refused
      const { label, readOnly } = key
      const user = key.user === null ? null : state.world.users.find(({ id }) => id === key.user)
      if (user === undefined) return refused
      return { label, readOnly, user, role: user?.role ?? 'account', scopes: null }
    },
  }
}

function fromToken(token: Token | undefined, state: PagerdutyState): Viewer | null {
  if (!token || token.endsAt < state.now().getTime()) return null
  return { label: token.app.label, user: null, role: 'account', readOnly: false, scopes: token.scopes }
}

export type Identity = ReturnType<typeof createIdentity>
export const isAdmin = ({ role }: Viewer): boolean => role === 'account' || role === 'owner' || role === 'admin'
