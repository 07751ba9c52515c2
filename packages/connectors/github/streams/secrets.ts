import { defineStream, GithubSecret, type Source, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient } from '../client.ts'
import { listsInTurn } from '../pages.ts'

interface Secret {
  name: string
  visibility?: string
  created_at?: string
  updated_at?: string
}

const stores = ['actions', 'dependabot'] as const
const endpoints = ['GET /orgs/{org}/actions/secrets', 'GET /orgs/{org}/dependabot/secrets'] as const
const unwrap = (data: unknown) => (data as { secrets?: unknown }).secrets

export const secrets = defineStream({
  id: 'github.secret',
  title: 'Organization secrets',
  reads:
    'Names of the secrets for Actions and Dependabot, which repositories get them, and when they were last changed. GitHub never shows a value.',
  schema: GithubSecret,
  endpoints: [...endpoints],
  permissions: ['admin:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('organization_secrets', 'organization_dependabot_secrets') },
  docs: 'https://docs.github.com/en/rest/actions/secrets#list-organization-secrets',
  async *read(context, { scope, url }, checkpoint) {
    const client = createClient(context, scope)
    const lists = endpoints.map((template) => ({ template, unwrap }))
    for await (const page of listsInTurn<Secret>(client, lists, { org: scope }, checkpoint))
      yield {
        records: page.items.map((secret) => mapSecret(scope, url, stores[page.list] ?? 'actions', secret, page.source)),
        checkpoint: page.checkpoint,
        ...(page.gap ? { gap: page.gap } : {}),
      }
  },
  async probe(context, { scope }) {
    const client = createClient(context, scope)
    const first = await client.get(endpoints[0], { org: scope, per_page: 1 })
    return first.gap ?? (await client.get(endpoints[1], { org: scope, per_page: 1 })).gap
  },
})

export function mapSecret(
  scope: string,
  orgUrl: string,
  store: (typeof stores)[number],
  secret: Secret,
  source: Source,
): StreamRecord<GithubSecret> {
  const { visibility } = secret
  return {
    stream: 'github.secret',
    scope,
    ref: `${store}/${secret.name}`,
    name: secret.name,
    url: `${new URL(orgUrl).origin}/organizations/${scope}/settings/secrets/${store}`,
    data: {
      secretName: secret.name,
      store,
      visibility: visibility === 'all' || visibility === 'private' || visibility === 'selected' ? visibility : null,
      createdAt: secret.created_at ?? null,
      updatedAt: secret.updated_at ?? null,
    },
    sources: [source],
  }
}
