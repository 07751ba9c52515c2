import type { GithubToken } from '../company/github-world.ts'
import { type Addresses, serverVersion } from './addresses.ts'
import type { Budget } from './limit.ts'
import { reportScopes } from './scope.ts'

/** The one version of the REST API that the sandbox speaks. */
export const apiVersion = '2022-11-28'

type Headers = Record<string, string>

/** `2027-10-12 09:00:00 UTC`, or the same moment as `2027-10-12 18:00:00 +0900`: GitHub has been seen writing both. */
function formatExpiry(token: GithubToken, expiresAt: string): string {
  const plain = (moment: number) => new Date(moment).toISOString().slice(0, 19).replace('T', ' ')
  const at = new Date(expiresAt).getTime()
  return token.expiryFormat === 'utc' ? `${plain(at)} UTC` : `${plain(at + 9 * 3_600_000)} +0900`
}

export function describeServer({ flavour }: Addresses, requestId: string, graphql: boolean, now: Date): Headers {
  return {
    Server: 'github.com',
    // By the world's clock, as the reset of a budget is: a client that compares the two must find them fit.
    Date: now.toUTCString(),
    'Cache-Control': graphql ? 'no-cache' : 'private, max-age=60, s-maxage=60',
    Vary: 'Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, Accept, X-Requested-With',
    'X-GitHub-Media-Type': graphql ? 'github.v4; format=json' : 'github.v3; format=json',
    'X-GitHub-Request-Id': requestId,
    'X-Content-Type-Options': 'nosniff',
    'Access-Control-Allow-Origin': '*',
    ...(graphql ? {} : { 'X-GitHub-Api-Version-Selected': apiVersion }),
    ...(flavour === 'ghes' ? { 'X-GitHub-Enterprise-Version': serverVersion } : {}),
  }
}

/** What GitHub tells about the token; nothing to a request without one. */
export function describeToken(token: GithubToken | null, accepts: readonly string[]): Headers {
  if (!token) return {}
  return {
    // An App's token has permissions instead, and no header tells them.
    ...(token.kind === 'app'
      ? {}
      : {
          'X-OAuth-Scopes': reportScopes(token.scopes).join(', '),
          'X-Accepted-OAuth-Scopes': [...accepts].sort().join(', '),
        }),
    ...(token.expiresAt === null
      ? {}
      : { 'GitHub-Authentication-Token-Expiration': formatExpiry(token, token.expiresAt) }),
  }
}

export function describeBudget(budget: Budget | null): Headers {
  if (!budget) return {}
  return {
    'X-RateLimit-Limit': String(budget.limit),
    'X-RateLimit-Remaining': String(budget.remaining),
    'X-RateLimit-Used': String(budget.used),
    'X-RateLimit-Reset': String(budget.reset),
    'X-RateLimit-Resource': budget.resource,
  }
}
