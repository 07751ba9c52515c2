import type { GithubApp, GithubOrganization } from '../../company/github-world.ts'
import {
  chooseSelf,
  escapeHtml,
  hidden,
  isOwner,
  missingPage,
  type Reply,
  refusePage,
  showPage,
  type Visit,
  withQuery,
} from './page.ts'

/** What GitHub takes of a manifest (docs: "Registering a GitHub App from a manifest"). */
interface Manifest {
  name?: string
  url?: string
  redirect_url?: string
  setup_url?: string
  public?: boolean
  hook_attributes?: { url?: string; active?: boolean }
  default_permissions?: Record<string, string>
  default_events?: string[]
}

const isAddress = (text: unknown): text is string =>
  typeof text === 'string' && /^https?:\/\//.test(text) && URL.canParse(text)

function readManifest(text: string): Manifest | string {
  let manifest: Manifest
  try {
    manifest = JSON.parse(text) as Manifest
  } catch {
    return 'The manifest is not JSON.'
  }
  if (!isAddress(manifest.url)) return 'Url must be a valid address.'
  if (!isAddress(manifest.redirect_url)) return 'Redirect url must be a valid address.'
  if (manifest.setup_url !== undefined && !isAddress(manifest.setup_url)) return 'Setup url must be a valid address.'
  if (manifest.hook_attributes && !isAddress(manifest.hook_attributes.url)) return 'Hook url must be a valid address.'
  const odd = Object.entries(manifest.default_permissions ?? {}).find(([, access]) => !/^(read|write)$/.test(access))
  return odd ? `Default permission records resource is not included in the list: ${odd[0]}` : manifest
}

/** `/organizations/{org}/settings/apps/new`: a manifest comes in by a form of another site, and a person agrees to it. */
export function newApp(visit: Visit, org: GithubOrganization): Reply {
  const text = visit.form?.get('manifest') ?? visit.query.get('manifest')
  if (text == null) return refusePage('Register new GitHub App', 'No manifest came with this.', 422)
  const manifest = readManifest(text)
  if (typeof manifest === 'string') return refusePage('The manifest is not valid', manifest, 422)
  const rows = Object.entries(manifest.default_permissions ?? {}).map(
    ([name, access]) =>
      `<tr><td>${escapeHtml(name)}</td><td>${access === 'read' ? 'Read-only' : 'Read and write'}</td></tr>`,
  )
  return showPage(
    `Create GitHub App for ${org.login}`,
    `<p>${escapeHtml(manifest.url ?? '')} asks you to create a GitHub App. It will be owned by <strong>${escapeHtml(org.login)}</strong>
and can be installed by ${manifest.public ? 'any account' : 'this account only'}.</p>
<form method="post" action="/organizations/${escapeHtml(org.login)}/settings/apps">
${hidden('manifest', text)}${hidden('state', visit.query.get('state') ?? '')}
<label>GitHub App name <input type="text" name="name" maxlength="34" required value="${escapeHtml(manifest.name ?? '')}"></label>
<fieldset><legend>Permissions</legend><div class="scroll" tabindex="0" role="group" aria-label="Permissions"><table><thead><tr><th>Permission</th><th>Access</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></fieldset>
${chooseSelf(org)}
<button>Create GitHub App</button></form>`,
  )
}

const slugOf = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

/** The same page's own form: the App is there, and the browser goes back with a code. */
export function createApp({ state, form }: Visit, org: GithubOrganization): Reply {
  const manifest = readManifest(form?.get('manifest') ?? '')
  if (typeof manifest === 'string') return refusePage('The manifest is not valid', manifest, 422)
  if (!isOwner(org, form?.get('login') ?? null))
    return refusePage('Not allowed', `Only an owner of ${org.login} can create a GitHub App for it.`, 403)
  const name = (form?.get('name') ?? '').trim()
  const slug = slugOf(name)
  if (slug === '' || name.length > 34)
    return refusePage('Not created', 'Name is needed, and has at most 34 characters.', 422)
  if ([...state.apps.values()].some((app) => app.slug === slug))
    return refusePage('Not created', `Name ${name} is already taken.`, 422)
  const { code } = state.registerApp({
    slug,
    name,
    owner: org.login,
    permissions: (manifest.default_permissions ?? {}) as GithubApp['permissions'],
    public: manifest.public ?? false,
    setupUrl: manifest.setup_url ?? null,
    externalUrl: manifest.url ?? '',
  })
  const given = form?.get('state') ?? ''
  return { redirect: withQuery(manifest.redirect_url ?? '', { code, state: given === '' ? null : given }) }
}

/** `/organizations/{org}/settings/apps/{slug}`: what it asks for, and its end. */
export function appSettings({ state, form }: Visit, org: GithubOrganization, slug: string): Reply {
  const app = [...state.apps.values()].find((one) => one.slug === slug && one.owner === org.login)
  if (!app) return missingPage
  if (form) {
    if (!isOwner(org, form.get('login')))
      return refusePage('Not allowed', `Only an owner of ${org.login} can delete the App.`, 403)
    state.deleteApp(slug)
    return showPage('GitHub App deleted', `<p>${escapeHtml(app.name)} is gone, with all its installations.</p>`)
  }
  const rows = Object.entries(app.permissions).map(
    ([name, access]) => `<tr><td>${escapeHtml(name)}</td><td>${access}</td></tr>`,
  )
  return showPage(
    app.name,
    `<p>App ID: ${app.id}</p><p><a href="/apps/${slug}/installations/new">Install App</a></p>
<fieldset><legend>Permissions</legend><div class="scroll" tabindex="0" role="group" aria-label="Permissions"><table><tbody>${rows.join('')}</tbody></table></div></fieldset>
<form method="post">${chooseSelf(org)}<button class="bad">Delete GitHub App</button></form>`,
  )
}
