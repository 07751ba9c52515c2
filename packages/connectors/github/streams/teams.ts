import { defineStream, GithubTeam, type Source, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient } from '../client.ts'
import { restPages } from '../pages.ts'

interface Team {
  id: number
  slug: string
  name: string
  html_url: string
  privacy?: string
  notification_setting?: string
  permission?: string
  parent?: { slug: string } | null
}

const endpoint = 'GET /orgs/{org}/teams'

export const teams = defineStream({
  id: 'github.team',
  title: 'Teams',
  reads: 'Which teams there are and how they are nested.',
  schema: GithubTeam,
  endpoints: [endpoint],
  permissions: ['read:org'],
  permissionsAs: { 'GitHub App': needs('members') },
  docs: 'https://docs.github.com/en/rest/teams/teams#list-teams',
  async *read(context, { scope }, checkpoint) {
    const client = createClient(context, scope)
    for await (const page of restPages<Team>(client, endpoint, { org: scope }, checkpoint))
      yield {
        records: page.items.map((team) => mapTeam(scope, team, page.source)),
        checkpoint: page.checkpoint,
        ...(page.gap ? { gap: page.gap } : {}),
      }
  },
  async probe(context, { scope }) {
    return (await createClient(context, scope).get(endpoint, { org: scope, per_page: 1 })).gap
  },
})

export function mapTeam(scope: string, team: Team, source: Source): StreamRecord<GithubTeam> {
  return {
    stream: 'github.team',
    scope,
    ref: String(team.id),
    name: team.slug,
    url: team.html_url,
    data: {
      slug: team.slug,
      displayName: team.name,
      privacy: team.privacy === 'secret' || team.privacy === 'closed' ? team.privacy : null,
      notificationSetting: team.notification_setting ?? null,
      permission: team.permission ?? null,
      parent: team.parent?.slug ?? '',
    },
    sources: [source],
  }
}
