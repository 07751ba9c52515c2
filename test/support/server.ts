import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { Permission, Role } from '@rollcall/api'
import { checks } from '@rollcall/checks'
import { connectors } from '@rollcall/connectors'
import type { Connector } from '@rollcall/core'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { buildApp } from '../../packages/server/app.ts'
import type { AppDeps } from '../../packages/server/app-deps.ts'
import { startAuditKeeper } from '../../packages/server/audit/keeper.ts'
import { hashPassword } from '../../packages/server/auth/password.ts'
import { hashToken, newToken } from '../../packages/server/auth/token.ts'
import { announce, type Presence } from '../../packages/server/jobs/presence.ts'
import { startWorker } from '../../packages/server/jobs/worker.ts'
import { openLive } from '../../packages/server/live.ts'
import { createLogger } from '../../packages/server/logger.ts'
import { createMetrics } from '../../packages/server/metrics.ts'
import { createAddressGuard } from '../../packages/server/outbound/address-guard.ts'
import { createOutbound, type OutboundLimits } from '../../packages/server/outbound/outbound.ts'
import { databaseOver, openPool, openQueryPool } from '../../packages/server/store/database.ts'
import { newId } from '../../packages/server/store/id.ts'
import { addPerson } from '../../packages/server/store/people.ts'
import { readRootKeys } from '../../packages/server/vault/root-key.ts'
import { openVault } from '../../packages/server/vault/vault.ts'
import { canaryPassword, takeLeaks, watch } from './canary.ts'
import { createDatabase, type TestDatabase } from './database.ts'

export interface TestServer {
  app: FastifyInstance
  deps: AppDeps
  database: TestDatabase
  /** Every log line so far, parsed. */
  logs: Record<string, unknown>[]
  presence: Presence
  /** A tenant with an admin, signed in. */
  home: Visitor
  /** Adds a person with the role to a tenant and signs them in. */
  signIn: (role: Role, tenant?: string) => Promise<Visitor>
  /** A second tenant with an admin of its own. */
  addTenant: () => Promise<Visitor>
  /** An API token of a tenant. */
  addToken: (permissions: readonly Permission[], options?: { tenant?: string; expiresAt?: Date }) => Promise<string>
  close: () => Promise<void>
}

export interface Visitor {
  tenant: string
  personId: string
  email: string
  password: string
  cookie: string
  csrf: string
  /** Calls the API as this person. */
  call: (method: string, path: string, body?: unknown) => Promise<LightMyRequestResponse>
  /** The same, and insists on success. */
  ok: <T = never>(method: string, path: string, body?: unknown) => Promise<T>
}

/** Short, so that a test of a silent system does not take as long as one. */
const quickLimits: OutboundLimits = {
  timeoutMs: 2000,
  longestWaitMs: 4000,
  retryBaseMs: 5,
  attempts: 3,
  maxBodyBytes: 8 * 1024 * 1024,
}

export interface TestServerOptions {
  /** Runs jobs too. */
  jobs?: boolean
  /** Stand-ins that may be reached besides public addresses. */
  origins?: string[]
  now?: () => Date
  limits?: Partial<OutboundLimits>
  extraCa?: string
  database?: TestDatabase
  connectors?: readonly Connector[]
  demo?: boolean
  mail?: AppDeps['mail']
  /** A built console to serve. */
  consoleFolder?: string
  /** The key file of another server on the same database. */
  keyFile?: string
}

/** The whole server over a database of its own, without a port. Nothing of it is faked but the clock. */
export async function openTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = options.database ?? (await createDatabase())
  const address = { host: database.host, user: database.user, database: database.database }
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-key-'))
  const keyFile = options.keyFile ?? join(folder, 'key')
  const logs: Record<string, unknown>[] = []
  const logger = createLogger('trace', new Writable({ write: (chunk, _, done) => done(collect(logs, String(chunk))) }))
  const queries = openQueryPool(address, 8)
  const db = databaseOver(queries)
  const pool = openPool(address, 4)
  const live = openLive(address)
  const presence = await announce(db, address, logger)
  const outbound = createOutbound({
    guard: createAddressGuard([], options.origins ?? []),
    extraCa: options.extraCa ?? null,
    limits: { ...quickLimits, ...options.limits },
    log: logger,
  })
  const homeTenant = await findOrAddTenant(db)
  const deps: AppDeps = {
    db,
    queries,
    vault: await openVault(db, () => readRootKeys({ origin: 'file', path: keyFile }, null)),
    outbound,
    live,
    connectors: new Map((options.connectors ?? connectors).map((connector) => [connector.id, connector])),
    checks,
    now: options.now ?? (() => new Date()),
    log: logger,
    logger,
    processId: presence.id,
    metrics: createMetrics(db),
    homeTenant,
    demo: options.demo ?? false,
    mail: options.mail ?? null,
    practice: {},
    version: '0.0.0-test',
    baseUrl: 'http://localhost',
    trustProxy: [],
    allowNetworks: [],
    auditFolder: join(folder, 'audit'),
    consoleFolder: options.consoleFolder ?? join(import.meta.dirname, 'no-console'),
    startedAt: new Date(),
    database: { kind: 'embedded' },
    key: { origin: 'file', file: keyFile },
  }
  const app = await buildApp(deps)
  app.addHook('onSend', async (request, _reply, payload) => {
    if (typeof payload === 'string') watch(`answer of ${request.method} ${request.url}`, payload)
  })
  const worker = options.jobs ? await startWorker({ ...deps, pool, presence }) : null
  const keeper = options.jobs ? startAuditKeeper(deps) : null

  const signIn: TestServer['signIn'] = async (role, tenant = homeTenant) => {
    const password = canaryPassword()
    const email = `${role}-${randomBytes(4).toString('hex')}@rollcall.example`
    const passwordHash = await hashPassword(password)
    const person = await addPerson(db, tenant, { email, name: `The ${role}`, role, passwordHash })
    return visit(app, { tenant, personId: person.id, email, password })
  }
  const addTenant = async () => {
    const id = newId('ten')
    await db.insertInto('tenant').values({ id, name: 'Other' }).execute()
    return signIn('admin', id)
  }

  return {
    app,
    deps,
    database,
    logs,
    presence,
    home: await signIn('admin'),
    signIn,
    addTenant,
    addToken: async (permissions, { tenant = homeTenant, expiresAt } = {}) => {
      const token = newToken('rc_api')
      await db
        .insertInto('api_token')
        .values({
          tenant,
          id: newId('tok'),
          name: 'test',
          hash: hashToken(token),
          permissions: [...permissions],
          person_id: null,
          created_by: 'test',
          ...(expiresAt ? { expires_at: expiresAt } : {}),
        })
        .execute()
      return token
    },
    async close() {
      await app.close()
      await keeper?.stop()
      await worker?.stop()
      await presence.close()
      await live.close()
      await outbound.close()
      await pool.end()
      await db.destroy()
      if (!options.database) await database.drop()
      rmSync(folder, { recursive: true, force: true })
      const leaks = takeLeaks()
      if (leaks.length > 0) throw new Error(`Secrets came out:\n${leaks.join('\n')}`)
    },
  }
}

function collect(logs: Record<string, unknown>[], text: string): undefined {
  for (const line of text.split('\n').filter((one) => one !== '')) {
    watch('log', line)
    logs.push(JSON.parse(line))
  }
}

async function findOrAddTenant(db: AppDeps['db']): Promise<string> {
  const found = await db.selectFrom('tenant').select('id').orderBy('created_at').limit(1).executeTakeFirst()
  if (found) return found.id
  const id = newId('ten')
  await db.insertInto('tenant').values({ id, name: 'Home' }).execute()
  return id
}

async function visit(
  app: FastifyInstance,
  who: { tenant: string; personId: string; email: string; password: string },
): Promise<Visitor> {
  const response = await app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { email: who.email, password: who.password },
  })
  if (response.statusCode !== 200) throw new Error(`Could not sign in: ${response.body}`)
  const cookie = response.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const csrf: string = response.json().csrf
  const call: Visitor['call'] = (method, path, body) =>
    app.inject({
      method: method as 'GET',
      url: `/api/v1${path}`,
      headers: { cookie, 'x-csrf-token': csrf },
      ...(body === undefined ? {} : { payload: body as object }),
    })
  return {
    ...who,
    cookie,
    csrf,
    call,
    async ok<T>(method: string, path: string, body?: unknown): Promise<T> {
      const answer = await call(method, path, body)
      if (answer.statusCode >= 300) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${answer.body}`)
      return (answer.body === '' ? undefined : answer.json()) as T
    },
  }
}

/** Waits until the check answers something, and fails with its last answer when it never does. */
export async function until<T>(
  what: string,
  check: () => Promise<T | null | undefined | false>,
  seconds = 30,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const value = await check()
    if (value) return value
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
