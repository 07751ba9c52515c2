import type { BypassAllowance, GithubBranchProtection } from '../../company/github-world.ts'
import { nodeId } from '../node-id.ts'
import { connection, listing } from './connection.ts'
import { type Fields, fields, type GraphContext, ownFields } from './field.ts'
import { findApp, findTeam } from './ruleset.ts'
import type { RepositorySource } from './source.ts'

export interface ProtectionSource extends RepositorySource {
  protection: GithubBranchProtection
}

interface AllowanceSource {
  rule: ProtectionSource
  allowance: BypassAllowance
}

/** Null for an unprotected branch and, without a word, for who does not administer the repository. */
export function seeProtection(source: RepositorySource, { sight }: GraphContext): ProtectionSource | null {
  const { org, repository } = source
  if (repository.protection === null || repository.empty || !sight.administers(org, repository)) return null
  // The free plan has branch protection for public repositories only.
  if (org.plan === 'free' && repository.visibility !== 'public') return null
  return { org, repository, protection: repository.protection }
}

const read = (name: keyof GithubBranchProtection) => (source: ProtectionSource) => source.protection[name]

const allowances = (list: (protection: GithubBranchProtection) => BypassAllowance[]) =>
  connection((rule: ProtectionSource) =>
    listing(
      list(rule.protection).map((allowance): AllowanceSource => ({ rule, allowance })),
      { key: ({ allowance }) => JSON.stringify(allowance), node: (source) => source },
    ),
  )

const nothing = connection((_source: ProtectionSource) => listing([], { key: () => '', node: () => null }))

const allowance = fields<AllowanceSource>({
  id: ({ rule, allowance }) =>
    `BPA_${rule.protection.id}_${Buffer.from(JSON.stringify(allowance)).toString('base64url')}`,
  branchProtectionRule: ({ rule }) => rule,
  actor: ({ rule, allowance }, { state }) => {
    if ('user' in allowance) return state.account(allowance.user)
    return 'team' in allowance ? findTeam(rule.org, allowance.team) : findApp(rule.org, allowance.app)
  },
})

export const protectionTypes: Record<string, Fields> = {
  BranchProtectionRule: fields<ProtectionSource>({
    id: ({ protection }) => nodeId('BPR', protection.id),
    databaseId: read('id'),
    pattern: read('pattern'),
    repository: (source) => source,
    creator: () => null,
    isAdminEnforced: read('isAdminEnforced'),
    requiresApprovingReviews: read('requiresApprovingReviews'),
    requiredApprovingReviewCount: ({ protection }) =>
      protection.requiresApprovingReviews ? protection.requiredApprovingReviewCount : null,
    dismissesStaleReviews: read('dismissesStaleReviews'),
    requireLastPushApproval: read('requireLastPushApproval'),
    requiresCodeOwnerReviews: read('requiresCodeOwnerReviews'),
    requiresStatusChecks: read('requiresStatusChecks'),
    requiresStrictStatusChecks: read('requiresStrictStatusChecks'),
    requiredStatusCheckContexts: ({ protection }) =>
      protection.requiresStatusChecks ? protection.requiredStatusCheckContexts : [],
    requiredStatusChecks: ({ protection }) =>
      protection.requiresStatusChecks
        ? protection.requiredStatusCheckContexts.map((context) => ({ context, app: null }))
        : [],
    requiresCommitSignatures: read('requiresCommitSignatures'),
    requiresConversationResolution: read('requiresConversationResolution'),
    requiresLinearHistory: read('requiresLinearHistory'),
    requiresDeployments: () => false,
    requiredDeploymentEnvironments: () => [],
    allowsForcePushes: read('allowsForcePushes'),
    allowsDeletions: read('allowsDeletions'),
    blocksCreations: () => false,
    restrictsPushes: read('restrictsPushes'),
    restrictsReviewDismissals: () => false,
    lockBranch: read('lockBranch'),
    lockAllowsFetchAndMerge: () => false,
    bypassPullRequestAllowances: allowances((protection) => protection.bypassPullRequestAllowances),
    bypassForcePushAllowances: allowances((protection) => protection.bypassForcePushAllowances),
    pushAllowances: nothing,
    reviewDismissalAllowances: nothing,
  }),
  RequiredStatusCheckDescription: ownFields('context', 'app'),
  BypassPullRequestAllowance: allowance,
  BypassForcePushAllowance: allowance,
}
