import {
  AppError,
  type ConnectorContext,
  type Gap,
  type Installed,
  type Registration,
  type Stream,
} from '@rollcall/core'
import { readAddress, readOrganization } from './address.ts'
import { appOf, type Installation } from './app.ts'
import { checkKeyForm } from './app-key.ts'
import { describePermission, permissionKeys } from './app-permissions.ts'
import { identifyApp } from './connect-app.ts'
import { readEnterpriseInput } from './enterprise.ts'
import { readEtagInput } from './etag.ts'
import { explain } from './refusals.ts'
import { createSender, type RequestFailure } from './send.ts'

const system = 'GitHub'
const membersWrite = 'members-write'
/** GitHub takes no longer name for an App. */
const longestName = 34

/**
 * An App of one's own by GitHub's manifest flow (docs: "Registering a GitHub App from a manifest"): the form names what is
 * wanted, a person agrees, and a code brings the App's key.
 */
export function registerGithub(streams: readonly Stream[], method: string): Registration {
  const keys = permissionKeys(streams.flatMap(({ permissionsAs }) => permissionsAs?.['GitHub App'] ?? []))
  const wanted = (choices: readonly string[]): Record<string, string> => ({
    ...Object.fromEntries(keys.map((key) => [key, 'read'])),
    ...(choices.includes(membersWrite) ? { members: 'write' } : {}),
  })
  return {
    method,
    name: 'New GitHub App',
    summary:
      'GitHub makes it in your browser: you agree once, and no key is copied by hand. It only reads, has its own budget of requests, and outlives every person.',
    choices: [
      {
        id: membersWrite,
        label: 'Organization › Members: Read and write, instead of Read-only',
        reason:
          'Some organizations find that GitHub shows who signs in through single sign-on only to an App that may also change members. Rollcall never changes any, and reports the permission as a finding. Leave it out first: it can be given later.',
      },
    ],
    normalize(config) {
      const address = readAddress(String(config.address ?? ''))
      const named = [config.organizations ?? []].flat().flatMap((text) => text.split(/[\s,;]+/))
      const organizations = named.filter((text) => text !== '').map((text) => readOrganization(text, address))
      if (new Set(organizations.map((login) => login.toLowerCase())).size !== 1)
        throw refuse(
          organizations.length === 0 ? 'No organization is named.' : 'More than one organization is named.',
          'Enter the one that will own the App. Others can be added once it is there.',
        )
      return {
        organizations: organizations.slice(0, 1),
        ...readEnterpriseInput(config),
        ...readEtagInput(config),
        ...(address.kept === '' ? {} : { address: address.kept }),
      }
    },
    form({ config, choices, home, back, state }) {
      const address = readAddress(String(config.address ?? ''))
      const org = String([config.organizations ?? []].flat()[0])
      const manifest = {
        name: `Rollcall ${org}`.slice(0, longestName).trim(),
        url: home,
        redirect_url: back,
        setup_url: back,
        callback_urls: [back],
        setup_on_update: true,
        request_oauth_on_install: false,
        public: false,
        // GitHub wants an address all the same; nothing is sent to it.
        hook_attributes: { url: home, active: false },
        default_permissions: wanted(choices),
        default_events: [],
      }
      return {
        action: `${address.web}/organizations/${org}/settings/apps/new?state=${encodeURIComponent(state)}`,
        fields: { manifest: JSON.stringify(manifest) },
      }
    },
    finish: trade,
    async installed(context, choices) {
      const app = appOf(context)
      if (!app) throw new AppError('registration.unfinished', { system })
      const address = readAddress(String(context.config.address ?? ''))
      await identifyApp(app, address).catch((error: unknown) => {
        const gone = error instanceof AppError && error.code === 'connection.invalid' && error.gap !== undefined
        throw gone ? new AppError('registration.gone', { system }, { cause: error }) : error
      })
      const asked = wanted(choices)
      return (await app.installations()).map((one) => judge(one, asked, address.web))
    },
  }
}

const refuse = (problem: string, remedy: string) =>
  new AppError(
    'connection.invalid',
    { problem, remedy },
    { fields: [{ path: 'config.organizations', message: problem }] },
  )

interface Conversion {
  id?: unknown
  slug?: unknown
  name?: unknown
  pem?: unknown
  client_secret?: unknown
  webhook_secret?: unknown
  html_url?: unknown
  owner?: { login?: string; type?: string } | null
}

async function trade(context: ConnectorContext, code: string) {
  const template = 'POST /app-manifests/{code}/conversions'
  if (!/^[\w-]{1,100}$/.test(code)) throw new AppError('registration.code_refused', { system })
  const made = await createSender(context)(template, { code }, null).then(
    ({ data }) => data as Conversion,
    (error: unknown) => {
      context.signal.throwIfAborted()
      const { status } = error as RequestFailure
      throw status === 404 || status === 422
        ? new AppError('registration.code_refused', { system })
        : explain(error, template)
    },
  )
  const { web } = readAddress(String(context.config.address ?? ''))
  const page = String(made?.html_url ?? '')
  // A person is sent there: it must be the server that was asked.
  const elsewhere = !URL.canParse(page) || new URL(page).origin !== web
  if (typeof made?.id !== 'number' || typeof made.name !== 'string' || typeof made.pem !== 'string' || elsewhere)
    throw new AppError('upstream.malformed', {
      system,
      endpoint: template,
      problem: elsewhere ? 'the page of the App is on another server' : 'it is no App with its key',
    })
  const owner = made.owner?.type === 'User' || !made.owner?.login ? '' : `/organizations/${made.owner.login}`
  return {
    name: made.name,
    settings: `${web}${owner}/settings/apps/${String(made.slug ?? made.id)}`,
    install: `${page}/installations/new`,
    config: { appId: String(made.id) },
    secrets: {
      privateKey: checkKeyForm(made.pem),
      ...(typeof made.client_secret === 'string' ? { clientSecret: made.client_secret } : {}),
      ...(typeof made.webhook_secret === 'string' ? { webhookSecret: made.webhook_secret } : {}),
    },
  }
}

const rank = (access: string | undefined) => ['read', 'write', 'admin'].indexOf(access ?? '')

/** What an owner granted, held against what was asked for. */
function judge(one: Installation, asked: Record<string, string>, web: string): Installed {
  const lacking = Object.entries(asked).filter(([key, access]) => rank(one.permissions[key]) < rank(access))
  const problems: Gap[] = []
  const organization = one.kind === 'Organization'
  if (!organization)
    problems.push({
      reason: 'permission',
      detail: `${one.account} is a personal account, not an organization.`,
      fix: 'Install the App in an organization; here it can be uninstalled.',
      link: one.page,
    })
  if (one.suspended)
    problems.push({
      reason: 'permission',
      detail: `The installation in ${one.account} is suspended: nothing can be read through it.`,
      fix: 'As an owner of the organization, open the installation and choose "Unsuspend".',
      link: one.page,
    })
  if (one.selection !== 'all')
    problems.push({
      reason: 'permission',
      detail: `The App is installed in ${one.account} on selected repositories only: what is in the others stays unseen, and every list of repositories reads partial.`,
      fix: 'As an owner of the organization, open the installation, choose "All repositories", and save.',
      link: one.page,
    })
  return {
    id: String(one.id),
    scope: one.account,
    url: `${web}/${one.account}`,
    missing: lacking.map(([key, access]) => describePermission(key, access)),
    problems,
    usable: organization && !one.suspended,
  }
}
