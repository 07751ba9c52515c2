import type { Selectable } from 'kysely'
import { hashToken } from '../auth/token.ts'
import type { Executor } from './database.ts'
import { newId } from './id.ts'
import type { RegisteredApp, Schema } from './schema.ts'

export type RegistrationRow = Selectable<Schema['registration']>

/** The system's code is good for an hour; so is the proof that a return belongs to a start. */
const stateMs = 60 * 60_000
/** Installing may wait for somebody's approval. */
const keepMs = 30 * 24 * 60 * 60_000

export interface NewRegistration {
  connector: string
  personId: string
  connectionId: string | null
  config: Record<string, string | string[]>
  choices: string[]
}

export async function addRegistration(
  db: Executor,
  tenant: string,
  given: NewRegistration,
  now: Date,
): Promise<RegistrationRow> {
  return db
    .insertInto('registration')
    .values({
      tenant,
      id: newId('reg'),
      connector: given.connector,
      person_id: given.personId,
      connection_id: given.connectionId,
      config: JSON.stringify(given.config),
      choices: JSON.stringify(given.choices),
      created_at: now,
      expires_at: new Date(now.getTime() + keepMs),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

const own = (db: Executor, tenant: string, personId: string, now: Date) =>
  db
    .selectFrom('registration')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('person_id', '=', personId)
    .where('expires_at', '>', now.toISOString())

/** One's own: nobody goes on with what another started. */
export async function findRegistration(
  db: Executor,
  tenant: string,
  personId: string,
  id: string,
  now: Date,
): Promise<RegistrationRow | undefined> {
  return own(db, tenant, personId, now).where('id', '=', id).executeTakeFirst()
}

/** What was made and is not connected yet, newest first. */
export async function listRegistrations(
  db: Executor,
  tenant: string,
  personId: string,
  now: Date,
): Promise<RegistrationRow[]> {
  return own(db, tenant, personId, now).where('app', 'is not', null).orderBy('created_at', 'desc').execute()
}

/** A new proof takes the place of the one before: the last form that was opened counts. False once it was used. */
export async function setState(db: Executor, tenant: string, id: string, state: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('registration')
    .set({ state_hash: hashToken(state), state_ends_at: new Date(now.getTime() + stateMs) })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('state_used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function findByState(db: Executor, tenant: string, state: string): Promise<RegistrationRow | undefined> {
  return db
    .selectFrom('registration')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('state_hash', '=', hashToken(state))
    .executeTakeFirst()
}

/** Of two who come with the same proof at the same time one gets true. */
export async function takeState(db: Executor, tenant: string, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('registration')
    .set({ state_used_at: now })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('state_used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** The system was not reached: the same return may be tried again. */
export async function releaseState(db: Executor, tenant: string, id: string): Promise<void> {
  await db
    .updateTable('registration')
    .set({ state_used_at: null })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .execute()
}

export async function keepRegistered(
  db: Executor,
  tenant: string,
  id: string,
  made: { app: RegisteredApp; config: Record<string, string | string[]>; secretId: string },
): Promise<RegistrationRow> {
  return db
    .updateTable('registration')
    .set({ app: JSON.stringify(made.app), config: JSON.stringify(made.config), secret_id: made.secretId })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Forgets it with its sealed credential. */
export async function dropRegistration(db: Executor, tenant: string, id: string): Promise<void> {
  await drop(db, tenant, [id])
}

export async function dropExpired(db: Executor, tenant: string, now: Date): Promise<void> {
  const rows = await db
    .selectFrom('registration')
    .select('id')
    .where('tenant', '=', tenant)
    .where('expires_at', '<=', now.toISOString())
    .execute()
  await drop(
    db,
    tenant,
    rows.map(({ id }) => id),
  )
}

async function drop(db: Executor, tenant: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const gone = await db
    .deleteFrom('registration')
    .where('tenant', '=', tenant)
    .where('id', 'in', ids)
    .returning('secret_id')
    .execute()
  const secrets = gone.flatMap(({ secret_id }) => secret_id ?? [])
  if (secrets.length > 0)
    await db.deleteFrom('secret').where('tenant', '=', tenant).where('id', 'in', secrets).execute()
}
