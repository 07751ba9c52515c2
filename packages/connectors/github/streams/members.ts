import { AppError, defineStream, type Gap, GithubMember, type Source, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient, type GithubClient, type GraphqlAnswer, readLimit } from '../client.ts'
import { readManagedUsers } from '../managed-users.ts'
import { type Connection, graphqlPages, pageGap, refusalAt, wholeList } from '../pages.ts'
import { gapFor } from '../refusals.ts'

interface MemberEdge {
  role: string | null
  hasTwoFactorEnabled: boolean | null
  node: {
    login: string
    databaseId: number | null
    name: string | null
    url: string
    isSiteAdmin: boolean
    organizationVerifiedDomainEmails: string[] | null
  } | null
}

const query = `query Members($login: String!, $first: Int!, $after: String) {
  organization(login: $login) {
    membersWithRole(first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges {
        role
        hasTwoFactorEnabled
        node { login databaseId name url isSiteAdmin organizationVerifiedDomainEmails(login: $login) }
      }
    }
  }
}`

const countQuery = `query MemberCount($login: String!) {
  organization(login: $login) { membersWithRole { totalCount } }
}`

interface MemberCount {
  organization: { membersWithRole: { totalCount: number } } | null
}

const insecureEndpoint = 'GET /orgs/{org}/members'

/** What is known of two-factor methods besides on and off. */
export interface TwoFactorFacts {
  /** Logins that have SMS among their methods; null where GitHub does not tell. */
  insecure: Set<string> | null
  insecureGap: Gap | null
  managed: boolean
  /** Whose eyes these are: GitHub shows neither second factors nor addresses to Apps. */
  as: 'app' | 'token'
}

export const members = defineStream({
  id: 'github.member',
  title: 'Members',
  reads:
    'Who is a member, in which role, whether with two-factor authentication and of which kind, and addresses on verified domains.',
  schema: GithubMember,
  endpoints: ['POST /graphql', insecureEndpoint, 'GET /orgs/{org}/external-groups'],
  permissions: ['read:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('members') },
  docs: 'https://docs.github.com/en/graphql/reference/objects#organization',
  async *read(context, { scope }, checkpoint) {
    const client = createClient(context, scope, 'token')
    const facts = await readTwoFactorFacts(client, scope)
    const pages = graphqlPages<MemberEdge>(client, query, { login: scope }, checkpoint, {
      size: 100,
      path: 'organization.membersWithRole',
      pick: (data: { organization: { membersWithRole: Connection<MemberEdge> } | null }) =>
        data.organization?.membersWithRole,
    })
    for await (const page of pages) {
      const records = page.nodes.flatMap(({ node, path }) => mapMember(scope, node, path, page.answer, facts) ?? [])
      const gap = pageGap(page, records.length, 'members')
      yield {
        records,
        checkpoint: page.checkpoint,
        ...(page.total === null ? {} : { expected: page.total }),
        ...(gap ? { gap } : {}),
      }
    }
  },
  async probe(context, { scope }) {
    const client = createClient(context, scope, 'token')
    const pages = graphqlPages<MemberEdge>(client, query, { login: scope }, null, {
      size: 1,
      path: 'organization.membersWithRole',
      pick: (data: { organization: { membersWithRole: Connection<MemberEdge> } | null }) =>
        data.organization?.membersWithRole,
    })
    const { value } = await pages.next()
    const first = value?.nodes[0]?.node
    return first && first.hasTwoFactorEnabled === null ? gapFor(client.as, twoFactorHidden) : null
  },
  async size(context, { scope }) {
    const { data, headers } = await createClient(context, scope).graphql<MemberCount>(countQuery, { login: scope })
    const records = data.organization?.membersWithRole.totalCount ?? 0
    return { records, pool: 'graphql', limit: readLimit(headers) }
  },
  account: ({ data, url }) => ({
    key: `${url ? new URL(url).host : 'github'}/${data.databaseId}`,
    login: data.login,
    name: data.displayName,
    kind: 'unknown',
    kindWhy: 'A user account of GitHub, which does not tell a person from a machine.',
    verifiedEmails: data.verifiedEmails ?? [],
    privileged: data.role === null ? null : data.role === 'owner',
    role: data.role ?? 'unknown',
    secondFactor: data.twoFactor,
  }),
})

const twoFactorHidden: Gap = {
  reason: 'permission',
  detail: 'GitHub shows who has two-factor authentication only to Organization owners.',
  fix: 'Use a token of an Organization owner.',
}

const managedTwoFactor: Gap = {
  reason: 'api',
  detail: 'Managed users sign in through their identity provider; GitHub does not know their second factor.',
  fix: 'Check the second factor in the identity provider.',
}

async function readTwoFactorFacts(client: GithubClient, org: string): Promise<TwoFactorFacts> {
  const managed = (await readManagedUsers(client, org)).value === true
  try {
    const { items } = await wholeList<{ login: string }>(client, insecureEndpoint, { org, filter: '2fa_insecure' })
    return { insecure: new Set(items.map(({ login }) => login)), insecureGap: null, managed, as: client.as }
  } catch (error) {
    if (error instanceof AppError && error.gap)
      return { insecure: null, insecureGap: error.gap, managed, as: client.as }
    throw error
  }
}

/** Null for a member whose account GitHub does not show. */
function mapMember(
  scope: string,
  edge: MemberEdge,
  path: string,
  answer: Pick<GraphqlAnswer<unknown>, 'refused' | 'source'>,
  facts: TwoFactorFacts,
): StreamRecord<GithubMember> | null {
  const user = edge.node
  if (!user || user.databaseId === null) return null
  const refused = (field: string) => refusalAt(answer as GraphqlAnswer<unknown>, `${path}.${field}`)
  const twoFactor = facts.managed ? null : readTwoFactor(edge.hasTwoFactorEnabled, user.login, facts)
  const gaps: Record<string, Gap> = {}
  if (twoFactor === null)
    gaps.twoFactor = facts.managed
      ? managedTwoFactor
      : (refused('hasTwoFactorEnabled') ?? gapFor(facts.as, twoFactorHidden))
  const shown = user.organizationVerifiedDomainEmails
  // To an App an empty list says nothing: it may be that nobody has one, or that it may not see them.
  const emails = facts.as === 'app' && shown?.length === 0 ? null : shown
  if (!emails) gaps.verifiedEmails = refused('node.organizationVerifiedDomainEmails') ?? gapFor(facts.as, emailsHidden)
  return {
    stream: 'github.member',
    scope,
    ref: String(user.databaseId),
    name: user.login,
    url: user.url,
    data: {
      login: user.login,
      databaseId: user.databaseId,
      displayName: user.name ?? '',
      role: edge.role === 'ADMIN' ? 'owner' : edge.role === 'MEMBER' ? 'member' : null,
      twoFactor,
      verifiedEmails: emails ?? null,
      siteAdmin: user.isSiteAdmin,
      declaredAs: '',
    },
    ...(Object.keys(gaps).length > 0 ? { gaps } : {}),
    sources: [answer.source, ...insecureSource(facts, answer.source)],
  }
}

const emailsHidden: Gap = {
  reason: 'permission',
  detail: 'GitHub shows addresses on verified domains only to Organization owners.',
  fix: 'Use a token of an Organization owner.',
}

const insecureSource = (facts: TwoFactorFacts, source: Source): Source[] =>
  facts.insecure ? [{ ...source, endpoint: `${insecureEndpoint}?filter=2fa_insecure`, fields: ['2fa_insecure'] }] : []

/** `enabled` where it is on and GitHub, such as an older server, does not tell the methods. */
function readTwoFactor(
  enabled: boolean | null,
  login: string,
  { insecure }: Pick<TwoFactorFacts, 'insecure'>,
): GithubMember['twoFactor'] {
  if (enabled === null) return null
  if (!enabled) return 'disabled'
  if (!insecure) return 'enabled'
  return insecure.has(login) ? 'insecure' : 'secure'
}
