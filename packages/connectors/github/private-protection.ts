import { AppError, type Gap } from '@rollcall/core'
import type { GithubClient } from './client.ts'

/** Whether the plan protects branches of private repositories; null where nothing was asked, or the answer was no answer. */
export interface PrivateProtection {
  protectable: boolean | null
  gap: Gap | null
}

interface Candidate {
  nameWithOwner: string
  visibility: string
  isArchived: boolean
  defaultBranchRef: { branchProtectionRule: object | null } | null
}

/**
 * On the Free plan a private repository cannot be protected, and GraphQL shows it like one that nobody protected. REST
 * tells them apart: 403 "Upgrade to GitHub Pro or make this repository public". One private repository stands for all
 * of the organization, so one request is enough.
 */
export async function readPrivateProtection(
  client: GithubClient,
  repositories: readonly Candidate[],
): Promise<PrivateProtection> {
  const one = repositories.find(
    ({ visibility, isArchived, defaultBranchRef }) =>
      visibility !== 'PUBLIC' && !isArchived && defaultBranchRef && !defaultBranchRef.branchProtectionRule,
  )
  if (!one) return { protectable: null, gap: null }
  const [owner, repo] = one.nameWithOwner.split('/')
  try {
    await client.get('GET /repos/{owner}/{repo}/rulesets', { owner, repo, per_page: 1 })
    return { protectable: true, gap: null }
  } catch (error) {
    if (!(error instanceof AppError) || !error.gap) throw error
    if (error.gap.reason === 'plan') return { protectable: false, gap: null }
    return { protectable: null, gap: error.gap }
  }
}
