import { join } from 'node:path'
import { checks } from '@rollcall/checks'
import { connectors } from '@rollcall/connectors'
import { AppError } from '@rollcall/core'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import type { AppDeps } from './app-deps.ts'
import { startAuditKeeper } from './audit/keeper.ts'
import { createLink, linkAddress } from './auth/links.ts'
import { hashToken } from './auth/token.ts'
import { openDataFolder } from './data-folder.ts'
import { announce } from './jobs/presence.ts'
import { migrateJobs, startWorker } from './jobs/worker.ts'
import { openLive } from './live.ts'
import { createMetrics } from './metrics.ts'
import { createAddressGuard } from './outbound/address-guard.ts'
import { createOutbound, defaultLimits, type OutboundLimits } from './outbound/outbound.ts'
import { allPermissions } from './routes/people.ts'
import type { Settings } from './settings.ts'
import {
  checkDatabase,
  type DatabaseAddress,
  type Db,
  databaseOver,
  migrate,
  openPool,
  openQueryPool,
} from './store/database.ts'
import { startEmbeddedPostgres } from './store/embedded-postgres.ts'
import { recordEvent, systemActor } from './store/events.ts'
import { newId } from './store/id.ts'
import { readRootKeys } from './vault/root-key.ts'
import { openVault } from './vault/vault.ts'
import { rootFolder, version } from './version.ts'

export interface StartOptions {
  settings: Settings
  logger: Logger
  /** Origins besides public addresses, such as the stand-ins of the demo. */
  allowOrigins?: readonly string[]
  demo?: boolean
  practice?: AppDeps['practice']
  limits?: OutboundLimits
  /** The clock that scans go by; the demo sets it back to live through the past. */
  scanClock?: () => Date
}

export interface RunningServer {
  /** Where it listens, with the port that it got. */
  address: string
  deps: AppDeps
  close: () => Promise<void>
}

/** Everything that must be undone, in the order in which it was done. */
type Closers = (() => unknown)[]

/** Starts the whole server. What fails on the way is undone, and says what to do. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const closers: Closers = []
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one()
  }
  try {
    return { ...(await start(options, closers)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function start(options: StartOptions, closers: Closers): Promise<Omit<RunningServer, 'close'>> {
  const { settings, logger } = options
  const now = () => new Date()
  const folder = openDataFolder(settings.dataFolder)
  closers.push(folder.release)
  const address = await reachDatabase(settings, logger, closers)
  const queries = openQueryPool(address)
  const db = databaseOver(queries)
  closers.push(() => db.destroy())
  const applied = await migrate(db)
  if (applied.length > 0) logger.info({ applied }, 'The database was brought to this version')
  const pool = openPool(address, 6)
  closers.push(() => pool.end())
  await migrateJobs(pool)

  const vault = await openVault(db, () => readRootKeys(settings.key, settings.previousKey))
  const outbound = createOutbound({
    guard: createAddressGuard(settings.allowNetworks, options.allowOrigins),
    extraCa: settings.extraCa,
    limits: options.limits ?? defaultLimits,
    log: logger,
  })
  closers.push(() => outbound.close())
  const live = openLive(address)
  closers.push(() => live.close())
  const presence = await announce(db, address, logger)
  closers.push(() => presence.close())

  const deps: AppDeps = {
    db,
    queries,
    vault,
    outbound,
    live,
    connectors: new Map(connectors.map((connector) => [connector.id, connector])),
    checks,
    now,
    log: logger,
    logger,
    processId: presence.id,
    metrics: createMetrics(db),
    homeTenant: await findHomeTenant(db, options.demo ?? false),
    demo: options.demo ?? false,
    practice: options.practice ?? {},
    version,
    baseUrl: settings.baseUrl,
    trustProxy: settings.trustProxy,
    // The people of the demo are made up, their addresses may not be.
    mail: options.demo ? null : settings.mail,
    allowNetworks: settings.allowNetworks,
    auditFolder: join(settings.dataFolder, 'audit'),
    consoleFolder: join(rootFolder, 'packages', 'console', 'dist'),
    startedAt: now(),
    database: { kind: settings.databaseUrl === null ? 'embedded' : 'external' },
    key: { origin: settings.key.origin, file: settings.key.origin === 'file' ? settings.key.path : null },
  }
  await addBootstrapToken(deps, settings.bootstrapToken)
  const worker = await startWorker({ ...deps, now: options.scanClock ?? now, pool, presence })
  closers.push(() => worker.stop())
  const keeper = startAuditKeeper(deps)
  closers.push(() => keeper.stop())
  const app = await buildApp(deps)
  closers.push(() => app.close())
  const listening = await listen(app, settings)
  await recordEvent(db, deps.homeTenant, deps.now(), { actor: systemActor, type: 'server.started', data: { version } })
  return { address: listening, deps }
}

async function reachDatabase(settings: Settings, logger: Logger, closers: Closers): Promise<DatabaseAddress> {
  if (settings.databaseUrl !== null) {
    const address = { connectionString: settings.databaseUrl }
    await checkDatabase(address)
    return address
  }
  const embedded = await startEmbeddedPostgres(settings.dataFolder, logger)
  closers.push(embedded.stop)
  const address = { host: embedded.host, user: embedded.user, database: embedded.database }
  await checkDatabase(address)
  return address
}

async function listen(app: Awaited<ReturnType<typeof buildApp>>, settings: Settings): Promise<string> {
  const { host, port } = settings
  try {
    return await app.listen({ host, port })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new AppError('listen.port_in_use', { host, port }, { cause })
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new AppError('listen.refused', { host, port, reason: code }, { cause })
    throw cause
  }
}

/** The tenant of this installation, made at the first start. Demo data lives in a tenant that says so. */
async function findHomeTenant(db: Db, demo: boolean): Promise<string> {
  const found = await db.selectFrom('tenant').select('id').orderBy('created_at').limit(1).executeTakeFirst()
  if (found) return found.id
  const id = newId('ten')
  await db
    .insertInto('tenant')
    .values({ id, name: demo ? 'Demo' : 'Home', demo })
    .execute()
  return id
}

/** At the first start only, and once: a token that was revoked does not come back by itself. */
async function addBootstrapToken(deps: AppDeps, token: string | null): Promise<void> {
  if (token === null) return
  const { db, homeTenant } = deps
  await db.transaction().execute(async (tx) => {
    const made = await tx
      .insertInto('api_token')
      .values({
        tenant: homeTenant,
        id: newId('tok'),
        name: 'Bootstrap',
        hash: hashToken(token),
        permissions: [...allPermissions],
        person_id: null,
        created_by: 'ROLLCALL_BOOTSTRAP_TOKEN',
      })
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .returning(['id', 'name'])
      .executeTakeFirst()
    if (!made) return
    const subject = { kind: 'token', id: made.id, name: made.name }
    await recordEvent(tx, homeTenant, deps.now(), {
      actor: systemActor,
      type: 'token.created',
      subject,
      data: { from: 'environment' },
    })
  })
}

/** A one-time link that creates the first admin, or in the demo lets straight in. Null where an admin is there already. */
export async function entryLink(deps: AppDeps, force: boolean): Promise<string | null> {
  const admin = await deps.db
    .selectFrom('person')
    .select('id')
    .where('tenant', '=', deps.homeTenant)
    .where('role', '=', 'admin')
    .where('password_hash', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  if (admin && !deps.demo && !force) return null
  const { token } = await createLink(deps.db, deps.homeTenant, deps.demo ? 'demo' : 'setup', null, deps.now())
  return linkAddress(deps.baseUrl, token)
}
