import { AppError, type Gap } from '@rollcall/core'
import { type AppPermission, describePermission } from './app-permissions.ts'
import type { Headers, RequestFailure } from './send.ts'
import { covers, splitScopes } from './token.ts'

const system = 'GitHub'

/** Turns a failed request into what it means: whose fault, what is missing, where to go. */
export function explain(error: unknown, template: string): unknown {
  if (error instanceof AppError) return error
  const { status, cause, response } = error as RequestFailure
  if (cause instanceof AppError) return cause
  if (status === undefined || !response) return error
  const endpoint = template.replace(/https?:\/\/[^/]+(\/api)?/, '')
  const { headers } = response
  const message = messageOf(response.data)
  if (status === 401) return new AppError('upstream.unauthenticated', { system, status })
  const sso = ssoGap(headers)
  if (sso) return new AppError('upstream.forbidden', { system, status, endpoint }, { gap: sso })
  if (status === 429 || (status === 403 && /rate limit|abuse/i.test(message)))
    return new AppError('upstream.limited', { system, endpoint })
  if (status === 403 || status === 404) {
    const code = status === 403 ? 'upstream.forbidden' : 'upstream.not_found'
    return new AppError(code, { system, status, endpoint }, { gap: deniedGap(headers, endpoint, status, message) })
  }
  if (status === 422)
    return new AppError(
      'upstream.forbidden',
      { system, status, endpoint },
      { gap: { reason: 'permission', detail: `GitHub refuses ${endpoint}: ${message}`, fix: ownerFix } },
    )
  if (status >= 500) return new AppError('upstream.failed', { system, status, endpoint })
  return new AppError('upstream.malformed', { system, endpoint, problem: `status ${status} was not expected` })
}

export const ownerFix = 'Use a token of an Organization owner.'

/** What the headers of a refusal say is missing: the accepted scopes against the granted ones. */
function deniedGap(headers: Headers, endpoint: string, status: number, message: string): Gap {
  const accepted = splitScopes(String(headers['x-accepted-oauth-scopes'] ?? ''))
  const granted = splitScopes(String(headers['x-oauth-scopes'] ?? ''))
  const lacking = accepted.length > 0 && !accepted.some((scope) => covers(granted, scope))
  if (lacking) {
    const wanted = accepted.join(' or ')
    return {
      reason: 'permission',
      detail: `The token lacks the scope ${wanted}, which GitHub wants for ${endpoint}.`,
      fix: `Create a token that has the scope ${accepted[0]}, and replace the credential.`,
    }
  }
  if (/\bupgrade\b|not available|\bplans?\b|must be (enabled|purchased)/i.test(message))
    return { reason: 'plan', detail: `GitHub: ${message}`, fix: 'The plan of the organization does not include this.' }
  return {
    reason: 'permission',
    detail:
      status === 404 ? `GitHub shows nothing at ${endpoint} to this token.` : `GitHub refuses ${endpoint}: ${message}`,
    fix: `${ownerFix} If it is one, check that the token has all the scopes that the connection lists.`,
  }
}

/** `X-GitHub-SSO: required; url=…`: a classic token must be authorised for each organization with SAML. */
function ssoGap(headers: Headers): Gap | null {
  const sso = String(headers['x-github-sso'] ?? '')
  if (!sso.startsWith('required')) return null
  const url = /url=(\S+)/.exec(sso)?.[1]
  return {
    reason: 'permission',
    detail: 'The organization requires single sign-on, and the token is not authorised for it.',
    fix: 'Open the link as the owner of the token within an hour and authorise the token, then scan again.',
    ...(url === undefined ? {} : { link: url }),
  }
}

function messageOf(data: unknown): string {
  const message = typeof data === 'object' && data !== null && 'message' in data ? String(data.message) : ''
  return message.slice(0, 300)
}

/** What no permission of an App opens, because GitHub shows it to people only. */
export const addToken =
  'Add a personal access token (classic) of an Organization owner to the connection: it is used for what GitHub does not show to Apps.'

/** A gap as it is for an App: what a person's token would need is of no use there. */
export function gapFor(as: 'app' | 'token', gap: Gap, permission: AppPermission | null = null): Gap {
  if (as === 'token') return gap
  const name = permission === null ? '' : describePermission(permission, 'read')
  return { ...gap, fix: permission === null ? addToken : `Give the App the permission "${name}". ${addToken}` }
}

/** The App, as far as a message needs it. */
export interface AsApp {
  slug: string
  settings: string
}

/**
 * Which permission an App lacks: GitHub names those that it would have taken, as `members=read; members=write`. Where it
 * names none, no permission helps.
 */
export function deniedAppGap(app: AsApp | null, template: string, response: { headers: Headers; data: unknown }): Gap {
  const endpoint = template.replace(/https?:\/\/[^/]+(\/api)?/, '')
  const accepted = String(response.headers['x-accepted-github-permissions'] ?? '')
  const [key = '', access = 'read'] = (accepted.split(';')[0] ?? '').split(',')[0]?.trim().split('=') ?? []
  const name = app ? `The GitHub App ${app.slug}` : 'The GitHub App'
  if (key === '' || !/not accessible by integration/i.test(messageOf(response.data)))
    return {
      reason: 'permission',
      detail: `GitHub refuses ${endpoint} to GitHub Apps: ${messageOf(response.data) || 'no reason given'}`,
      fix: addToken,
    }
  const permission = describePermission(key, access)
  return {
    reason: 'permission',
    detail: `${name} lacks the permission "${permission}", which GitHub wants for ${endpoint}.`,
    fix:
      access === 'read'
        ? `Give the App the permission "${permission}" on its settings page, and accept the change as an owner of the organization.`
        : `${addToken} Reading needs no more than that; the permission to write is not worth giving.`,
    ...(app ? { link: `${app.settings}/permissions` } : {}),
  }
}
