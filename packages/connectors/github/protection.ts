import type { Gap } from '@rollcall/core'
import { type Actor, nameActor } from './bypass.ts'

/** Classic protection of a branch. */
export interface ClassicRule {
  requiresApprovingReviews: boolean
  requiredApprovingReviewCount: number | null
  dismissesStaleReviews: boolean
  requireLastPushApproval: boolean
  requiresCodeOwnerReviews: boolean
  requiresStatusChecks: boolean
  requiresStrictStatusChecks: boolean
  requiresConversationResolution: boolean
  requiresCommitSignatures: boolean
  allowsForcePushes: boolean
  allowsDeletions: boolean
  isAdminEnforced: boolean
  bypassPullRequestAllowances: { nodes: ({ actor: Actor } | null)[] | null } | null
  bypassForcePushAllowances: { nodes: ({ actor: Actor } | null)[] | null } | null
}

/** One rule of a ruleset that holds on a branch. */
export interface Rule {
  type: string
  parameters: {
    requiredApprovingReviewCount?: number
    dismissStaleReviewsOnPush?: boolean
    requireLastPushApproval?: boolean
    requireCodeOwnerReview?: boolean
    requiredReviewThreadResolution?: boolean
    strictRequiredStatusChecksPolicy?: boolean
  } | null
  repositoryRuleset: { id: string; name: string } | null
}

/** Ruleset id → who may bypass it at any time, by name; null where GitHub does not tell. */
export type RulesetBypass = Map<string, string[] | null>

/** One layer over a branch: classic protection, or one ruleset. */
export interface Layer {
  protections: Set<string>
  approvals: number
  /** Who gets past it at any time; null where that cannot be seen. */
  bypass: string[] | null
}

/**
 * Who gets past what protects the branch, with all layers together: a protection that one layer gives without any
 * bypass holds, whatever the others allow. Null where a bypass list decides that cannot be seen.
 */
export function bypassOf(layers: readonly Layer[]): string[] | null {
  const names = new Set<string>()
  let unseen = false
  for (const protection of new Set(layers.flatMap((layer) => [...layer.protections]))) {
    const giving = layers.filter((layer) => layer.protections.has(protection))
    if (giving.some((layer) => layer.bypass?.length === 0)) continue
    if (giving.some((layer) => layer.bypass === null)) unseen = true
    else for (const layer of giving) for (const name of layer.bypass ?? []) names.add(name)
  }
  return names.size > 0 ? [...names].sort() : unseen ? null : []
}

export function classicLayer(rule: ClassicRule | null): Layer[] {
  if (!rule) return []
  const protections = new Set<string>()
  if (rule.requiresApprovingReviews) protections.add('review')
  if (rule.dismissesStaleReviews) protections.add('stale reviews')
  if (rule.requireLastPushApproval) protections.add('last push')
  if (rule.requiresCodeOwnerReviews) protections.add('code owners')
  if (rule.requiresConversationResolution) protections.add('conversations')
  if (rule.requiresStatusChecks) protections.add('status checks')
  if (rule.requiresStatusChecks && rule.requiresStrictStatusChecks) protections.add('up to date')
  if (rule.requiresCommitSignatures) protections.add('signatures')
  if (!rule.allowsForcePushes) protections.add('force push')
  if (!rule.allowsDeletions) protections.add('deletion')
  const allowances = [
    ...(rule.bypassPullRequestAllowances?.nodes ?? []),
    ...(rule.bypassForcePushAllowances?.nodes ?? []),
  ]
  const actors = allowances.flatMap((one) => (one ? [nameActor(one.actor)] : []))
  return [
    {
      protections,
      approvals: rule.requiresApprovingReviews ? (rule.requiredApprovingReviewCount ?? 0) : 0,
      bypass: [...(rule.isAdminEnforced ? [] : ['administrators']), ...actors],
    },
  ]
}

const protectionOfRule: Record<string, string> = {
  PULL_REQUEST: 'review',
  REQUIRED_STATUS_CHECKS: 'status checks',
  REQUIRED_SIGNATURES: 'signatures',
  NON_FAST_FORWARD: 'force push',
  DELETION: 'deletion',
}

export function rulesetLayers(rules: Rule[], bypass: RulesetBypass): Layer[] {
  const byRuleset = new Map<string, Layer>()
  for (const rule of rules) {
    const id = rule.repositoryRuleset?.id ?? ''
    const layer = byRuleset.get(id) ?? { protections: new Set(), approvals: 0, bypass: bypass.get(id) ?? null }
    byRuleset.set(id, layer)
    const protection = protectionOfRule[rule.type]
    if (protection) layer.protections.add(protection)
    if (rule.parameters?.strictRequiredStatusChecksPolicy) layer.protections.add('up to date')
    if (rule.type !== 'PULL_REQUEST') continue
    layer.approvals = Math.max(layer.approvals, rule.parameters?.requiredApprovingReviewCount ?? 0)
    if (rule.parameters?.dismissStaleReviewsOnPush) layer.protections.add('stale reviews')
    if (rule.parameters?.requireLastPushApproval) layer.protections.add('last push')
    if (rule.parameters?.requireCodeOwnerReview) layer.protections.add('code owners')
    if (rule.parameters?.requiredReviewThreadResolution) layer.protections.add('conversations')
  }
  return [...byRuleset.values()]
}

const protectionFields = [
  'classic',
  'rulesets',
  'requiredApprovals',
  'dismissesStaleReviews',
  'requiresLastPushApproval',
  'requiresCodeOwnerReviews',
  'requiresConversationResolution',
  'requiresStatusChecks',
  'requiresUpToDateBranch',
  'requiresSignatures',
  'allowsForcePush',
  'allowsDeletion',
  'bypass',
]
/** Every field of a protection that could not be seen, for the same reason. */
export const gapsFor = (gap: Gap): Record<string, Gap> =>
  Object.fromEntries(protectionFields.map((field) => [field, gap]))
