import { AppError, type ConnectorContext } from '@rollcall/core'
import { type PagerdutyAddress, readAddress, refuse } from './address.ts'
import { scopesAsked } from './scopes.ts'

/** How requests are signed, and what that lets them read. */
export interface Access {
  authorization: string
  /** What an app was granted. Null for a key, which has no scopes. */
  scopes: readonly string[] | null
}

export const addressOf = ({ config }: Pick<ConnectorContext, 'config'>): PagerdutyAddress =>
  readAddress(String(config.subdomain ?? ''), String(config.region ?? ''))

/** One token for all that is read with one credential: it lasts a day, and a scan never does. */
const issued = new WeakMap<object, Promise<Access>>()

export async function openAccess(context: ConnectorContext): Promise<Access> {
  const { apiKey } = context.secrets
  if (apiKey !== undefined) return { authorization: `Token token=${apiKey}`, scopes: null }
  const known = issued.get(context.secrets)
  if (known) return known
  const asking = requestToken(context)
  issued.set(context.secrets, asking)
  // A refusal is not kept: the next one asks again.
  asking.catch(() => issued.delete(context.secrets))
  return asking
}

interface TokenAnswer {
  access_token?: string
  scope?: string
  error?: string
}

/** Scoped OAuth with client credentials. What the app may not have is left out of the answer's `scope` without an error. */
async function requestToken(context: ConnectorContext): Promise<Access> {
  const { identity, region, subdomain } = addressOf(context)
  const endpoint = 'POST /oauth/token'
  const response = await context.fetch(identity, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: String(context.config.clientId ?? ''),
      client_secret: context.secrets.clientSecret ?? '',
      scope: [`as_account-${region}.${subdomain}`, ...scopesAsked].join(' '),
    }).toString(),
  })
  const answer = (await response.json().catch(() => ({}))) as TokenAnswer
  if (response.ok && typeof answer.access_token === 'string') {
    const scopes = (answer.scope ?? '').split(' ').filter((one) => one !== '' && !one.startsWith('as_account-'))
    return { authorization: `Bearer ${answer.access_token}`, scopes }
  }
  if (answer.error === 'invalid_scope')
    throw refuse(
      'subdomain',
      `PagerDuty knows no account ${subdomain} in the service region ${region.toUpperCase()} that this app belongs to.`,
      'Check the subdomain and the service region: both are in the address of your PagerDuty pages.',
    )
  if (response.status === 401 || response.status === 400 || response.status === 403)
    throw refuse(
      'clientSecret',
      'PagerDuty refused the app: its client ID or client secret is wrong, or the app was deleted.',
      'Open Integrations › App Registration in PagerDuty, make a new client secret and enter both.',
      'secrets',
    )
  if (response.status === 429) throw new AppError('upstream.limited', { system: 'PagerDuty', endpoint })
  if (response.status >= 500)
    throw new AppError('upstream.failed', { system: 'PagerDuty', status: response.status, endpoint })
  throw new AppError('upstream.malformed', {
    system: 'PagerDuty',
    endpoint,
    problem: 'it is no answer of a token endpoint',
  })
}
