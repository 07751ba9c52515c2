import { defineStream, GithubInstallation, type Source, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient } from '../client.ts'
import { restPages } from '../pages.ts'

interface Installation {
  id: number
  app_slug: string
  html_url: string
  repository_selection?: string
  permissions?: Record<string, string | undefined>
  events?: string[]
  suspended_at?: string | null
  created_at?: string
}

const endpoint = 'GET /orgs/{org}/installations'

export const installations = defineStream({
  id: 'github.installation',
  title: 'GitHub Apps',
  reads: 'Which Apps are installed, on which repositories, and with which permissions.',
  schema: GithubInstallation,
  endpoints: [endpoint],
  permissions: ['admin:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('organization_administration') },
  docs: 'https://docs.github.com/en/rest/orgs/orgs#list-app-installations-for-an-organization',
  async *read(context, { scope }, checkpoint) {
    const client = createClient(context, scope)
    const unwrap = (data: unknown) => (data as { installations?: unknown }).installations
    for await (const page of restPages<Installation>(client, endpoint, { org: scope }, checkpoint, unwrap))
      yield {
        records: page.items.map((installation) => mapInstallation(scope, installation, page.source)),
        checkpoint: page.checkpoint,
        ...(page.gap ? { gap: page.gap } : {}),
      }
  },
  async probe(context, { scope }) {
    return (await createClient(context, scope).get(endpoint, { org: scope, per_page: 1 })).gap
  },
  // What an App does, it does as this account. The suffix is GitHub's, and no login of a person can have it.
  account: ({ data, url }) => ({
    key: `${url ? new URL(url).host : 'github'}/apps/${data.appSlug}`,
    login: `${data.appSlug}[bot]`,
    name: data.appSlug,
    kind: 'bot',
    kindWhy: 'An installed GitHub App acts as it.',
    verifiedEmails: [],
    privileged: false,
    role: 'GitHub App',
    secondFactor: 'not applicable',
  }),
  notes: {
    about: ['access'],
    of: ({ data, scope }) => [
      {
        login: `${data.appSlug}[bot]`,
        about: 'access',
        on: 'organization',
        name: scope,
        role: (data.permissions ?? []).map(({ name, access }) => `${name}: ${access}`).join(', ') || null,
        through: data.repositorySelection === 'all' ? 'App on all repositories' : 'App on selected repositories',
      },
    ],
  },
})

export function mapInstallation(
  scope: string,
  installation: Installation,
  source: Source,
): StreamRecord<GithubInstallation> {
  const selection = installation.repository_selection
  const suspendedAt = installation.suspended_at
  return {
    stream: 'github.installation',
    scope,
    ref: String(installation.id),
    name: installation.app_slug,
    url: installation.html_url,
    data: {
      appSlug: installation.app_slug,
      repositorySelection: selection === 'all' || selection === 'selected' ? selection : null,
      permissions: installation.permissions
        ? Object.entries(installation.permissions).flatMap(([name, access]) => (access ? [{ name, access }] : []))
        : null,
      events: installation.events ?? null,
      suspended: suspendedAt === undefined ? null : suspendedAt !== null,
      suspendedAt: suspendedAt === undefined ? null : (suspendedAt ?? ''),
      createdAt: installation.created_at ?? null,
    },
    sources: [source],
  }
}
