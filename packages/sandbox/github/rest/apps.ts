import type { GithubApp, GithubAppInstallation } from '../../company/github-world.ts'
import { type Answer, ok, refuse } from '../answer.ts'
import { nodeId } from '../node-id.ts'
import { cutPage } from './page.ts'
import type { OrganizationRequest, RestRequest } from './request.ts'
import { ofOrganization, showOwner } from './user.ts'

const undecodable = 'A JSON web token could not be decoded'

function showApp(app: GithubApp, { state, addresses }: RestRequest) {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    client_id: `Iv23sandbox${app.id}`,
    owner: showOwner(ofOrganization(state.organization(app.owner)), addresses),
    name: app.name,
    description: null,
    external_url: app.externalUrl,
    html_url: `${addresses.web}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: app.permissions,
    events: [],
  }
}

function showInstallation(installation: GithubAppInstallation, { state, addresses }: RestRequest) {
  const org = state.organization(installation.organization)
  const app = state.apps.get(installation.app)
  return {
    id: installation.id,
    account: showOwner(ofOrganization(org), addresses),
    repository_selection: installation.selection,
    access_tokens_url: `${addresses.api}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${addresses.api}/installation/repositories`,
    html_url: `${addresses.web}/organizations/${org.login}/settings/installations/${installation.id}`,
    app_id: installation.app,
    app_slug: app?.slug ?? '',
    target_id: org.id,
    target_type: 'Organization',
    permissions: installation.permissions,
    events: [],
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    suspended_by: null,
    suspended_at: installation.suspendedAt,
  }
}

/** `GET /app` */
export function answerApp(request: RestRequest): Answer {
  const { app } = request.sight.viewer
  return app ? ok({ ...showApp(app, request), installations_count: 1 }) : refuse(401, undecodable, request.docs)
}

function findInstallation(request: RestRequest, fits: (one: GithubAppInstallation) => boolean) {
  const { app } = request.sight.viewer
  return [...request.state.installed.values()].find((one) => one.app === app?.id && fits(one))
}

/** `GET /app/installations` */
export function answerAppInstallations(request: RestRequest): Answer {
  const { app } = request.sight.viewer
  if (!app) return refuse(401, undecodable, request.docs)
  const all = [...request.state.installed.values()].filter((one) => one.app === app.id)
  const page = cutPage(all, request, 'installations', 'app')
  return ok(
    page.items.map((one) => showInstallation(one, request)),
    page.headers,
  )
}

/** `GET /app/installations/{installation_id}` */
export function answerInstallation(request: RestRequest): Answer {
  if (!request.sight.viewer.app) return refuse(401, undecodable, request.docs)
  const found = findInstallation(request, ({ id }) => String(id) === request.params.installation_id)
  return found ? ok(showInstallation(found, request)) : refuse(404, 'Not Found', request.docs)
}

/** `GET /orgs/{org}/installation` */
export function answerOrganizationInstallation(request: OrganizationRequest): Answer {
  if (!request.sight.viewer.app) return refuse(401, undecodable, request.docs)
  const found = findInstallation(request, ({ organization }) => organization === request.org.login)
  return found ? ok(showInstallation(found, request)) : refuse(404, 'Not Found', request.docs)
}

/** `POST /app/installations/{installation_id}/access_tokens` */
export function answerAccessToken(request: RestRequest): Answer {
  if (!request.sight.viewer.app) return refuse(401, undecodable, request.docs)
  const found = findInstallation(request, ({ id }) => String(id) === request.params.installation_id)
  if (!found) return refuse(404, 'Not Found', request.docs)
  if (found.suspendedAt !== null) return refuse(403, 'This installation has been suspended', request.docs)
  const token = request.state.mintToken(found)
  return {
    status: 201,
    body: {
      token: token.secret,
      expires_at: token.expiresAt,
      permissions: found.permissions,
      repository_selection: found.selection,
    },
  }
}

/** `POST /app-manifests/{code}/conversions`: once, and within an hour. */
export function answerConversion(request: RestRequest): Answer {
  const registered = request.state.takeRegistration(request.params.code ?? '')
  if (!registered) return refuse(404, 'Not Found', request.docs)
  const { app, privateKey, clientSecret, webhookSecret } = registered
  return {
    status: 201,
    body: {
      ...showApp(app, request),
      client_secret: clientSecret,
      webhook_secret: webhookSecret,
      pem: privateKey,
    },
  }
}
