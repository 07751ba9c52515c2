import type { Gap, ScopeReport } from '@rollcall/core'
import type { Installation } from './app.ts'
import type { GithubClient } from './client.ts'
import { covers, splitScopes } from './token.ts'

const selectedOnly = (org: string, listed: number, { page }: Installation): Gap => ({
  reason: 'permission',
  detail: `The GitHub App is installed in ${org} on selected repositories only; it sees ${listed}, and not how many there are.`,
  fix: 'As an owner of the organization, open the installation and choose "All repositories".',
  link: page,
})

/**
 * Why a list of so many repositories is not the whole of it, or null where it is. GitHub leaves out private
 * repositories without a word when the token may not see them, so the list is held against the organization's own
 * count. Where GitHub does not show the count, only an owner's token with the scope `repo` is known to see them all.
 */
export async function repositoryGap(client: GithubClient, scope: ScopeReport, listed: number): Promise<Gap | null> {
  const installation = await client.installation()
  if (installation) return installation.selection === 'all' ? null : selectedOnly(scope.scope, listed, installation)
  const { data, headers } = await client.get<{ public_repos?: number; total_private_repos?: number }>(
    'GET /orgs/{org}',
    {
      org: scope.scope,
    },
  )
  const fix = 'Use a token of an Organization owner with the scope repo, which private repositories need.'
  if (data.public_repos !== undefined && data.total_private_repos !== undefined) {
    const expected = data.public_repos + data.total_private_repos
    if (listed >= expected) return null
    return { reason: 'permission', detail: `GitHub lists ${listed} of ${expected} repositories for this token.`, fix }
  }
  const scopes = splitScopes(String(headers['x-oauth-scopes'] ?? ''))
  if (scope.role === 'owner' && covers(scopes, 'repo')) return null
  const detail = `GitHub lists ${listed} repositories for this token and does not tell how many there are; private ones may be missing.`
  return { reason: 'permission', detail, fix }
}
