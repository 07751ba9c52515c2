import { defineStream, type Gap, GithubBranchProtection, type StreamRecord } from '@rollcall/core'
import { createClient, type GithubClient, type GraphqlAnswer } from '../client.ts'
import { type Connection, graphqlPages, pageGap, refusalAt } from '../pages.ts'
import { bypassOf, type Layer } from '../protection.ts'
import { repositoryGap } from '../repository-count.ts'

type Actor = { login?: string; slug?: string; name?: string } | null

interface ClassicRule {
  requiresApprovingReviews: boolean
  requiredApprovingReviewCount: number | null
  dismissesStaleReviews: boolean
  requireLastPushApproval: boolean
  requiresCodeOwnerReviews: boolean
  requiresStatusChecks: boolean
  requiresCommitSignatures: boolean
  allowsForcePushes: boolean
  allowsDeletions: boolean
  isAdminEnforced: boolean
  bypassPullRequestAllowances: { nodes: ({ actor: Actor } | null)[] | null } | null
  bypassForcePushAllowances: { nodes: ({ actor: Actor } | null)[] | null } | null
}

interface Rule {
  type: string
  parameters: {
    requiredApprovingReviewCount?: number
    dismissStaleReviewsOnPush?: boolean
    requireLastPushApproval?: boolean
    requireCodeOwnerReview?: boolean
    requiredStatusChecks?: unknown[]
  } | null
  repositoryRuleset: { id: string; name: string } | null
}

interface ProtectedRepository {
  databaseId: number | null
  nameWithOwner: string
  url: string
  visibility: string
  isArchived: boolean
  viewerCanAdminister: boolean
  hasVulnerabilityAlertsEnabled: boolean | null
  defaultBranchRef: {
    name: string
    branchProtectionRule: ClassicRule | null
    rules: Connection<Rule> | null
  } | null
}

const query = `query ($login: String!, $first: Int!, $after: String) {
  organization(login: $login) {
    repositories(first: $first, after: $after, orderBy: { field: NAME, direction: ASC }) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        databaseId nameWithOwner url visibility isArchived viewerCanAdminister hasVulnerabilityAlertsEnabled
        defaultBranchRef {
          name
          branchProtectionRule {
            requiresApprovingReviews requiredApprovingReviewCount dismissesStaleReviews requireLastPushApproval
            requiresCodeOwnerReviews requiresStatusChecks requiresCommitSignatures allowsForcePushes allowsDeletions
            isAdminEnforced
            bypassPullRequestAllowances(first: 20) { nodes { actor { ...who } } }
            bypassForcePushAllowances(first: 20) { nodes { actor { ...who } } }
          }
          rules(first: 50) {
            pageInfo { hasNextPage endCursor }
            nodes {
              type
              parameters {
                ... on PullRequestParameters {
                  requiredApprovingReviewCount dismissStaleReviewsOnPush requireLastPushApproval requireCodeOwnerReview
                }
                ... on RequiredStatusChecksParameters { requiredStatusChecks { context } }
              }
              repositoryRuleset { id name }
            }
          }
        }
      }
    }
  }
}
fragment who on BranchActorAllowanceActor {
  ... on App { slug }
  ... on Team { slug }
  ... on User { login }
}`

type Data = { organization: { repositories: Connection<ProtectedRepository> } | null }

const options = {
  path: 'organization.repositories',
  pick: (data: Data) => data.organization?.repositories,
}

export const branchProtection = defineStream({
  id: 'github.branch_protection',
  title: 'Branch protection and rulesets',
  reads:
    'What guards the default branch of each repository: classic protection, active rulesets, and who may bypass them.',
  schema: GithubBranchProtection,
  endpoints: ['POST /graphql'],
  permissions: ['repo', 'Organization owner'],
  docs: 'https://docs.github.com/en/graphql/reference/objects#ref',
  async *read(context, scope, checkpoint) {
    const client = createClient(context)
    const rulesets: RulesetBypass = new Map()
    for await (const page of graphqlPages<ProtectedRepository>(client, query, { login: scope.scope }, checkpoint, {
      size: 50,
      ...options,
    })) {
      await readBypass(
        client,
        page.nodes.map(({ node }) => node),
        rulesets,
      )
      const records = page.nodes.flatMap(
        ({ node, path }) => mapProtection(scope.scope, node, path, page.answer, rulesets) ?? [],
      )
      const missing = page.checkpoint === null ? await repositoryGap(client, scope, page.total ?? 0) : null
      const gap = pageGap(page, records.length, 'repositories') ?? missing
      yield {
        records,
        checkpoint: page.checkpoint,
        ...(page.total === null ? {} : { expected: page.total }),
        ...(gap ? { gap } : {}),
      }
    }
  },
  async probe(context, scope) {
    const client = createClient(context)
    const pages = graphqlPages<ProtectedRepository>(client, query, { login: scope.scope }, null, {
      size: 1,
      ...options,
    })
    const { value: page } = await pages.next()
    const first = page?.nodes[0]?.node
    if (first && !first.viewerCanAdminister) return protectionHidden
    return repositoryGap(client, scope, page?.total ?? 0)
  },
})

const protectionHidden: Gap = {
  reason: 'permission',
  detail: 'GitHub shows branch protection only to administrators of a repository.',
  fix: 'Use a token of an Organization owner with the scope repo.',
}

/** Ruleset id → who may bypass it at any time, by name; null where GitHub does not tell. */
type RulesetBypass = Map<string, string[] | null>

interface RulesetNode {
  id: string
  bypassActors: { nodes: (BypassActor | null)[] | null; pageInfo: { hasNextPage: boolean } } | null
}

interface BypassActor {
  bypassMode: string | null
  organizationAdmin: boolean
  enterpriseOwner: boolean
  deployKey: boolean
  repositoryRoleName: string | null
  actor: Actor
}

const bypassQuery = `query ($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on RepositoryRuleset {
      id
      bypassActors(first: 100) {
        pageInfo { hasNextPage }
        nodes {
          bypassMode organizationAdmin enterpriseOwner deployKey repositoryRoleName
          actor { ... on App { slug } ... on Team { slug } }
        }
      }
    }
  }
}`

/** Reads each ruleset's bypass list once, however many repositories it covers. GitHub shows it to those who may edit the ruleset. */
async function readBypass(
  client: GithubClient,
  repositories: ProtectedRepository[],
  known: RulesetBypass,
): Promise<void> {
  const ids = new Set(
    repositories.flatMap((repository) =>
      (repository.defaultBranchRef?.rules?.nodes ?? []).flatMap((rule) => rule?.repositoryRuleset?.id ?? []),
    ),
  )
  const wanted = [...ids].filter((id) => !known.has(id))
  for (let start = 0; start < wanted.length; start += 100) {
    const { data } = await client.graphql<{ nodes: (RulesetNode | null)[] }>(bypassQuery, {
      ids: wanted.slice(start, start + 100),
    })
    for (const id of wanted.slice(start, start + 100)) known.set(id, null)
    for (const node of data.nodes) {
      const actors = node?.bypassActors
      if (node && actors?.nodes && !actors.pageInfo.hasNextPage) known.set(node.id, alwaysBypass(actors.nodes))
    }
  }
}

/** Those who may bypass for pull requests only still leave a trace and are not counted. */
function alwaysBypass(actors: (BypassActor | null)[]): string[] {
  return actors.flatMap((one) => {
    if (one?.bypassMode !== 'ALWAYS') return []
    if (one.organizationAdmin) return ['organization owners']
    if (one.enterpriseOwner) return ['enterprise owners']
    if (one.deployKey) return ['deploy keys']
    if (one.repositoryRoleName) return [`role ${one.repositoryRoleName}`]
    return [nameOf(one.actor)]
  })
}

const nameOf = (actor: Actor): string => actor?.login ?? actor?.slug ?? actor?.name ?? 'someone unnamed'

/** Null for a repository without an id, which GitHub does not show. */
function mapProtection(
  scope: string,
  repository: ProtectedRepository,
  path: string,
  answer: GraphqlAnswer<unknown>,
  bypass: RulesetBypass,
): StreamRecord<GithubBranchProtection> | null {
  if (repository.databaseId === null) return null
  const branch = repository.defaultBranchRef
  const classic = branch?.branchProtectionRule ?? null
  const rules = (branch?.rules?.nodes ?? []).filter((rule) => rule !== null)
  // GitHub answers null both where there is no rule and where it may not be seen (docs: "null if not visible").
  const classicSeen =
    branch === null ||
    classic !== null ||
    (repository.viewerCanAdminister && !refusalAt(answer, `${path}.defaultBranchRef.branchProtectionRule`))
  const rulesSeen = branch === null || (branch.rules !== null && !branch.rules.pageInfo.hasNextPage)
  const whole = classicSeen && rulesSeen
  const layers = [...classicLayer(classic), ...rulesetLayers(rules, bypass)]
  const has = (protection: string) => layers.some((layer) => layer.protections.has(protection))
  // A protection that is there is seen in any layer; that one is missing is only known when all layers were seen.
  const known = (found: boolean): boolean | null => (found ? true : whole ? false : null)
  const approvals = Math.max(0, ...layers.map((layer) => layer.approvals))
  const visibility = repository.visibility.toLowerCase()
  const missing = whole
    ? null
    : (answer.refused.find((one) => one.path.startsWith(`${path}.`))?.gap ?? protectionHidden)
  const absent = (protection: string): boolean | null => {
    const found = known(has(protection))
    return found === null ? null : !found
  }
  return {
    stream: 'github.branch_protection',
    scope,
    ref: String(repository.databaseId),
    name: repository.nameWithOwner,
    url: repository.url,
    data: {
      repository: repository.nameWithOwner,
      visibility: visibility === 'public' || visibility === 'private' || visibility === 'internal' ? visibility : null,
      archived: repository.isArchived,
      hasDefaultBranch: branch !== null,
      branch: branch?.name ?? '',
      classic: classicSeen ? classic !== null : null,
      rulesets: rulesSeen ? [...new Set(rules.flatMap((rule) => rule.repositoryRuleset?.name ?? []))] : null,
      requiredApprovals: approvals > 0 || whole ? approvals : null,
      dismissesStaleReviews: known(has('stale reviews')),
      requiresLastPushApproval: known(has('last push')),
      requiresCodeOwnerReviews: known(has('code owners')),
      requiresStatusChecks: known(has('status checks')),
      requiresSignatures: known(has('signatures')),
      allowsForcePush: absent('force push'),
      allowsDeletion: absent('deletion'),
      bypass: whole ? bypassOf(layers) : null,
      // To those who do not administer the repository GitHub says false, whatever is true.
      vulnerabilityAlerts: repository.viewerCanAdminister
        ? repository.hasVulnerabilityAlertsEnabled
        : repository.hasVulnerabilityAlertsEnabled || null,
    },
    ...(missing === null ? bypassGap(layers) : { gaps: gapsFor(missing) }),
    sources: [answer.source],
  }
}

const protectionFields = [
  'classic',
  'rulesets',
  'requiredApprovals',
  'dismissesStaleReviews',
  'requiresLastPushApproval',
  'requiresCodeOwnerReviews',
  'requiresStatusChecks',
  'requiresSignatures',
  'allowsForcePush',
  'allowsDeletion',
  'bypass',
]
const gapsFor = (gap: Gap): Record<string, Gap> => Object.fromEntries(protectionFields.map((field) => [field, gap]))

function bypassGap(layers: Layer[]): { gaps?: Record<string, Gap> } {
  if (bypassOf(layers) !== null) return {}
  return {
    gaps: {
      bypass: {
        reason: 'permission',
        detail: 'GitHub shows who may bypass a ruleset only to those who may edit it.',
        fix: 'Use a token of an Organization owner with the scopes repo and admin:org.',
      },
    },
  }
}

function classicLayer(rule: ClassicRule | null): Layer[] {
  if (!rule) return []
  const protections = new Set<string>()
  if (rule.requiresApprovingReviews) protections.add('review')
  if (rule.dismissesStaleReviews) protections.add('stale reviews')
  if (rule.requireLastPushApproval) protections.add('last push')
  if (rule.requiresCodeOwnerReviews) protections.add('code owners')
  if (rule.requiresStatusChecks) protections.add('status checks')
  if (rule.requiresCommitSignatures) protections.add('signatures')
  if (!rule.allowsForcePushes) protections.add('force push')
  if (!rule.allowsDeletions) protections.add('deletion')
  const allowances = [
    ...(rule.bypassPullRequestAllowances?.nodes ?? []),
    ...(rule.bypassForcePushAllowances?.nodes ?? []),
  ]
  const actors = allowances.flatMap((one) => (one ? [nameOf(one.actor)] : []))
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

function rulesetLayers(rules: Rule[], bypass: RulesetBypass): Layer[] {
  const byRuleset = new Map<string, Layer>()
  for (const rule of rules) {
    const id = rule.repositoryRuleset?.id ?? ''
    const layer = byRuleset.get(id) ?? { protections: new Set(), approvals: 0, bypass: bypass.get(id) ?? null }
    byRuleset.set(id, layer)
    const protection = protectionOfRule[rule.type]
    if (protection) layer.protections.add(protection)
    if (rule.type !== 'PULL_REQUEST') continue
    layer.approvals = Math.max(layer.approvals, rule.parameters?.requiredApprovingReviewCount ?? 0)
    if (rule.parameters?.dismissStaleReviewsOnPush) layer.protections.add('stale reviews')
    if (rule.parameters?.requireLastPushApproval) layer.protections.add('last push')
    if (rule.parameters?.requireCodeOwnerReview) layer.protections.add('code owners')
  }
  return [...byRuleset.values()]
}
