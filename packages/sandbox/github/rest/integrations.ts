import { type Answer, ok, refuse } from '../answer.ts'
import { refuseAdministration } from './organization.ts'
import { cutPage } from './page.ts'
import type { OrganizationRequest } from './request.ts'
import { ofAccount, ofOrganization, showOwner } from './user.ts'

/** `GET /orgs/{org}/installations` */
export function answerInstallations(request: OrganizationRequest): Answer {
  const { org, sight, state, addresses, docs } = request
  if (!sight.stand(org).owner || !sight.has('admin:org')) return refuseAdministration(docs)
  const page = cutPage(org.installations, request, 'installations')
  const installations = page.items.map((installation) => {
    const suspendedBy = installation.suspendedBy === null ? null : state.findAccount(installation.suspendedBy)
    return {
      id: installation.id,
      account: showOwner(ofOrganization(org), addresses),
      repository_selection: installation.repositorySelection,
      access_tokens_url: `${addresses.api}/app/installations/${installation.id}/access_tokens`,
      repositories_url: `${addresses.api}/installation/repositories`,
      html_url: `${addresses.web}/organizations/${org.login}/settings/installations/${installation.id}`,
      app_id: installation.appId,
      app_slug: installation.appSlug,
      target_id: org.id,
      target_type: 'Organization',
      permissions: installation.permissions,
      events: installation.events,
      created_at: installation.createdAt,
      updated_at: installation.updatedAt,
      single_file_name: null,
      has_multiple_single_files: false,
      single_file_paths: [],
      suspended_by: suspendedBy ? showOwner(ofAccount(suspendedBy), addresses) : null,
      suspended_at: installation.suspendedAt,
    }
  })
  return ok({ total_count: org.installations.length, installations }, page.headers)
}

/** `GET /orgs/{org}/hooks` */
export function answerWebhooks(request: OrganizationRequest): Answer {
  const { org, sight, addresses, docs } = request
  // Not 403: whether there are webhooks is hidden, too.
  if (!sight.stand(org).owner || !sight.has('admin:org_hook')) return refuse(404, 'Not Found', docs)
  const page = cutPage(org.webhooks, request, 'hooks')
  return ok(
    page.items.map((webhook) => {
      const url = `${addresses.api}/orgs/${org.login}/hooks/${webhook.id}`
      return {
        type: 'Organization',
        id: webhook.id,
        name: 'web',
        active: webhook.active,
        events: webhook.events,
        config: {
          content_type: webhook.contentType,
          insecure_ssl: webhook.insecureSsl ? '1' : '0',
          url: webhook.url,
          ...(webhook.hasSecret ? { secret: '********' } : {}),
        },
        updated_at: webhook.updatedAt,
        created_at: webhook.createdAt,
        url,
        ping_url: `${url}/pings`,
        deliveries_url: `${url}/deliveries`,
      }
    }),
    page.headers,
  )
}

const mayReadHooks = ({ sight, org }: OrganizationRequest) => sight.stand(org).owner && sight.has('admin:org_hook')

/** Every webhook that is on has delivered one event; GitHub keeps those of three days. */
function showDelivery({ org, state }: OrganizationRequest, hook: number) {
  return {
    id: hook * 10 + 1,
    guid: `00000000-0000-4000-8000-${String(hook).padStart(12, '0')}`,
    delivered_at: state.now().toISOString(),
    redelivery: false,
    duration: 0.27,
    status: 'OK',
    status_code: 200,
    event: 'push',
    action: null,
    installation_id: null,
    repository_id: org.repositories[0]?.id ?? null,
    throttled_at: null,
  }
}

const findHook = ({ org, params }: OrganizationRequest) => org.webhooks.find(({ id }) => String(id) === params.hook_id)

/** `GET /orgs/{org}/hooks/{hook_id}/deliveries` */
export function answerDeliveries(request: OrganizationRequest): Answer {
  const hook = findHook(request)
  if (!mayReadHooks(request) || !hook) return refuse(404, 'Not Found', request.docs)
  return ok(hook.active ? [showDelivery(request, hook.id)] : [])
}

/** `GET /orgs/{org}/hooks/{hook_id}/deliveries/{delivery_id}`: with the enterprise, where the organization belongs to one. */
export function answerDelivery(request: OrganizationRequest): Answer {
  const { org, params, docs } = request
  const hook = findHook(request)
  const delivery = hook && showDelivery(request, hook.id)
  if (!mayReadHooks(request) || !delivery || String(delivery.id) !== params.delivery_id)
    return refuse(404, 'Not Found', docs)
  const enterprise = org.enterprise
    ? { enterprise: { id: 1, slug: org.enterprise.slug, name: org.enterprise.name } }
    : {}
  return ok({
    ...delivery,
    request: {
      headers: { 'X-GitHub-Event': delivery.event },
      payload: { ref: 'refs/heads/main', organization: { login: org.login, id: org.id }, ...enterprise },
    },
    response: { headers: { 'Content-Type': 'text/plain' }, payload: 'ok' },
  })
}
