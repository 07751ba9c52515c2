import { AppError, defineStream, type Gap, GithubRuleset, type Source, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { type BypassConnection, bypassFields, bypassHidden, readBypass } from '../bypass.ts'
import { createClient, type GithubClient } from '../client.ts'
import { type Connection, type GraphqlPage, graphqlPages, pageGap } from '../pages.ts'
import { refusedByPlan } from '../plan.ts'
import { gapFor } from '../refusals.ts'

interface Ruleset {
  id: string
  databaseId: number | null
  name: string
  target: string | null
  enforcement: string
  conditions: {
    refName: { include: string[]; exclude: string[] } | null
    repositoryName: { include: string[]; exclude: string[] } | null
  }
  rules: Connection<{ type: string }> | null
  bypassActors: BypassConnection | null
}

const listEndpoint = 'GET /orgs/{org}/rulesets'

const query = `query Rulesets($login: String!, $first: Int!, $after: String) {
  organization(login: $login) {
    rulesets(first: $first, after: $after, includeParents: true) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id databaseId name target enforcement
        conditions {
          refName { include exclude }
          repositoryName { include exclude }
        }
        rules(first: 50) { pageInfo { hasNextPage endCursor } nodes { type } }
        ${bypassFields}
      }
    }
  }
}`

type Data = { organization: { rulesets: Connection<Ruleset> | null } | null }

/** Every ruleset with its rules in one request, instead of one for each. */
export const rulesets = defineStream({
  id: 'github.ruleset',
  title: 'Organization rulesets',
  reads:
    'Which rulesets the organization lays over its repositories: for branches, tags and pushes, their rules, and who may bypass them.',
  schema: GithubRuleset,
  endpoints: ['POST /graphql', listEndpoint],
  permissions: ['admin:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('organization_administration') },
  docs: 'https://docs.github.com/en/graphql/reference/objects#repositoryruleset',
  async *read(context, { scope, url }, checkpoint) {
    const client = createClient(context, scope, 'token')
    // Without the plan GraphQL says null, as it does without the right; REST says which.
    if (checkpoint === null && (await isWithoutRulesets(client, scope)))
      return yield { records: [], checkpoint: null, expected: 0 }
    for await (const page of pagesOf(client, scope, checkpoint, 50)) {
      const gap = pageGap(page, page.nodes.length, 'rulesets')
      yield {
        records: page.nodes.map(({ node }) => mapRuleset(scope, url, node, page.answer.source, client.as)),
        checkpoint: page.checkpoint,
        ...(page.total === null ? {} : { expected: page.total }),
        ...(gap ? { gap } : {}),
      }
    }
  },
  async probe(context, { scope }) {
    const client = createClient(context, scope, 'token')
    if (await isWithoutRulesets(client, scope)) return null
    return (await pagesOf(client, scope, null, 1).next()).value?.answer.gap ?? null
  },
})

async function* pagesOf(
  client: GithubClient,
  login: string,
  from: Parameters<typeof graphqlPages>[3],
  size: number,
): AsyncGenerator<GraphqlPage<Ruleset>> {
  yield* graphqlPages<Ruleset>(client, query, { login }, from, {
    size,
    path: 'organization.rulesets',
    pick: (data: Data) => {
      if (data.organization && data.organization.rulesets === null)
        throw new AppError(
          'upstream.forbidden',
          { system: 'GitHub', status: 200, endpoint: 'POST /graphql' },
          { gap: gapFor(client.as, hidden) },
        )
      return data.organization?.rulesets
    },
  })
}

const hidden: Gap = {
  reason: 'permission',
  detail: 'GitHub shows the rulesets of an organization only to its owners.',
  fix: 'Use a token of an Organization owner with the scope admin:org.',
}

/** Organizations on the Free plan have no rulesets of their own; GitHub refuses the list and says so. */
async function isWithoutRulesets(client: GithubClient, org: string): Promise<boolean> {
  try {
    await client.get(listEndpoint, { org, per_page: 1 })
    return false
  } catch (error) {
    if (refusedByPlan(error)) return true
    throw error
  }
}

const targets = ['branch', 'tag', 'push', 'repository'] as const
const states = ['active', 'evaluate', 'disabled'] as const

function mapRuleset(
  scope: string,
  orgUrl: string,
  ruleset: Ruleset,
  source: Source,
  as: 'app' | 'token',
): StreamRecord<GithubRuleset> {
  const { refName, repositoryName } = ruleset.conditions
  const bypass = readBypass(ruleset.bypassActors)
  const rules = ruleset.rules && !ruleset.rules.pageInfo.hasNextPage ? (ruleset.rules.nodes ?? []) : null
  return {
    stream: 'github.ruleset',
    scope,
    ref: ruleset.id,
    name: ruleset.name,
    url: `${new URL(orgUrl).origin}/organizations/${scope}/settings/rules${ruleset.databaseId === null ? '' : `/${ruleset.databaseId}`}`,
    data: {
      ruleset: ruleset.name,
      target: targets.find((one) => one === ruleset.target?.toLowerCase()) ?? null,
      enforcement: states.find((one) => one === ruleset.enforcement.toLowerCase()) ?? null,
      rules: rules ? rules.flatMap((rule) => (rule ? [rule.type.toLowerCase()] : [])) : null,
      refsIncluded: refName?.include ?? [],
      refsExcluded: refName?.exclude ?? [],
      allRepositories: (repositoryName?.include.includes('~ALL') ?? false) && repositoryName?.exclude.length === 0,
      bypass,
    },
    ...(bypass === null ? { gaps: { bypass: gapFor(as, bypassHidden) } } : {}),
    sources: [source],
  }
}
