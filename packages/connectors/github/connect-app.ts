import { AppError, type ConnectorContext, type CredentialReport, type Gap, type ScopeReport } from '@rollcall/core'
import type { GithubAddress } from './address.ts'
import type { AppFacts, AppSession, Installation } from './app.ts'
import { createClient } from './client.ts'
import { explain } from './refusals.ts'

export const notGithub = (address: GithubAddress) =>
  new AppError(
    'connection.invalid',
    {
      problem: `${address.web} does not answer like a GitHub server.`,
      remedy: 'Check the server address. It is the one you open in the browser, without /login and the like.',
    },
    { fields: [{ path: 'config.address', message: 'is not a GitHub server' }] },
  )

/** Whether the key belongs to an App at all: everything else follows from that. */
export async function identifyApp(app: AppSession, address: GithubAddress): Promise<AppFacts> {
  try {
    return await app.facts()
  } catch (error) {
    const known = explain(error, 'GET /app')
    if (!(known instanceof AppError)) throw known
    if (known.code === 'upstream.malformed' && address.flavour !== 'github.com') throw notGithub(address)
    const wrongApp = known.code === 'upstream.not_found'
    if (!wrongApp && known.code !== 'upstream.unauthenticated') throw known
    const problem = wrongApp ? 'GitHub knows no App with this App ID.' : (known.gap?.detail ?? known.message)
    const remedy = 'Check the App ID, and generate a new private key on the settings page of the App.'
    throw new AppError(
      'connection.invalid',
      { problem, remedy },
      {
        cause: known,
        gap: { reason: 'permission', detail: problem, fix: remedy },
        fields: wrongApp
          ? [{ path: 'config.appId', message: 'is not known to GitHub' }]
          : [{ path: 'secrets.privateKey', message: 'was refused' }],
      },
    )
  }
}

export const lostScope = (address: GithubAddress, login: string, gap: Gap): ScopeReport => ({
  scope: login,
  name: login,
  url: `${address.web}/${login}`,
  role: 'none',
  gap,
})

/** What becomes of one organization does not decide over the others: its gap is its own. */
export async function findInstalled(
  context: ConnectorContext,
  app: AppSession,
  address: GithubAddress,
  login: string,
): Promise<ScopeReport> {
  const lost = (gap: Gap) => lostScope(address, login, gap)
  try {
    const installation = await app.installation(login)
    const client = createClient(context, login)
    const { data } = await client.get<{ login: string; name?: string | null; html_url: string }>('GET /orgs/{org}', {
      org: login,
    })
    return {
      scope: data.login,
      name: data.name || data.login,
      url: data.html_url,
      role: 'App',
      ...(installation.selection === 'all' ? {} : { narrowed: [selectedOnly(login, installation)] }),
    }
  } catch (error) {
    context.signal.throwIfAborted()
    const known = explain(error, 'GET /orgs/{org}/installation')
    if (known instanceof AppError && known.gap?.reason === 'permission') return lost(known.gap)
    throw known
  }
}

const selectedOnly = (org: string, { page }: Installation): Gap => ({
  reason: 'permission',
  detail: `The GitHub App in ${org} is installed on selected repositories only, so the others are not seen.`,
  fix: 'As an owner of the organization, open the installation and choose "All repositories".',
  link: page,
  notice: 'app_narrowed',
})

export async function installationsOf(
  app: AppSession,
  scopes: readonly ScopeReport[],
): Promise<{ org: string; installation: Installation }[]> {
  const reached = scopes.filter(
    ({ gap, without = [] }) => gap === undefined && without.every(({ method }) => method !== 'app'),
  )
  return Promise.all(reached.map(async ({ scope }) => ({ org: scope, installation: await app.installation(scope) })))
}

/** The App as a credential: what it may do is what every installation of it may do. */
export function describeApp(
  facts: AppFacts,
  installed: readonly { org: string; installation: Installation }[],
  token: CredentialReport | null,
): CredentialReport {
  const permissions = Object.entries(installed[0]?.installation.permissions ?? {})
  const everywhere = permissions.filter(([name, access]) =>
    installed.every(({ installation }) => installation.permissions[name] === access),
  )
  return {
    kind: token ? `GitHub App and ${token.kind.charAt(0).toLowerCase()}${token.kind.slice(1)}` : 'GitHub App',
    owner: token ? `${facts.slug}, ${token.owner}` : facts.slug,
    scopes: listPermissions(Object.fromEntries(everywhere)),
    expiresAt: token?.expiresAt ?? null,
    methods: ['app', ...(token?.methods ?? [])],
    facts: [
      { name: 'App', value: `${facts.name} (App ID ${facts.id})`, url: facts.settings },
      ...installed.map(({ org, installation }) => ({
        name: `Installed in ${org}`,
        value: `${installation.selection === 'all' ? 'on all repositories' : 'on selected repositories only'} (${installation.id})`,
        url: installation.page,
      })),
      ...(token ? [{ name: 'Scopes of the token', value: token.scopes?.join(', ') ?? 'GitHub does not tell' }] : []),
    ],
  }
}

/** `members: read`, in order. */
export const listPermissions = (granted: Readonly<Record<string, string>>): string[] =>
  Object.entries(granted)
    .map(([name, access]) => `${name}: ${access}`)
    .sort()
