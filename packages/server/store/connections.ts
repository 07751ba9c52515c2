import {
  AppError,
  type ConnectorInput,
  type CredentialReport,
  type EnterpriseReport,
  type Health,
  type ScopeReport,
} from '@rollcall/core'
import { type Selectable, sql } from 'kysely'
import { type Executor, isUniqueViolation } from './database.ts'
import { newId } from './id.ts'
import type { Schema } from './schema.ts'

export type ConnectionRow = Selectable<Schema['connection']>

export interface NewConnection {
  connector: string
  name: string
  config: Record<string, string | string[]>
  secretId: string
  web: string
  system: string
  scopes: ScopeReport[]
  enterprise: EnterpriseReport[]
  credential: CredentialReport
  createdBy: string
  /** Daily without it; 0 is only on demand. */
  scanEveryHours?: number
  label?: string
  owner?: string
}

export async function addConnection(
  db: Executor,
  tenant: string,
  connection: NewConnection,
  now: Date,
): Promise<ConnectionRow> {
  const health: Health = { state: 'new', detail: 'Not scanned yet.', fix: null }
  try {
    return await db
      .insertInto('connection')
      .values({
        tenant,
        id: newId('con'),
        connector: connection.connector,
        name: connection.name,
        config: JSON.stringify(connection.config),
        secret_id: connection.secretId,
        web: connection.web,
        system: connection.system,
        scopes: JSON.stringify(connection.scopes),
        enterprise: JSON.stringify(connection.enterprise),
        credential: JSON.stringify(connection.credential),
        health: JSON.stringify(health),
        ...(connection.scanEveryHours === undefined ? {} : { scan_every_hours: connection.scanEveryHours }),
        label: connection.label ?? '',
        owner: connection.owner ?? '',
        created_by: connection.createdBy,
        created_at: now,
        credential_set_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
  } catch (error) {
    throw nameTaken(error, connection.name)
  }
}

export async function listConnections(db: Executor, tenant: string): Promise<ConnectionRow[]> {
  return db.selectFrom('connection').selectAll().where('tenant', '=', tenant).orderBy('name').execute()
}

export async function findConnection(db: Executor, tenant: string, id: string): Promise<ConnectionRow | undefined> {
  return db.selectFrom('connection').selectAll().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst()
}

export async function getConnection(db: Executor, tenant: string, id: string): Promise<ConnectionRow> {
  const row = await findConnection(db, tenant, id)
  if (!row) throw new AppError('request.not_found', { what: 'This connection' })
  return row
}

/** The same, and nobody else changes it before the transaction ends. */
export async function lockConnection(tx: Executor, tenant: string, id: string): Promise<ConnectionRow> {
  await tx
    .selectFrom('connection')
    .select('id')
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return getConnection(tx, tenant, id)
}

export async function updateConnection(
  db: Executor,
  tenant: string,
  id: string,
  change: {
    name?: string
    label?: string
    owner?: string
    scanEveryHours?: number
    nextScanAt?: Date | null
    secretId?: string
    credentialSetAt?: Date
    config?: ConnectorInput['config']
    credential?: CredentialReport
    web?: string
    system?: string
    scopes?: ScopeReport[]
    enterprise?: EnterpriseReport[]
    health?: Health
    healthCheckedAt?: Date
  },
): Promise<ConnectionRow> {
  const set = {
    name: change.name,
    label: change.label,
    owner: change.owner,
    scan_every_hours: change.scanEveryHours,
    next_scan_at: change.nextScanAt,
    secret_id: change.secretId,
    credential_set_at: change.credentialSetAt,
    config: change.config && JSON.stringify(change.config),
    credential: change.credential && JSON.stringify(change.credential),
    web: change.web,
    system: change.system,
    scopes: change.scopes && JSON.stringify(change.scopes),
    enterprise: change.enterprise && JSON.stringify(change.enterprise),
    health: change.health && JSON.stringify(change.health),
    health_checked_at: change.healthCheckedAt,
  }
  try {
    return await db
      .updateTable('connection')
      .set(Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)))
      .where('tenant', '=', tenant)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
  } catch (error) {
    throw nameTaken(error, change.name ?? '')
  }
}

function nameTaken(error: unknown, name: string): unknown {
  return isUniqueViolation(error, 'connection_name')
    ? new AppError('connection.exists', { name }, { fields: [{ path: 'name', message: 'is taken' }] })
    : error
}

/** A name that is not taken yet: the wanted one, or with a number behind it. */
export async function freeName(db: Executor, tenant: string, wanted: string): Promise<string> {
  const rows = await db.selectFrom('connection').select('name').where('tenant', '=', tenant).execute()
  const taken = new Set(rows.map(({ name }) => name.toLowerCase()))
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted} (${number})`
    if (!taken.has(name.toLowerCase())) return name
  }
}

/** What goes with a connection when it is removed. */
export async function countBelongings(
  db: Executor,
  tenant: string,
  id: string,
): Promise<{ records: number; findings: number; identities: number; scans: number }> {
  const count = async (table: 'record' | 'finding' | 'scan') =>
    (
      await db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('tenant', '=', tenant)
        .where('connection_id', '=', id)
        .executeTakeFirstOrThrow()
    ).count
  const { identities } = await db
    .selectFrom('identity')
    .select(({ fn }) => fn.countAll<number>().as('identities'))
    .where('tenant', '=', tenant)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('identity_account')
          .select('key')
          .whereRef('identity_account.tenant', '=', 'identity.tenant')
          .whereRef('identity_account.identity_id', '=', 'identity.id')
          .where('connection_id', '=', id),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('identity_account')
            .select('key')
            .whereRef('identity_account.tenant', '=', 'identity.tenant')
            .whereRef('identity_account.identity_id', '=', 'identity.id')
            .where('connection_id', '!=', id),
        ),
      ),
    )
    .executeTakeFirstOrThrow()
  return { records: await count('record'), findings: await count('finding'), identities, scans: await count('scan') }
}

/** Removes it with all that hangs on it; identities that are known from nowhere else go too. */
export async function removeConnection(db: Executor, tenant: string, id: string): Promise<void> {
  await db.deleteFrom('connection').where('tenant', '=', tenant).where('id', '=', id).execute()
  await removeEmptyIdentities(db, tenant)
}

export async function removeEmptyIdentities(db: Executor, tenant: string): Promise<void> {
  await db
    .deleteFrom('identity')
    .where('tenant', '=', tenant)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('identity_account')
            .select('key')
            .whereRef('identity_account.tenant', '=', 'identity.tenant')
            .whereRef('identity_account.identity_id', '=', 'identity.id'),
        ),
      ),
    )
    .execute()
}

/** Connections whose next scan is due, of every tenant: the schedule belongs to the installation. */
export async function dueConnections(db: Executor, now: Date): Promise<{ tenant: string; id: string }[]> {
  return db
    .selectFrom('connection')
    .select(['tenant', 'id'])
    .where('next_scan_at', '<=', now.toISOString())
    .orderBy('next_scan_at')
    .limit(100)
    .execute()
}

/** Queues a test of every connection, of every tenant, that was last looked at before then and is not being scanned. */
export async function queueTests(db: Executor, before: Date): Promise<void> {
  await sql`
    select graphile_worker.add_job('test-connection', json_build_object('tenant', c.tenant, 'connectionId', c.id),
      job_key => 'test ' || c.tenant || ' ' || c.id, max_attempts => 3)
    from connection c
    where coalesce(c.health_checked_at, c.created_at) <= ${before}
      and not exists (select from scan s where s.tenant = c.tenant and s.connection_id = c.id
        and s.state in ('queued', 'running'))`.execute(db)
}
