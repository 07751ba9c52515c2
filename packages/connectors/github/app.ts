import { AppError, type ConnectorContext, type Gap } from '@rollcall/core'
import githubAppJwt from 'universal-github-app-jwt'
import { readAddress } from './address.ts'
import { createSender, type Headers, type RequestFailure } from './send.ts'

const system = 'GitHub'

/** What GitHub says of the App itself. */
export interface AppFacts {
  id: number
  slug: string
  name: string
  /** The page of the App, from which it is installed. */
  page: string
  /** Where its owner changes its permissions and keys. */
  settings: string
  /** GitHub Enterprise Server tells its version with every answer. */
  version: string | null
}

export interface Installation {
  id: number
  account: string
  /** `Organization` or `User`. */
  kind: string
  /** Where an owner of the organization accepts new permissions, chooses repositories, or lifts a suspension. */
  page: string
  selection: string
  permissions: Record<string, string>
  suspended: boolean
  /** Of the answer that told it. */
  requestId: string | null
}

/** The App of a connection, for as long as one scan or one connection test lasts. */
export interface AppSession {
  facts: () => Promise<AppFacts>
  /** The App's installation in an organization. Throws with the fix where there is none. */
  installation: (org: string) => Promise<Installation>
  /** Every installation that the App has, suspended ones too. */
  installations: () => Promise<Installation[]>
  /** An installation token with some minutes left. */
  token: (org: string) => Promise<string>
  /** GitHub refused this token; the next one is minted. */
  forget: (org: string, token: string) => void
  /** Organizations, in small letters, that only one of the connection's credentials reaches: which one. */
  only: Map<string, 'app' | 'token'>
}

/** One session for each scan or test, which is told by its signal: its tokens live no longer. Never one for two connections. */
const sessions = new WeakMap<AbortSignal, { secrets: ConnectorContext['secrets']; session: AppSession }>()

/** The session of the connection's App; null for a connection without one. */
export function appOf(context: ConnectorContext): AppSession | null {
  const { appId } = context.config
  const { privateKey } = context.secrets
  if (typeof appId !== 'string' || privateKey === undefined) return null
  const known = sessions.get(context.signal)
  if (known?.secrets === context.secrets) return known.session
  const session = openSession(context, appId, privateKey)
  sessions.set(context.signal, { secrets: context.secrets, session })
  return session
}

/** An installation token lasts an hour; with less than this left it is not used any more. */
const spareMs = 5 * 60_000

interface Minted {
  token: string
  endsAt: number
}

function openSession(context: ConnectorContext, appId: string, privateKey: string): AppSession {
  const signer = createSigner(context, appId, privateKey)
  const found = new Map<string, Promise<Installation>>()
  const minted = new Map<string, Promise<Minted>>()
  let facts: Promise<AppFacts> | null = null

  async function findInstallation(org: string): Promise<Installation> {
    try {
      const { data, headers } = await signer.ask('GET /orgs/{org}/installation', { org })
      const installation = readInstallation(data as RawInstallation, headers)
      if (installation.suspended) throw denied(403, suspendedGap(org, installation))
      return installation
    } catch (error) {
      if ((error as RequestFailure).status !== 404) throw error
      throw denied(404, await missingGap(org, session))
    }
  }

  async function mint(org: string): Promise<Minted> {
    const { id } = await session.installation(org)
    const template = 'POST /app/installations/{installation_id}/access_tokens'
    const { data } = await signer.ask(template, { installation_id: id })
    const { token, expires_at: ends } = data as { token?: string; expires_at?: string }
    if (typeof token !== 'string' || typeof ends !== 'string')
      throw new AppError('upstream.malformed', { system, endpoint: template, problem: 'it has no token' })
    return { token, endsAt: Date.parse(ends) }
  }

  const session: AppSession = {
    facts: () => {
      facts ??= signer.ask('GET /app', {}).then(({ data, headers }) => readFacts(context, data as RawApp, headers))
      return facts
    },
    installations: async () => {
      const all: Installation[] = []
      for (let page = 1; ; page++) {
        const { data, headers } = await signer.ask('GET /app/installations', { per_page: 100, page })
        const raw = Array.isArray(data) ? (data as RawInstallation[]) : []
        all.push(...raw.map((one) => readInstallation(one, headers)))
        if (raw.length < 100) return all
      }
    },
    installation: (org) => keep(found, org.toLowerCase(), () => findInstallation(org)),
    async token(org) {
      const key = org.toLowerCase()
      const known = await minted.get(key)
      if (known && known.endsAt - context.now().getTime() <= spareMs) minted.delete(key)
      return (await keep(minted, key, () => mint(org))).token
    },
    forget: (org, token) => {
      const key = org.toLowerCase()
      // Several requests may be refused at once; only the first of them throws away what it used.
      void minted.get(key)?.then(
        (one) => one.token === token && minted.delete(key),
        () => undefined,
      )
      found.delete(key)
    },
    only: new Map(),
  }
  return session
}

/** Asks once, however many want it at the same time. What failed is asked again. */
function keep<Value>(kept: Map<string, Promise<Value>>, key: string, ask: () => Promise<Value>): Promise<Value> {
  const known = kept.get(key)
  if (known) return known
  const asked = ask()
  kept.set(key, asked)
  asked.catch(() => kept.get(key) === asked && kept.delete(key))
  return asked
}

/**
 * Requests as the App itself, by a JWT that is signed for each. A clock that differs from GitHub's is noticed by its
 * refusal, and the difference is kept. The whole of `@octokit/auth-app` is not used: it shares requests for tokens
 * between all Apps of a process by the number of the installation, which two servers may both have.
 */
function createSigner(context: ConnectorContext, appId: string, privateKey: string) {
  const send = createSender(context)
  let ahead = 0
  const sign = async () => {
    const now = Math.floor(context.now().getTime() / 1000) + ahead
    try {
      return (await githubAppJwt({ id: appId, privateKey, now })).token
    } catch {
      throw refusedKey('The private key cannot be read: it is damaged, or no RSA key.')
    }
  }
  const ask = async (template: string, params: Record<string, unknown>) => {
    const attempt = async () => send(template, params, `bearer ${await sign()}`)
    try {
      return await attempt()
    } catch (error) {
      const { status, response } = error as RequestFailure
      if (status !== 401 || !response) throw error
      const message = String((response.data as { message?: string } | undefined)?.message ?? '')
      const date = Date.parse(String(response.headers.date ?? ''))
      const skewed = /'(Issued at|Expiration time)' claim/.test(message) && !Number.isNaN(date)
      if (!skewed) throw error
      ahead = Math.round((date - context.now().getTime()) / 1000)
      return attempt()
    }
  }
  return {
    ask: async (template: string, params: Record<string, unknown>) => {
      try {
        return await ask(template, params)
      } catch (error) {
        const { status } = error as RequestFailure
        if (status === 401)
          throw refusedKey('GitHub refused the key: it does not belong to this App ID, or was deleted.')
        throw error
      }
    },
  }
}

function refusedKey(problem: string): AppError {
  const fix = 'Check the App ID, and generate a new private key on the settings page of the App.'
  return new AppError(
    'upstream.unauthenticated',
    { system, status: 401 },
    {
      gap: { reason: 'permission', detail: problem, fix },
      fields: [{ path: 'secrets.privateKey', message: problem }],
    },
  )
}

const denied = (status: number, gap: Gap) =>
  new AppError(
    status === 404 ? 'upstream.not_found' : 'upstream.forbidden',
    { system, status, endpoint: 'GET /orgs/{org}/installation' },
    { gap },
  )

async function missingGap(org: string, session: AppSession): Promise<Gap> {
  const { name, page } = await session.facts()
  return {
    reason: 'permission',
    detail: `The GitHub App ${name} is not installed in ${org}, or there is no such organization.`,
    fix: `Check the spelling, and install the App in ${org} on all repositories, as an owner of the organization.`,
    link: `${page}/installations/new`,
    notice: 'app_uninstalled',
  }
}

const suspendedGap = (org: string, { page }: Installation): Gap => ({
  reason: 'permission',
  detail: `The installation of the GitHub App in ${org} is suspended.`,
  fix: 'As an owner of the organization, open the installation and choose "Unsuspend".',
  link: page,
  notice: 'app_suspended',
})

interface RawApp {
  id: number
  slug?: string
  name: string
  html_url: string
  owner?: { login?: string; type?: string } | null
}

function readFacts(
  context: ConnectorContext,
  raw: RawApp,
  headers: Record<string, string | number | undefined>,
): AppFacts {
  if (typeof raw !== 'object' || raw === null || typeof raw.id !== 'number' || typeof raw.name !== 'string')
    throw new AppError('upstream.malformed', { system, endpoint: 'GET /app', problem: 'it is no App' })
  const { web } = readAddress(String(context.config.address ?? ''))
  const slug = raw.slug ?? String(raw.id)
  const owner = raw.owner?.type === 'Organization' && raw.owner.login ? `/organizations/${raw.owner.login}` : ''
  const version = headers['x-github-enterprise-version']
  return {
    id: raw.id,
    slug,
    name: raw.name,
    page: raw.html_url,
    settings: `${web}${owner}/settings/apps/${slug}`,
    version: version === undefined ? null : String(version),
  }
}

interface RawInstallation {
  id: number
  account?: { login?: string; type?: string } | null
  html_url: string
  repository_selection?: string
  permissions?: Record<string, string>
  suspended_at?: string | null
}

function readInstallation(raw: RawInstallation, headers: Headers): Installation {
  if (typeof raw !== 'object' || raw === null || typeof raw.id !== 'number')
    throw new AppError('upstream.malformed', {
      system,
      endpoint: 'GET /orgs/{org}/installation',
      problem: 'it is no installation',
    })
  return {
    id: raw.id,
    account: raw.account?.login ?? '',
    kind: raw.account?.type ?? '',
    page: raw.html_url,
    selection: raw.repository_selection ?? 'unknown',
    permissions: raw.permissions ?? {},
    suspended: (raw.suspended_at ?? null) !== null,
    requestId: headers['x-github-request-id'] === undefined ? null : String(headers['x-github-request-id']),
  }
}
