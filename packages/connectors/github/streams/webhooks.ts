import { defineStream, GithubWebhook, type Source, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient } from '../client.ts'
import { restPages } from '../pages.ts'

interface Hook {
  id: number
  active: boolean
  events?: string[]
  config: { url?: string; insecure_ssl?: string | number; secret?: string }
}

const endpoint = 'GET /orgs/{org}/hooks'

export const webhooks = defineStream({
  id: 'github.webhook',
  title: 'Organization webhooks',
  reads:
    'Where events are sent, and whether over verified TLS and with a secret. User info and query of an address are dropped.',
  schema: GithubWebhook,
  endpoints: [endpoint],
  permissions: ['admin:org_hook', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('organization_hooks') },
  docs: 'https://docs.github.com/en/rest/orgs/webhooks',
  async *read(context, { scope, url }, checkpoint) {
    const client = createClient(context, scope)
    for await (const page of restPages<Hook>(client, endpoint, { org: scope }, checkpoint))
      yield {
        records: page.items.map((hook) => mapHook(scope, url, hook, page.source)),
        checkpoint: page.checkpoint,
        ...(page.gap ? { gap: page.gap } : {}),
      }
  },
  async probe(context, { scope }) {
    return (await createClient(context, scope).get(endpoint, { org: scope, per_page: 1 })).gap
  },
})

export function mapHook(scope: string, orgUrl: string, hook: Hook, source: Source): StreamRecord<GithubWebhook> {
  const target = URL.canParse(hook.config.url ?? '') ? new URL(hook.config.url ?? '') : null
  const address = target ? `${target.protocol}//${target.host}${target.pathname}` : ''
  const insecure = hook.config.insecure_ssl
  return {
    stream: 'github.webhook',
    scope,
    ref: String(hook.id),
    name: address === '' ? `webhook ${hook.id}` : address,
    url: `${new URL(orgUrl).origin}/organizations/${scope}/settings/hooks/${hook.id}`,
    data: {
      address,
      scheme: target ? target.protocol.replace(':', '') : '',
      active: hook.active,
      tlsVerified: insecure === undefined ? null : String(insecure) === '0',
      // GitHub masks a secret that is set and leaves the field out where none is.
      hasSecret: Boolean(hook.config.secret),
      events: hook.events ?? null,
    },
    sources: [source],
  }
}
