import { PagerdutyAddon, PagerdutyExtension, PagerdutyStatusPage, PagerdutyWebhook } from '@rollcall/core'
import { destination, readDestination } from '../declared.ts'
import { defineListStream, type Reference, reference } from '../list-stream.ts'

interface ApiWebhook {
  id: string
  active?: boolean
  description?: string | null
  delivery_method: {
    url: string
    temporarily_disabled?: boolean
    custom_headers?: { name: string }[] | null
  }
  filter: { type: string }
  oauth_client?: Reference | null
}

const filterOf = (type: string): PagerdutyWebhook['filter'] => {
  const word = type.replace('_reference', '')
  return word === 'account' || word === 'service' || word === 'team' ? word : null
}

export const webhooks = defineListStream<ApiWebhook, 'pagerduty.webhook'>({
  id: 'pagerduty.webhook',
  title: 'Webhook subscriptions',
  reads:
    'Where incidents are sent, of which services, and with which headers. Only host and scheme of an address are kept.',
  schema: PagerdutyWebhook,
  list: {
    template: 'GET /webhook_subscriptions',
    field: 'webhook_subscriptions',
    by: 'offset',
    scope: 'webhook_subscriptions.read',
    query: { total: 'true' },
  },
  docs: 'https://developer.pagerduty.com/docs/webhooks/v3-overview/',
  declared: destination,
  map: (webhook) => {
    const { delivery_method: method } = webhook
    const target = readDestination(method.url)
    const described = webhook.description ?? ''
    return [
      {
        ref: webhook.id,
        name: described === '' ? `Webhook to ${target.host || webhook.id}` : described.slice(0, 100),
        data: {
          ...target,
          active: webhook.active ?? null,
          suspended: method.temporarily_disabled ?? null,
          filter: filterOf(webhook.filter.type),
          headers: (method.custom_headers ?? []).map(({ name }) => name),
          oauthClient: Boolean(webhook.oauth_client),
        },
      },
    ]
  },
})

interface ApiExtension extends Reference {
  name: string
  endpoint_url?: string | null
  extension_schema: Reference
}

export const extensions = defineListStream<ApiExtension, 'pagerduty.extension'>({
  id: 'pagerduty.extension',
  title: 'Extensions',
  reads: 'Older ways out of a service: of which kind, and to which host.',
  schema: PagerdutyExtension,
  list: {
    template: 'GET /extensions',
    field: 'extensions',
    by: 'offset',
    scope: 'extensions.read',
    query: { total: 'true' },
  },
  docs: reference,
  declared: destination,
  map: (extension) => {
    const schema = extension.extension_schema.summary ?? extension.extension_schema.id
    const address = extension.endpoint_url ?? ''
    const nowhere = { scheme: 'none', host: '', approvedHost: null }
    return [
      {
        ref: extension.id,
        name: extension.name,
        url: extension.html_url,
        data: {
          // Some kinds keep their address in PagerDuty's own configuration and show none.
          ...(address === '' ? nowhere : readDestination(address)),
          schema,
          legacyWebhook: /generic v[12] webhook/i.test(schema),
        },
      },
    ]
  },
})

interface ApiAddon extends Reference {
  name?: string
  src?: string
}

export const addons = defineListStream<ApiAddon, 'pagerduty.addon'>({
  id: 'pagerduty.addon',
  title: 'Add-ons',
  reads: 'Pages of others that PagerDuty shows inside its own: from which host.',
  schema: PagerdutyAddon,
  list: { template: 'GET /addons', field: 'addons', by: 'offset', scope: 'addons.read', query: { total: 'true' } },
  docs: reference,
  declared: destination,
  map: (addon) => [
    { ref: addon.id, name: addon.name ?? addon.id, url: addon.html_url, data: readDestination(addon.src ?? '') },
  ],
})

interface ApiStatusPage {
  id: string
  name: string
  url?: string
  status_page_type?: string
  published_at?: string | null
}

export const statusPages = defineListStream<ApiStatusPage, 'pagerduty.status_page'>({
  id: 'pagerduty.status_page',
  title: 'Status pages',
  reads: 'Pages that tell about incidents, whether anybody may read them, and at which address.',
  schema: PagerdutyStatusPage,
  list: { template: 'GET /status_pages', field: 'status_pages', by: 'whole', scope: 'status_pages.read' },
  docs: reference,
  declared: destination,
  map: (page) => [
    {
      ref: page.id,
      name: page.name,
      url: page.url,
      data: {
        ...readDestination(page.url ?? ''),
        public: page.status_page_type === undefined ? null : page.status_page_type === 'public',
        published: Boolean(page.published_at),
      },
    },
  ],
})
