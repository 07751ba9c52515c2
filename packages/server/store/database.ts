import { AppError } from '@rollcall/core'
import { Kysely, Migrator, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import * as foundation from './migrations/0001-foundation.ts'
import * as decisions from './migrations/0002-decisions.ts'
import * as scanSpending from './migrations/0003-scan-spending.ts'
import * as unchangedAnswers from './migrations/0004-unchanged-answers.ts'
import * as registrations from './migrations/0005-registrations.ts'
import * as notices from './migrations/0006-notices.ts'
import * as identityKinds from './migrations/0007-identity-kinds.ts'
import * as instances from './migrations/0008-instances.ts'
import * as enterprises from './migrations/0009-enterprises.ts'
import * as readers from './migrations/0010-readers.ts'
import * as shownUsers from './migrations/0012-shown-users.ts'
import * as enterpriseLife from './migrations/0013-enterprise-life.ts'
import * as teams from './migrations/0014-teams.ts'
import * as signIn from './migrations/0015-sign-in.ts'
import * as auditLog from './migrations/0016-audit-log.ts'
import * as directoryEmails from './migrations/0017-directory-emails.ts'
import * as applianceAccounts from './migrations/0018-appliance-accounts.ts'
import * as streamOutages from './migrations/0019-stream-outages.ts'
import * as teamOrganizations from './migrations/0020-team-organizations.ts'
import * as lighterWrites from './migrations/0021-lighter-writes.ts'
import * as foldedCase from './migrations/0022-folded-case.ts'
import type { Schema } from './schema.ts'

export type Db = Kysely<Schema>
/** A transaction, or the pool where none is needed. */
export type Executor = Db | Transaction<Schema>

/** Where named statements are sent: a pool, or one connection with a transaction of its own. */
export type Queries = Pick<pg.Pool, 'query'>

/** How to reach a database: a connection string, or the embedded server's socket. */
export type DatabaseAddress = { connectionString: string } | { host: string; user: string; database: string }

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => parsers.get(oid) ?? pg.types.getTypeParser(oid, format),
}

/** `int8` as a number (the driver's default is text) and `timestamptz` as ISO 8601. */
const parsers = new Map<number, (value: string) => unknown>([
  [pg.types.builtins.INT8, Number],
  [pg.types.builtins.TIMESTAMPTZ, (value) => new Date(value).toISOString()],
])

export function openPool(address: DatabaseAddress, max: number): pg.Pool {
  return tolerant(new pg.Pool({ ...address, max, application_name: 'rollcall jobs', connectionTimeoutMillis: 10_000 }))
}

/** A connection that breaks is dropped by the pool and fails its query; without listeners it would end the process. */
function tolerant(pool: pg.Pool): pg.Pool {
  const ignore = () => undefined
  return pool.on('error', ignore).on('connect', (client) => client.on('error', ignore))
}

/** The pool below the query builder. What is asked thousands of times a second names its statements and goes here. */
export function openQueryPool(address: DatabaseAddress, max = 16): pg.Pool {
  return tolerant(
    new pg.Pool({
      ...address,
      max,
      types,
      application_name: 'rollcall',
      connectionTimeoutMillis: 10_000,
      // Compiling a query takes seconds, and none of ours runs that long.
      options: '-c jit=off',
    }),
  )
}

/** The query builder over a pool, which ends with it. */
export const databaseOver = (pool: pg.Pool): Db => new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })

/** The query builder on one connection, for what belongs to a transaction that was begun on it. */
export const databaseOn = (queries: Queries): Db =>
  databaseOver({
    connect: async () => ({ query: queries.query.bind(queries), release: () => undefined }),
    end: async () => undefined,
  } as unknown as pg.Pool)

export const openDatabase = (address: DatabaseAddress, max = 16): Db => databaseOver(openQueryPool(address, max))

const migrations = {
  '0001-foundation': foundation,
  '0002-decisions': decisions,
  '0003-scan-spending': scanSpending,
  '0004-unchanged-answers': unchangedAnswers,
  '0005-registrations': registrations,
  '0006-notices': notices,
  '0007-identity-kinds': identityKinds,
  '0008-instances': instances,
  '0009-enterprises': enterprises,
  '0010-readers': readers,
  '0012-shown-users': shownUsers,
  '0013-enterprise-life': enterpriseLife,
  '0014-teams': teams,
  '0015-sign-in': signIn,
  '0016-audit-log': auditLog,
  '0017-directory-emails': directoryEmails,
  '0018-appliance-accounts': applianceAccounts,
  '0019-stream-outages': streamOutages,
  '0020-team-organizations': teamOrganizations,
  '0021-lighter-writes': lighterWrites,
  '0022-folded-case': foldedCase,
}
export const migrationCount = Object.keys(migrations).length

/** Brings the database to this version, one transaction a migration. Several servers may start at once. */
export async function migrate(db: Db): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  })
  const done: string[] = []
  for (;;) {
    const { error, results } = await migrator.migrateUp()
    const unknown = /previously executed migration (\S+) is missing/.exec(String(error))?.[1]
    if (unknown) throw new AppError('database.too_new', { migration: unknown })
    if (error) throw error
    if (!results?.length) return done
    done.push(...results.map((result) => result.migrationName))
  }
}

/**
 * Makes the database of the embedded server when it is not there, or explains why a server of the operator's own cannot
 * be used.
 */
export async function checkDatabase(address: DatabaseAddress): Promise<void> {
  if ('host' in address) return makeDatabase(address)
  const client = new pg.Client({ ...address, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  const shown = shownAddress(address.connectionString)
  try {
    await client.connect()
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`)
    const version = Number(rows[0]?.version)
    if (version < 150_000)
      throw new AppError('database.unreachable', {
        address: shown,
        reason: `it is PostgreSQL ${Math.floor(version / 10_000)}, and Rollcall needs 15 or newer`,
      })
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('database.unreachable', { address: shown, reason: reasonOf(cause) }, { cause })
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function makeDatabase(address: { host: string; user: string; database: string }): Promise<void> {
  const client = new pg.Client({ ...address, database: 'postgres' })
  try {
    await client.connect()
    const { rowCount } = await client.query('select from pg_database where datname = $1', [address.database])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(address.database)}`)
  } finally {
    await client.end()
  }
}

/** The address without user and password. */
function shownAddress(connectionString: string): string {
  const url = new URL(connectionString)
  return `${url.hostname || 'localhost'}:${url.port || '5432'}${url.pathname}`
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string }
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host name does not resolve'
    case 'ETIMEDOUT':
      return 'no answer in time'
    case '28P01':
    case '28000':
      return 'user or password are not accepted'
    case '3D000':
      return 'there is no such database'
    default:
      return message || code || 'unknown reason'
  }
}

/** Whether the error is the database's "that value is taken" for the named unique index or constraint. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const { code, constraint: name } = (error ?? {}) as { code?: string; constraint?: string }
  return code === '23505' && name === constraint
}

/** Another transaction was faster, or both waited for each other: what was not written is decided and tried again. */
export const isContention = (error: unknown): boolean =>
  ['40001', '40P01'].includes((error as { code?: string } | null)?.code ?? '')

/** The database went away: connection refused or lost, or the server is shutting down (SQLSTATE class 57P and 08). */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: string; message?: string }
  return (
    /^(57P0|08|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE)/.test(code ?? '') ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
      message ?? '',
    )
  )
}
