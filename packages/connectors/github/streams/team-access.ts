import { defineStream, type Gap, GithubTeamAccess, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient, type GraphqlAnswer } from '../client.ts'
import { onePointPage } from '../page-size.ts'
import { type Connection, graphqlPages, pageGap, refusalAt } from '../pages.ts'

interface TeamNode {
  databaseId: number | null
  slug: string
  url: string
  members: Connection<{ role: string; node: { login: string } | null }> | null
  repositories: Connection<{ permission: string; node: { nameWithOwner: string } | null }> | null
}

const query = `query TeamAccess($login: String!, $first: Int!, $after: String) {
  organization(login: $login) {
    teams(first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        databaseId slug url
        members(first: 100) { pageInfo { hasNextPage endCursor } edges { role node { login } } }
        repositories(first: 100) { pageInfo { hasNextPage endCursor } edges { permission node { nameWithOwner } } }
      }
    }
  }
}`

type Data = { organization: { teams: Connection<TeamNode> } | null }
const options = { path: 'organization.teams', pick: (data: Data) => data.organization?.teams }

export const teamAccess = defineStream({
  id: 'github.team_access',
  title: 'Team members and their repositories',
  reads: 'Who is in which team, and which repositories each team reaches in which role.',
  schema: GithubTeamAccess,
  endpoints: ['POST /graphql'],
  permissions: ['read:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('members', 'organization_administration', 'administration') },
  docs: 'https://docs.github.com/en/graphql/reference/objects#team',
  async *read(context, { scope }, checkpoint) {
    const client = createClient(context, scope)
    const pages = graphqlPages<TeamNode>(client, query, { login: scope }, checkpoint, {
      size: onePointPage(2),
      ...options,
    })
    for await (const page of pages) {
      const records = page.nodes.flatMap(({ node, path }) => mapTeamAccess(scope, node, path, page.answer) ?? [])
      const gap = pageGap(page, records.length, 'teams')
      yield {
        records,
        checkpoint: page.checkpoint,
        ...(page.total === null ? {} : { expected: page.total }),
        ...(gap ? { gap } : {}),
      }
    }
  },
  async probe(context, { scope }) {
    const pages = graphqlPages<TeamNode>(createClient(context, scope), query, { login: scope }, null, {
      size: 1,
      ...options,
    })
    const { value: page } = await pages.next()
    return page?.answer.gap ?? null
  },
  notes: {
    about: ['access'],
    of: ({ data: { team, members, repositories } }) =>
      (members ?? []).flatMap(({ login, role }) => [
        { login, about: 'access' as const, on: 'team' as const, name: team, role, through: 'member' },
        ...(repositories ?? []).map(({ name, permission }) => ({
          login,
          about: 'access' as const,
          on: 'repository' as const,
          name,
          role: permission,
          through: `team ${team}`,
        })),
      ]),
  },
})

const hidden = (what: string): Gap => ({
  reason: 'permission',
  detail: `GitHub does not show the ${what} of the team to this token.`,
  fix: 'Use a token of an Organization owner with the scopes read:org and repo.',
})

const truncated = (what: string, team: string): Gap => ({
  reason: 'truncated',
  detail: `The team ${team} has more than 100 ${what}; they were not read.`,
  fix: 'Look at the page of the team on GitHub.',
})

/** Null for a team without an id, which GitHub does not show. */
function mapTeamAccess(
  scope: string,
  team: TeamNode,
  path: string,
  answer: Pick<GraphqlAnswer<unknown>, 'refused' | 'source'>,
): StreamRecord<GithubTeamAccess> | null {
  if (team.databaseId === null) return null
  const { members, repositories, slug } = team
  const gaps: Record<string, Gap> = {}
  const whole = <List extends Connection<unknown>>(list: List | null, what: string): List | null => {
    if (list && !list.pageInfo.hasNextPage) return list
    gaps[what] = list
      ? truncated(what, slug)
      : (refusalAt(answer as GraphqlAnswer<unknown>, `${path}.${what}`) ?? hidden(what))
    return null
  }
  const data: GithubTeamAccess = {
    team: slug,
    members:
      whole(members, 'members')?.edges?.flatMap((edge) =>
        edge?.node ? [{ login: edge.node.login, role: edge.role === 'MAINTAINER' ? 'maintainer' : 'member' }] : [],
      ) ?? null,
    repositories:
      whole(repositories, 'repositories')?.edges?.flatMap((edge) =>
        edge?.node ? [{ name: edge.node.nameWithOwner, permission: edge.permission.toLowerCase() }] : [],
      ) ?? null,
  }
  return {
    stream: 'github.team_access',
    scope,
    ref: String(team.databaseId),
    name: slug,
    url: `${team.url}/members`,
    data,
    ...(Object.keys(gaps).length > 0 ? { gaps } : {}),
    sources: [answer.source],
  }
}
