import {
  AppError,
  defineStream,
  type Gap,
  GithubOutsideCollaborator,
  type Source,
  type StreamRecord,
} from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient, type GithubClient } from '../client.ts'
import { restPages, wholeList } from '../pages.ts'

interface SimpleUser {
  id: number
  login: string
  html_url: string
  type?: string
}

const endpoint = 'GET /orgs/{org}/outside_collaborators'

interface Filters {
  disabled: { logins: Set<string> } | { gap: Gap }
  insecure: { logins: Set<string> } | { gap: Gap }
}

export const outsideCollaborators = defineStream({
  id: 'github.outside_collaborator',
  title: 'Outside collaborators',
  reads: 'Who reaches repositories without being a member, and whether with two-factor authentication.',
  schema: GithubOutsideCollaborator,
  endpoints: [endpoint],
  permissions: ['read:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('members') },
  docs: 'https://docs.github.com/en/rest/orgs/outside-collaborators',
  async *read(context, { scope }, checkpoint) {
    const client = createClient(context, scope, 'token')
    const filters: Filters = {
      disabled: await readFilter(client, scope, '2fa_disabled'),
      insecure: await readFilter(client, scope, '2fa_insecure'),
    }
    for await (const page of restPages<SimpleUser>(client, endpoint, { org: scope }, checkpoint))
      yield {
        records: page.items.map((user) => mapCollaborator(scope, user, filters, page.source)),
        checkpoint: page.checkpoint,
        ...(page.gap ? { gap: page.gap } : {}),
      }
  },
  async probe(context, { scope }) {
    const client = createClient(context, scope, 'token')
    const { gap } = await client.get(endpoint, { org: scope, per_page: 1 })
    const filter = await readFilter(client, scope, '2fa_disabled')
    return gap ?? ('gap' in filter ? filter.gap : null)
  },
  account: ({ data, url }) => ({
    key: `${url ? new URL(url).host : 'github'}/${data.databaseId}`,
    login: data.login,
    name: '',
    ...(data.type === 'Bot'
      ? { kind: 'bot', kindWhy: 'GitHub says that it is a bot.' }
      : { kind: 'external', kindWhy: 'An outside collaborator: it reaches repositories without being a member.' }),
    verifiedEmails: [],
    privileged: false,
    role: 'outside collaborator',
    secondFactor: data.twoFactor,
  }),
})

async function readFilter(client: GithubClient, org: string, filter: string): Promise<Filters['disabled']> {
  try {
    const { items, gap } = await wholeList<SimpleUser>(client, endpoint, { org, filter })
    return gap ? { gap } : { logins: new Set(items.map(({ login }) => login)) }
  } catch (error) {
    if (error instanceof AppError && error.gap) return { gap: error.gap }
    throw error
  }
}

export function mapCollaborator(
  scope: string,
  user: SimpleUser,
  { disabled, insecure }: Filters,
  source: Source,
): StreamRecord<GithubOutsideCollaborator> {
  const off = 'logins' in disabled ? disabled.logins.has(user.login) : null
  const weak = 'logins' in insecure ? insecure.logins.has(user.login) : null
  const twoFactor = off === null ? null : off ? 'disabled' : weak === null ? 'enabled' : weak ? 'insecure' : 'secure'
  return {
    stream: 'github.outside_collaborator',
    scope,
    ref: String(user.id),
    name: user.login,
    url: user.html_url,
    data: {
      login: user.login,
      databaseId: user.id,
      type: user.type === 'User' || user.type === 'Bot' ? user.type : null,
      twoFactor,
    },
    ...('gap' in disabled ? { gaps: { twoFactor: disabled.gap } } : {}),
    sources: [
      source,
      { ...source, endpoint: `${endpoint}?filter=2fa_disabled`, fields: ['2fa_disabled'] },
      { ...source, endpoint: `${endpoint}?filter=2fa_insecure`, fields: ['2fa_insecure'] },
    ],
  }
}
