import type { GithubApp, GithubAppInstallation, GithubOrganization } from '../../company/github-world.ts'
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

const findApp = ({ state }: Visit, slug: string): GithubApp | undefined =>
  [...state.apps.values()].find((app) => app.slug === slug)

const listPermissions = (permissions: GithubApp['permissions']) => {
  const of = (access: string) => Object.entries(permissions).flatMap(([name, held]) => (held === access ? [name] : []))
  const line = (words: string, names: string[]) =>
    names.length > 0 ? `<p><strong>${words}</strong> access to ${escapeHtml(names.join(', '))}</p>` : ''
  return line('Read', of('read')) + line('Read and write', of('write'))
}

const chooseRepositories = (org: GithubOrganization, chosen: readonly string[], selection: 'all' | 'selected') => {
  const boxes = org.repositories.map(
    ({ name }) =>
      `<label><input type="checkbox" name="repository" value="${escapeHtml(name)}"${chosen.includes(name) ? ' checked' : ''}> ${escapeHtml(name)}</label>`,
  )
  return `<fieldset><legend>Repository access</legend>
<label><input type="radio" name="selection" value="all"${selection === 'all' ? ' checked' : ''}> All repositories</label>
<label><input type="radio" name="selection" value="selected"${selection === 'selected' ? ' checked' : ''}> Only select repositories</label>
<div class="scroll" tabindex="0" role="group" aria-label="Repositories">${boxes.join('')}</div></fieldset>`
}

/** `/apps/{slug}/installations/new`: on which organization, and on which of its repositories. */
export function newInstallation(visit: Visit, slug: string): Reply {
  const { state, query } = visit
  const app = findApp(visit, slug)
  if (!app) return missingPage
  const carried = query.get('state') ?? ''
  const target = query.get('target')
  // GitHub lets a private App be installed by its owner alone.
  const orgs = [...state.orgs.values()].filter((org) => app.public || org.login === app.owner)
  const org = orgs.find(({ login }) => login === target) ?? (orgs.length === 1 ? orgs[0] : undefined)
  if (!org) {
    const links = orgs.map(({ login }) => {
      const address = `?${new URLSearchParams({ target: login, state: carried })}`
      return `<li><a href="${escapeHtml(address)}">${escapeHtml(login)}</a></li>`
    })
    return showPage(`Install ${app.name}`, `<p>Where do you want to install it?</p><ul>${links.join('')}</ul>`)
  }
  return showPage(
    `Install & Authorize ${app.name}`,
    `<p>Install on your organization <strong>${escapeHtml(org.login)}</strong></p>
<form method="post" action="/apps/${slug}/installations">
${hidden('target', org.login)}${hidden('state', carried)}
${chooseRepositories(org, [], 'all')}${listPermissions(app.permissions)}
${chooseSelf(org)}<button>Install</button></form>`,
  )
}

interface Choice {
  selection: 'all' | 'selected'
  repositories: string[]
}

function readChoice(form: URLSearchParams, org: GithubOrganization): Choice | null {
  if (form.get('selection') !== 'selected') return { selection: 'all', repositories: [] }
  const known = new Set(org.repositories.map(({ name }) => name))
  const repositories = form.getAll('repository').filter((name) => known.has(name))
  return repositories.length > 0 ? { selection: 'selected', repositories } : null
}

const nothingChosen = refusePage('Not installed', 'Choose at least one repository.', 422)

/** An owner installs; anybody else can only ask one to. */
export function install(visit: Visit, slug: string): Reply {
  const { state, form } = visit
  const app = findApp(visit, slug)
  const org = state.findOrganization(form?.get('target') ?? '')
  if (!app || !org || !form || !(app.public || org.login === app.owner)) return missingPage
  const carried = form.get('state') ?? ''
  const back = (query: Record<string, string>): Reply =>
    app.setupUrl === null
      ? showPage('Installed', `<p>${escapeHtml(app.name)} is installed.</p>`)
      : { redirect: withQuery(app.setupUrl, { ...query, state: carried === '' ? null : carried }) }
  if (!isOwner(org, form.get('login'))) return back({ setup_action: 'request' })
  const choice = readChoice(form, org)
  if (!choice) return nothingChosen
  const known = [...state.installed.values()].find((one) => one.app === app.id && one.organization === org.login)
  if (known) state.changeAppInstallation(slug, org.login, choice)
  const installation = known ?? state.installApp(slug, org.login, choice)
  return back({ installation_id: String(installation.id), setup_action: known ? 'update' : 'install' })
}

/** `/organizations/{org}/settings/installations/{id}`: what an owner changes later. */
export function installationSettings(visit: Visit, org: GithubOrganization, id: string): Reply {
  const { state, form } = visit
  const installation = state.installed.get(Number(id))
  const app = installation && state.apps.get(installation.app)
  if (!installation || !app || installation.organization !== org.login) return missingPage
  if (form) {
    if (!isOwner(org, form.get('login')))
      return refusePage('Not allowed', `Only an owner of ${org.login} can change it.`, 403)
    const done = change(visit, app, org, installation, form.get('act') ?? '')
    if (done) return done
  }
  const suspended = installation.suspendedAt !== null
  const asked = Object.keys(app.permissions).some((name) => app.permissions[name] !== installation.permissions[name])
  return showPage(
    app.name,
    `${suspended ? '<p><strong>This installation is suspended.</strong></p>' : ''}<form method="post">
${chooseRepositories(org, installation.repositories, installation.selection)}${listPermissions(installation.permissions)}
${chooseSelf(org)}
<button name="act" value="save">Save</button>
${asked ? '<button name="act" value="accept">Accept new permissions</button>' : ''}
<button class="plain" name="act" value="suspend">${suspended ? 'Unsuspend' : 'Suspend'}</button>
<button class="bad" name="act" value="uninstall">Uninstall</button></form>`,
  )
}

/** Null where the page is shown again. */
function change(
  { state, form }: Visit,
  app: GithubApp,
  org: GithubOrganization,
  installation: GithubAppInstallation,
  act: string,
): Reply | null {
  const { login } = org
  if (act === 'uninstall') {
    state.uninstallApp(app.slug, login)
    return showPage('Uninstalled', `<p>${escapeHtml(app.name)} is not installed in ${escapeHtml(login)} any more.</p>`)
  }
  if (act === 'suspend') {
    const at = installation.suspendedAt === null ? state.now().toISOString() : null
    state.changeAppInstallation(app.slug, login, { suspendedAt: at })
  } else if (act === 'accept') {
    state.changeAppInstallation(app.slug, login, { permissions: { ...app.permissions } })
  } else {
    const choice = form && readChoice(form, org)
    if (!choice) return nothingChosen
    state.changeAppInstallation(app.slug, login, choice)
  }
  return null
}
