import type {
  BypassActor,
  GithubInstallation,
  GithubOrganization,
  GithubRepository,
  GithubRule,
  GithubRuleset,
} from '../../company/github-world.ts'
import { nodeId } from '../node-id.ts'
import { type Cut, connection, listing } from './connection.ts'
import { type Args, type Fields, fields, type GraphContext, ownFields } from './field.ts'
import type { RepositorySource } from './source.ts'
import type { TeamSource } from './team.ts'

export interface RulesetSource {
  org: GithubOrganization
  /** Null for the organization's own. */
  owner: GithubRepository | null
  ruleset: GithubRuleset
}

interface RuleSource extends RulesetSource {
  rule: GithubRule
}

interface BypassSource {
  source: RulesetSource
  actor: BypassActor
  at: number
}

interface AppSource {
  installation: GithubInstallation
}

export function findTeam(org: GithubOrganization, slug: string): TeamSource | null {
  const team = org.teams.find((candidate) => candidate.slug === slug)
  return team ? { org, team } : null
}

export function findApp(org: GithubOrganization, slug: string): AppSource | null {
  const installation = org.installations.find((candidate) => candidate.appSlug === slug)
  return installation ? { installation } : null
}

/** GitHub's patterns: `*` stands for anything. */
function matchesPattern(pattern: string, name: string): boolean {
  const literal = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${literal}$`, 'i').test(name)
}

const covers = (
  { include, exclude }: { include: string[]; exclude: string[] },
  matches: (pattern: string) => boolean,
) => include.some(matches) && !exclude.some(matches)

function appliesToDefaultBranch(ruleset: GithubRuleset, repository: GithubRepository): boolean {
  const branch = `refs/heads/${repository.defaultBranch}`
  return (
    ruleset.target === 'branch' &&
    covers(ruleset.refs, (pattern) => ['~ALL', '~DEFAULT_BRANCH'].includes(pattern) || matchesPattern(pattern, branch))
  )
}

const coversRepository = (ruleset: GithubRuleset, repository: GithubRepository) =>
  ruleset.repositories !== null &&
  covers(ruleset.repositories, (pattern) => pattern === '~ALL' || matchesPattern(pattern, repository.name))

/** All rulesets that bear on a repository; the free plan has them for public repositories only. */
function rulesetsOf({ org, repository }: RepositorySource, parents: boolean): RulesetSource[] {
  if (org.plan === 'free' && repository.visibility !== 'public') return []
  const own = repository.rulesets.map((ruleset): RulesetSource => ({ org, owner: repository, ruleset }))
  if (!parents || org.plan === 'free') return own
  const fromAbove = org.rulesets.filter((ruleset) => coversRepository(ruleset, repository))
  return [...own, ...fromAbove.map((ruleset): RulesetSource => ({ org, owner: null, ruleset }))]
}

/** The rules of active rulesets, and of no other, that hold on the default branch; the one changed last comes first. */
export function effectiveRules(source: RepositorySource): RuleSource[] {
  return rulesetsOf(source, true)
    .filter(({ ruleset }) => ruleset.enforcement === 'active' && appliesToDefaultBranch(ruleset, source.repository))
    .sort((a, b) => Date.parse(b.ruleset.updatedAt) - Date.parse(a.ruleset.updatedAt))
    .flatMap((found) => found.ruleset.rules.map((rule): RuleSource => ({ ...found, rule })))
}

function listRulesets(rulesets: RulesetSource[], args: Args): Cut {
  const targets = args.targets as string[] | null | undefined
  return listing(
    rulesets.filter(({ ruleset }) => !targets || targets.includes(ruleset.target.toUpperCase())),
    { key: ({ ruleset }) => ruleset.id, node: (source) => source },
  )
}

export function listRepositoryRulesets(source: RepositorySource, _context: GraphContext, args: Args) {
  return listRulesets(rulesetsOf(source, args.includeParents !== false), args)
}

export function listOrganizationRulesets(org: GithubOrganization, { sight }: GraphContext, args: Args) {
  if (!sight.stand(org).owner || !sight.may('organization_administration') || org.plan === 'free') return null
  return listRulesets(
    org.rulesets.map((ruleset) => ({ org, owner: null, ruleset })),
    args,
  )
}

/** A ruleset by its node id, of the organization or of one of the repositories that the token sees. */
export function findRuleset(id: string, { state, sight }: GraphContext): RulesetSource | null {
  for (const org of state.orgs.values()) {
    const own = org.rulesets.map((ruleset): RulesetSource => ({ org, owner: null, ruleset }))
    const below = sight
      .listRepositories(org)
      .flatMap((owner) => owner.rulesets.map((ruleset): RulesetSource => ({ org, owner, ruleset })))
    const found = [...own, ...below].find(({ ruleset }) => nodeId('RRS', ruleset.id) === id)
    if (found) return found
  }
  return null
}

function showParameters(rule: GithubRule) {
  if (rule.type === 'pull_request') return { parametersOf: 'PullRequestParameters', ...rule.parameters }
  if (rule.type === 'file_path_restriction')
    return { parametersOf: 'FilePathRestrictionParameters', restrictedFilePaths: rule.paths }
  if (rule.type === 'file_extension_restriction')
    return { parametersOf: 'FileExtensionRestrictionParameters', restrictedFileExtensions: rule.extensions }
  if (rule.type !== 'required_status_checks') return null
  return {
    parametersOf: 'RequiredStatusChecksParameters',
    doNotEnforceOnCreate: false,
    strictRequiredStatusChecksPolicy: rule.parameters.strict,
    requiredStatusChecks: rule.parameters.contexts.map((context) => ({ context, integrationId: null })),
  }
}

const ruleset = fields<RulesetSource>({
  id: ({ ruleset }) => nodeId('RRS', ruleset.id),
  databaseId: ({ ruleset }) => ruleset.id,
  name: ({ ruleset }) => ruleset.name,
  enforcement: ({ ruleset }) => ruleset.enforcement.toUpperCase(),
  target: ({ ruleset }) => ruleset.target.toUpperCase(),
  createdAt: ({ ruleset }) => ruleset.createdAt,
  updatedAt: ({ ruleset }) => ruleset.updatedAt,
  source: ({ org, owner }) => (owner ? { org, repository: owner } : org),
  conditions: ({ ruleset }) => ({
    refName: ruleset.refs,
    repositoryName: ruleset.repositories && { ...ruleset.repositories, protected: false },
    repositoryId: null,
    repositoryProperty: null,
  }),
  rules: connection((source) =>
    listing(
      source.ruleset.rules.map((rule): RuleSource => ({ ...source, rule })),
      { key: ({ rule }) => rule.type, node: (rule) => rule },
    ),
  ),
  // Who may not change the ruleset is not told who gets past it: null, and not an empty list.
  bypassActors: connection((source, { sight }) => {
    const { org, owner } = source
    if (sight.isApp) return null
    if (owner ? !sight.administers(org, owner) : !sight.stand(org).owner) return null
    return listing(
      source.ruleset.bypassActors.map((actor, at): BypassSource => ({ source, actor, at })),
      { key: ({ at }) => at, node: (bypass) => bypass },
    )
  }),
})

const bypassActor = fields<BypassSource>({
  id: ({ source, at }) => `RRBA_${source.ruleset.id}_${at}`,
  bypassMode: ({ actor }) => actor.mode.toUpperCase(),
  organizationAdmin: ({ actor }) => actor.kind === 'organization_admin',
  enterpriseOwner: ({ actor }) => actor.kind === 'enterprise_owner',
  deployKey: ({ actor }) => actor.kind === 'deploy_key',
  repositoryRoleName: ({ actor }) => (actor.kind === 'role' ? actor.roleName : null),
  repositoryRoleDatabaseId: ({ actor }) => (actor.kind === 'role' ? roleIds[actor.roleName] : null),
  repositoryRuleset: ({ source }) => source,
  actor: ({ source, actor }) => {
    if (actor.kind === 'team') return findTeam(source.org, actor.slug)
    return actor.kind === 'app' ? findApp(source.org, actor.slug) : null
  },
})

/** Numbers that GitHub gives its own roles. */
const roleIds = { read: 1, triage: 3, write: 4, maintain: 2, admin: 5 }

export const rulesetTypes: Record<string, Fields> = {
  RepositoryRuleset: ruleset,
  RepositoryRulesetBypassActor: bypassActor,
  RepositoryRule: fields<RuleSource>({
    id: ({ ruleset, rule }) => `RR_${ruleset.id}_${rule.type}`,
    type: ({ rule }) => rule.type.toUpperCase(),
    parameters: ({ rule }) => showParameters(rule),
    repositoryRuleset: ({ org, owner, ruleset }) => ({ org, owner, ruleset }),
  }),
  RepositoryRuleConditions: ownFields('refName', 'repositoryName', 'repositoryId', 'repositoryProperty'),
  RefNameConditionTarget: ownFields('include', 'exclude'),
  RepositoryNameConditionTarget: ownFields('include', 'exclude', 'protected'),
  PullRequestParameters: ownFields(
    'dismissStaleReviewsOnPush',
    'requireCodeOwnerReview',
    'requireLastPushApproval',
    'requiredApprovingReviewCount',
    'requiredReviewThreadResolution',
  ),
  RequiredStatusChecksParameters: ownFields(
    'doNotEnforceOnCreate',
    'requiredStatusChecks',
    'strictRequiredStatusChecksPolicy',
  ),
  StatusCheckConfiguration: ownFields('context', 'integrationId'),
  App: fields<AppSource>({
    id: ({ installation }) => nodeId('A', installation.appId),
    databaseId: ({ installation }) => installation.appId,
    name: ({ installation }) => installation.appName,
    slug: ({ installation }) => installation.appSlug,
    url: ({ installation }, { addresses }) => `${addresses.web}/apps/${installation.appSlug}`,
    createdAt: ({ installation }) => installation.createdAt,
    updatedAt: ({ installation }) => installation.updatedAt,
    description: () => null,
  }),
}
