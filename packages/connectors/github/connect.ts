import {
  AppError,
  type ConnectorContext,
  type ConnectReport,
  type CredentialReport,
  type Gap,
  type ScopeReport,
} from '@rollcall/core'
import { type GithubAddress, readAddress } from './address.ts'
import { type AppSession, appOf } from './app.ts'
import { createClient, type GithubClient } from './client.ts'
import { describeApp, findInstalled, identifyApp, installationsOf, lostScope, notGithub } from './connect-app.ts'
import { readCredential } from './token.ts'

/** Verifies server, credentials and organizations, in that order, each with an error that says what to do. */
export async function connectGithub(context: ConnectorContext): Promise<ConnectReport> {
  const address = readAddress(String(context.config.address ?? ''))
  const organizations = [context.config.organizations ?? []].flat()
  const app = appOf(context)
  const both = app !== null && context.secrets.token !== undefined
  const facts = app ? await orRefused(both, identifyApp(app, address)) : null
  const token =
    context.secrets.token === undefined
      ? null
      : await orRefused(both && facts?.gap === undefined, connectToken(context, address))
  const ways = { context, address, app, refused: { app: facts?.gap, token: token?.gap } }
  const scopes = await Promise.all(organizations.map((login) => findScope(ways, login)))
  const credential =
    app && facts?.value
      ? describeApp(facts.value, await installationsOf(app, scopes), token?.value?.credential ?? null)
      : (token?.value?.credential as CredentialReport)
  const system = token?.value?.system ?? nameServer(address, facts?.value?.version ?? null)
  return { credential, web: address.web, system, scopes }
}

/** A credential that is refused stops everything, unless another one is there to go on with. */
async function orRefused<Value>(
  goesOn: boolean,
  tried: Promise<Value>,
): Promise<{ value: Value; gap?: undefined } | { value?: undefined; gap: Gap }> {
  try {
    return { value: await tried }
  } catch (error) {
    if (goesOn && error instanceof AppError && error.code === 'connection.invalid' && error.gap)
      return { gap: { ...error.gap, notice: 'credential_failing' } }
    throw error
  }
}

interface Ways {
  context: ConnectorContext
  address: GithubAddress
  app: AppSession | null
  /** Why a credential of two is of no use anywhere. */
  refused: { app: Gap | undefined; token: Gap | undefined }
}

/** One organization by whichever of the credentials reach it; the session is told where that is one of them only. */
async function findScope({ context, address, app, refused }: Ways, login: string): Promise<ScopeReport> {
  const findOwned = () =>
    refused.token ? lostScope(address, login, refused.token) : findOrganization(createClient(context), address, login)
  if (!app) return findOwned()
  const installed = refused.app
    ? lostScope(address, login, refused.app)
    : await findInstalled(context, app, address, login)
  if (context.secrets.token === undefined) return installed
  const owned = await findOwned()
  const key = login.toLowerCase()
  if (installed.gap && owned.gap) return installed
  if (installed.gap) {
    app.only.set(key, 'token')
    return { ...owned, without: [{ method: 'app', gap: installed.gap }] }
  }
  // Less than an owner sees less than the App does.
  const gap = owned.gap ?? (owned.role === 'owner' ? null : notOwner(login, owned.role))
  if (gap === null) return { ...installed, role: `${installed.role} and ${owned.role}` }
  app.only.set(key, 'app')
  return { ...installed, without: [{ method: 'token', gap }] }
}

const notOwner = (login: string, role: string): Gap => ({
  reason: 'permission',
  detail: `The owner of the token is no Organization owner of ${login}: GitHub calls the role "${role}".`,
  fix: 'Make that person an Organization owner, or replace the token by one of an Organization owner.',
})

async function connectToken(context: ConnectorContext, address: GithubAddress) {
  const client = createClient(context)
  const system = await nameSystem(client, address)
  const { login, headers } = await whoAmI(client)
  return { system, credential: readCredential(context.secrets.token ?? '', login, headers) }
}

/** A server of one's own is asked who it is before it gets to see a token's rights. */
async function nameSystem(client: GithubClient, address: GithubAddress): Promise<string> {
  if (address.flavour === 'github.com') return 'GitHub.com'
  try {
    const { data, headers } = await client.get<{
      installed_version?: string
      verifiable_password_authentication?: boolean
    }>('GET /meta')
    if (headers['x-github-request-id'] === undefined || typeof data.verifiable_password_authentication !== 'boolean')
      throw notGithub(address)
    const version = data.installed_version ?? headers['x-github-enterprise-version']
    return nameServer(address, version === undefined ? null : String(version))
  } catch (error) {
    if (
      error instanceof AppError &&
      ['upstream.not_found', 'upstream.malformed', 'upstream.forbidden'].includes(error.code)
    )
      throw notGithub(address)
    // A private-mode server wants the token even here; then the token is what is wrong.
    if (error instanceof AppError && error.code === 'upstream.unauthenticated') throw refusedToken(error)
    throw error
  }
}

function nameServer({ flavour }: GithubAddress, version: string | null): string {
  if (flavour === 'github.com') return 'GitHub.com'
  if (flavour === 'ghe.com') return 'GitHub Enterprise Cloud'
  return version === null ? 'GitHub' : `GitHub Enterprise Server ${version}`
}

async function whoAmI(
  client: GithubClient,
): Promise<{ login: string; headers: Record<string, string | number | undefined> }> {
  try {
    const { data, headers } = await client.get<{ login: string }>('GET /user')
    return { login: data.login, headers }
  } catch (error) {
    if (error instanceof AppError && error.code === 'upstream.unauthenticated') throw refusedToken(error)
    throw error
  }
}

function refusedToken(cause: AppError): AppError {
  const problem = 'GitHub refused the token: it is mistyped, expired or revoked.'
  const remedy = 'Create a new personal access token (classic) and enter it.'
  return new AppError(
    'connection.invalid',
    { problem, remedy },
    {
      cause,
      gap: {
        reason: 'permission',
        detail: problem,
        fix: `${remedy} An existing connection takes it under "Replace credential".`,
      },
      fields: [{ path: 'secrets.token', message: 'was refused' }],
    },
  )
}

interface Organization {
  login: string
  name?: string | null
  html_url: string
}

/** What becomes of one organization does not decide over the others: its gap is its own. */
async function findOrganization(client: GithubClient, address: GithubAddress, login: string): Promise<ScopeReport> {
  const lost = (gap: Gap) => lostScope(address, login, gap)
  try {
    const { data } = await client.get<Organization>('GET /orgs/{org}', { org: login })
    return { scope: data.login, name: data.name || data.login, url: data.html_url, role: await roleIn(client, login) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'upstream.not_found')
      return lost({ ...(await explainMissing(client, login)), notice: 'organization_lost' })
    if (error.code === 'upstream.forbidden' && error.gap)
      return lost({ ...error.gap, detail: `${login}: ${error.gap.detail}` })
    throw error
  }
}

async function explainMissing(client: GithubClient, login: string): Promise<Gap> {
  const personal = await client.get<{ type: string }>('GET /users/{username}', { username: login }).then(
    ({ data }) => data.type === 'User',
    () => false,
  )
  if (personal)
    return {
      reason: 'permission',
      detail: `${login} is a personal account, not an organization.`,
      fix: 'Enter the name of an organization. Your organizations are listed on GitHub under Settings › Organizations.',
    }
  return {
    reason: 'permission',
    detail: `There is no organization ${login}, or this token cannot see it.`,
    fix: 'Check the spelling, and that the owner of the token is an Organization owner there.',
  }
}

/** `owner`, `member`, or why neither. Only an owner sees the settings; anything less is read as far as it goes. */
async function roleIn(client: GithubClient, login: string): Promise<string> {
  try {
    const { data } = await client.get<{ role: string; state: string }>('GET /user/memberships/orgs/{org}', {
      org: login,
    })
    if (data.state !== 'active') return 'invited'
    return data.role === 'admin' ? 'owner' : 'member'
  } catch (error) {
    if (error instanceof AppError && error.kind === 'upstream' && error.gap) return 'not a member'
    throw error
  }
}
