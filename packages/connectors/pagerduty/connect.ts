import { AppError, type ConnectorContext, type ConnectReport } from '@rollcall/core'
import { nameless, otherRegion, type PagerdutyAddress, refuse, subdomainOf } from './address.ts'
import { createClient, type PagerdutyClient } from './client.ts'
import { addressOf, openAccess } from './credential.ts'
import type { ApiUser } from './streams/users.ts'

/** Verifies the credential and its region, finds the account that it belongs to, and whose it is. */
export async function connectPagerduty(context: ConnectorContext): Promise<ConnectReport> {
  const address = addressOf(context)
  const client = createClient(context, address)
  const access = await openAccess(context)
  if (access.scopes?.length === 0)
    throw refuse(
      'clientSecret',
      'PagerDuty granted the app none of the scopes that Rollcall asked for.',
      'Open Integrations › App Registration in PagerDuty and select the Read permissions that the guide lists.',
      'secrets',
    )
  const { user, page } = await whoAmI(context, client, address, access.scopes)
  const found = subdomainOf(page)
  if (found !== '' && address.subdomain !== '' && found !== address.subdomain)
    throw refuse(
      'subdomain',
      `The credential belongs to the account ${found}, and not to ${address.subdomain}.`,
      `Enter ${found} as the subdomain or leave it empty, or use a credential of ${address.subdomain}.`,
    )
  const scope = found || address.subdomain || nameless
  const web = page === null ? address.web : pagesOf(page, address)
  return {
    credential: {
      kind: access.scopes ? 'App with scoped OAuth' : user ? 'User API key' : 'Account API key',
      owner: access.scopes ? `the app ${String(context.config.clientId ?? '')}` : (user?.email ?? scope),
      scopes: access.scopes ? [...access.scopes].sort() : null,
      methods: [access.scopes ? 'app' : 'key'],
    },
    web,
    system: `PagerDuty (${address.region.toUpperCase()})`,
    scopes: [{ scope, name: scope, url: web, role: user?.role ?? 'account' }],
  }
}

const pagesOf = (page: string, { standIn }: PagerdutyAddress) =>
  standIn ? page.replace(/(\/account\/[^/]+)\/.*$/, '$1') : new URL(page).origin

/**
 * Who the key belongs to, and a page of the account. `/users/me` is for keys of users; to a key of the account PagerDuty
 * says 400.
 */
async function whoAmI(
  context: ConnectorContext,
  client: PagerdutyClient,
  address: PagerdutyAddress,
  scopes: readonly string[] | null,
): Promise<{ user: ApiUser | null; page: string | null }> {
  if (scopes === null) {
    try {
      const { data } = await client.get<{ user: ApiUser }>('GET /users/me')
      return { user: data.user, page: data.user.html_url ?? null }
    } catch (error) {
      if (error instanceof AppError && error.code === 'upstream.unauthenticated')
        throw await explainRefusal(context, address, error)
      const noUser =
        error instanceof AppError && error.code === 'upstream.malformed' && /status 400/.test(error.message)
      if (!noUser) throw error
    }
  }
  return { user: null, page: await findPage(client, scopes) }
}

/** The address of any page of the account, which names its subdomain; null where there is nothing in it. */
async function findPage(client: PagerdutyClient, scopes: readonly string[] | null): Promise<string | null> {
  const lists = [
    ['GET /users', 'users', 'users.read'],
    ['GET /services', 'services', 'services.read'],
    ['GET /escalation_policies', 'escalation_policies', 'escalation_policies.read'],
  ] as const
  for (const [template, field, scope] of lists) {
    if (scopes && !scopes.includes(scope)) continue
    const { data } = await client.get<Record<string, { html_url?: string | null }[] | undefined>>(template, {
      query: { limit: 1 },
      scope,
    })
    const page = data[field]?.[0]?.html_url
    if (page) return page
  }
  return null
}

/** A key that one region refuses may be good in the other. */
async function explainRefusal(
  context: ConnectorContext,
  address: PagerdutyAddress,
  cause: AppError,
): Promise<AppError> {
  const other = otherRegion(address)
  const elsewhere = await createClient(context, other)
    .get('GET /abilities')
    .then(
      () => true,
      (error: unknown) => {
        context.signal.throwIfAborted()
        // Whatever it says, that region does not know the key either.
        if (error instanceof AppError) return false
        throw error
      },
    )
  if (elsewhere)
    return refuse(
      'region',
      `The key is good in the service region ${other.region.toUpperCase()}, and not in ${address.region.toUpperCase()}.`,
      `Enter ${other.region} as the service region.`,
    )
  const problem = 'PagerDuty refused the key: it is mistyped, or it was removed.'
  const remedy = 'Create a new read-only key under Integrations › API Access Keys in PagerDuty and enter it.'
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
      fields: [{ path: 'secrets.apiKey', message: 'was refused' }],
    },
  )
}
