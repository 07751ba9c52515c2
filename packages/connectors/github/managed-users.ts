import { AppError, type Gap, type Source } from '@rollcall/core'
import type { GithubClient } from './client.ts'

const endpoint = 'GET /orgs/{org}/external-groups'

/**
 * Whether the organization's users are managed by an identity provider (Enterprise Managed Users): only then does it
 * have external groups; elsewhere GitHub answers 400 or 404. Their second factor is the identity provider's business,
 * and what GitHub says of it means nothing.
 */
export async function readManagedUsers(
  client: GithubClient,
  org: string,
): Promise<{ value: boolean | null; source: Source | null; gap: Gap | null }> {
  try {
    const { source } = await client.get(endpoint, { org, per_page: 1 })
    return { value: true, source, gap: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'upstream.not_found' || error.code === 'upstream.malformed')
      return { value: false, source: null, gap: null }
    if (error.gap) return { value: null, source: null, gap: error.gap }
    throw error
  }
}
