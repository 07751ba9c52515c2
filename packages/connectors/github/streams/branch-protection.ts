import { defineStream, type Gap, GithubBranchProtection, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { type BypassConnection, bypassFields, bypassHidden, readBypass } from '../bypass.ts'
import { createClient, type GithubClient, type GraphqlAnswer } from '../client.ts'
import { type Eyes, eyesOf, filesHidden } from '../eyes.ts'
import { onePointPage } from '../page-size.ts'
import { type Connection, graphqlPages, pageGap, refusalAt } from '../pages.ts'
import { type PrivateProtection, readPrivateProtection } from '../private-protection.ts'
import {
  bypassOf,
  type ClassicRule,
  classicLayer,
  gapsFor,
  type Layer,
  type Rule,
  type RulesetBypass,
  rulesetLayers,
} from '../protection.ts'
import { gapFor } from '../refusals.ts'
import { repositoryGap } from '../repository-count.ts'

interface ProtectedRepository {
  databaseId: number | null
  nameWithOwner: string
  url: string
  visibility: string
  isArchived: boolean
  viewerCanAdminister: boolean
  hasVulnerabilityAlertsEnabled: boolean | null
  isSecurityPolicyEnabled: boolean | null
  codeowners: { errors: unknown[] } | null
  defaultBranchRef: {
    name: string
    branchProtectionRule: ClassicRule | null
    rules: Connection<Rule> | null
  } | null
}

const query = `query BranchProtection($login: String!, $first: Int!, $after: String) {
  organization(login: $login) {
    repositories(first: $first, after: $after, orderBy: { field: NAME, direction: ASC }) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        databaseId nameWithOwner url visibility isArchived viewerCanAdminister hasVulnerabilityAlertsEnabled
        isSecurityPolicyEnabled
        codeowners { errors { kind } }
        defaultBranchRef {
          name
          branchProtectionRule {
            requiresApprovingReviews requiredApprovingReviewCount dismissesStaleReviews requireLastPushApproval
            requiresCodeOwnerReviews requiresStatusChecks requiresStrictStatusChecks requiresConversationResolution requiresCommitSignatures
            allowsForcePushes allowsDeletions isAdminEnforced
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
                  requiredReviewThreadResolution
                }
                ... on RequiredStatusChecksParameters { strictRequiredStatusChecksPolicy }
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
  endpoints: ['POST /graphql', 'GET /repos/{owner}/{repo}/rulesets', 'GET /orgs/{org}'],
  permissions: ['repo', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('administration', 'organization_administration') },
  docs: 'https://docs.github.com/en/graphql/reference/objects#ref',
  async *read(context, scope, checkpoint) {
    const client = createClient(context, scope, 'token')
    const rulesets: RulesetBypass = new Map()
    const viewer = await eyesOf(client)
    let plan: PrivateProtection = { protectable: null, gap: null }
    for await (const page of graphqlPages<ProtectedRepository>(client, query, { login: scope.scope }, checkpoint, {
      size: onePointPage(3),
      ...options,
    })) {
      await readBypassLists(
        client,
        page.nodes.map(({ node }) => node),
        rulesets,
      )
      if (plan.protectable === null)
        plan = await readPrivateProtection(
          client,
          page.nodes.map(({ node }) => node),
        )
      const records = page.nodes.flatMap(
        ({ node, path }) => mapProtection(scope.scope, node, path, page.answer, rulesets, { ...plan, viewer }) ?? [],
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
    const client = createClient(context, scope, 'token')
    const pages = graphqlPages<ProtectedRepository>(client, query, { login: scope.scope }, null, {
      size: 1,
      ...options,
    })
    const { value: page } = await pages.next()
    const first = page?.nodes[0]?.node
    const viewer = await eyesOf(client)
    if (first && !first.viewerCanAdminister && !viewer.administers) return protectionOf(viewer)
    // What is left unseen is the same in every repository.
    if (viewer.as === 'app') return gapFor('app', bypassHidden)
    return repositoryGap(client, scope, page?.total ?? 0)
  },
})

const protectionOf = ({ as }: Eyes): Gap => gapFor(as, protectionHidden, 'administration')

const protectionHidden: Gap = {
  reason: 'permission',
  detail: 'GitHub shows branch protection only to administrators of a repository.',
  fix: 'Use a token of an Organization owner with the scope repo.',
}

interface RulesetNode {
  id: string
  bypassActors: BypassConnection | null
}

const bypassQuery = `query BypassActors($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on RepositoryRuleset { id ${bypassFields} }
  }
}`

/** Reads each ruleset's bypass list once, however many repositories it covers. GitHub shows it to those who may edit the ruleset. */
async function readBypassLists(
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
    for (const node of data.nodes) if (node) known.set(node.id, readBypass(node.bypassActors))
  }
}

/** Null for a repository without an id, which GitHub does not show. */
function mapProtection(
  scope: string,
  repository: ProtectedRepository,
  path: string,
  answer: GraphqlAnswer<unknown>,
  bypass: RulesetBypass,
  plan: PrivateProtection & { viewer: Eyes },
): StreamRecord<GithubBranchProtection> | null {
  if (repository.databaseId === null) return null
  const { viewer } = plan
  const administers = repository.viewerCanAdminister || viewer.administers
  const files = readFiles(repository, path, answer, viewer)
  const branch = repository.defaultBranchRef
  const classic = branch?.branchProtectionRule ?? null
  const rules = (branch?.rules?.nodes ?? []).filter((rule) => rule !== null)
  // GitHub answers null both where there is no rule and where it may not be seen (docs: "null if not visible").
  const classicSeen =
    branch === null ||
    classic !== null ||
    (administers && !refusalAt(answer, `${path}.defaultBranchRef.branchProtectionRule`))
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
    : (answer.refused.find((one) => one.path.startsWith(`${path}.`))?.gap ?? protectionOf(viewer))
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
      protectable: visibility === 'public' || layers.length > 0 ? true : plan.protectable,
      rulesets: rulesSeen ? [...new Set(rules.flatMap((rule) => rule.repositoryRuleset?.name ?? []))] : null,
      requiredApprovals: approvals > 0 || whole ? approvals : null,
      dismissesStaleReviews: known(has('stale reviews')),
      requiresLastPushApproval: known(has('last push')),
      requiresCodeOwnerReviews: known(has('code owners')),
      requiresConversationResolution: known(has('conversations')),
      requiresStatusChecks: known(has('status checks')),
      requiresUpToDateBranch: known(has('up to date')),
      requiresSignatures: known(has('signatures')),
      allowsForcePush: absent('force push'),
      allowsDeletion: absent('deletion'),
      bypass: whole ? bypassOf(layers) : null,
      // To those who do not administer the repository GitHub says false, whatever is true.
      vulnerabilityAlerts: administers
        ? repository.hasVulnerabilityAlertsEnabled
        : repository.hasVulnerabilityAlertsEnabled || null,
      ...files.data,
    },
    ...gapsOf({
      ...(missing === null ? bypassGap(layers, viewer) : gapsFor(missing)),
      ...files.gaps,
      ...(plan.gap ? { protectable: plan.gap } : {}),
    }),
    sources: [answer.source],
  }
}

const gapsOf = (gaps: Record<string, Gap>) => (Object.keys(gaps).length > 0 ? { gaps } : {})

const bypassGap = (layers: Layer[], { as }: Eyes): Record<string, Gap> =>
  bypassOf(layers) === null ? { bypass: gapFor(as, bypassHidden) } : {}

/** That a file is there, an App is told too; that it is not, proves nothing to one that may not read code. */
function readFiles(
  repository: ProtectedRepository,
  path: string,
  answer: GraphqlAnswer<unknown>,
  { as }: Eyes,
): { data: Pick<GithubBranchProtection, 'securityPolicy' | 'codeowners'>; gaps: Record<string, Gap> } {
  const securityPolicy = repository.isSecurityPolicyEnabled
  const codeowners = readCodeowners(repository, path, answer)
  if (as === 'token') return { data: { securityPolicy, codeowners }, gaps: {} }
  const seen = { securityPolicy: securityPolicy || null, codeowners: repository.codeowners ? codeowners : null }
  const gaps = Object.entries(seen).flatMap(([field, value]) => (value === null ? [[field, filesHidden]] : []))
  return { data: seen, gaps: Object.fromEntries(gaps) }
}

/** Null is no file, and a refusal says so. */
function readCodeowners(
  repository: ProtectedRepository,
  path: string,
  answer: GraphqlAnswer<unknown>,
): GithubBranchProtection['codeowners'] {
  if (repository.codeowners) return repository.codeowners.errors.length > 0 ? 'broken' : 'valid'
  return refusalAt(answer, `${path}.codeowners`) ? null : 'missing'
}
