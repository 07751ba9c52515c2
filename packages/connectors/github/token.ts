import { AppError, type CredentialReport } from '@rollcall/core'

/** Scopes of classic tokens that include others (docs.github.com, "Scopes for OAuth apps"). */
const included: Record<string, string[]> = {
  repo: ['repo:status', 'repo_deployment', 'public_repo', 'repo:invite', 'security_events'],
  'admin:org': ['write:org', 'read:org', 'manage_runners:org'],
  'write:org': ['read:org'],
  'admin:repo_hook': ['write:repo_hook', 'read:repo_hook'],
  'write:repo_hook': ['read:repo_hook'],
  user: ['read:user', 'user:email', 'user:follow'],
  'admin:enterprise': ['manage_runners:enterprise', 'manage_billing:enterprise', 'read:enterprise', 'scim:enterprise'],
  audit_log: ['read:audit_log'],
}

/** Whether the granted scopes cover the wanted one, themselves or by a wider one. */
export function covers(granted: readonly string[], wanted: string): boolean {
  return granted.some((scope) => scope === wanted || (included[scope] ?? []).some((inner) => covers([inner], wanted)))
}

/** Refuses at once what cannot be a token; says nothing of what was typed. */
export function checkTokenForm(token: string): string {
  const text = token.trim()
  const refuse = (problem: string, remedy: string) =>
    new AppError('connection.invalid', { problem, remedy }, { fields: [{ path: 'secrets.token', message: problem }] })
  if (/\s/.test(text)) throw refuse('The token has spaces or line breaks in it.', 'Copy it again, whole and alone.')
  if (/^gh[sur]_/.test(text))
    throw refuse(
      'This token belongs to a GitHub App and ends within hours.',
      'Create a personal access token (classic).',
    )
  if (/^(ghp_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|gho_[A-Za-z0-9]{36,}|[0-9a-f]{40})$/.test(text)) return text
  if (/^(ghp_|github_pat_|gho_)/.test(text))
    throw refuse('The token is too short or has wrong characters.', 'Copy it again; it may have been cut.')
  throw refuse(
    'This does not look like a GitHub token.',
    'A personal access token (classic) begins with ghp_ and has 40 characters.',
  )
}

/** What the headers of any answer say of the token. */
export function readCredential(
  token: string,
  owner: string,
  headers: Record<string, string | number | undefined>,
): CredentialReport {
  const scopes = headers['x-oauth-scopes']
  const fineGrained = token.startsWith('github_pat_')
  return {
    kind: fineGrained ? 'Fine-grained personal access token' : 'Personal access token (classic)',
    owner,
    scopes: scopes === undefined || fineGrained ? null : splitScopes(String(scopes)),
    methods: ['token'],
    expiresAt: readExpiry(headers['github-authentication-token-expiration']),
  }
}

export const splitScopes = (text: string): string[] =>
  text
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '')

/**
 * `2027-10-12 09:00:00 UTC` and `2027-10-12 18:00:00 +0900` have both been seen. No header: the token never expires.
 * One that cannot be read is a change of GitHub's that must not pass as "never".
 */
export function readExpiry(header: string | number | undefined): string | null {
  if (header === undefined || header === '') return null
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})\s*(UTC|Z|[+-]\d{2}:?\d{2})$/.exec(String(header))
  const [, day, time, zone = ''] = match ?? []
  const offset = zone === 'UTC' || zone === 'Z' ? 'Z' : zone.replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2')
  const date = new Date(`${day}T${time}${offset}`)
  if (!match || Number.isNaN(date.getTime()))
    throw new AppError('upstream.malformed', {
      system: 'GitHub',
      endpoint: 'GET /user',
      problem: 'the expiry of the token has a form that is not known',
    })
  return date.toISOString()
}
