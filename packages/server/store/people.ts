import { type Person, type Role, rolePermissions } from '@rollcall/api'
import { AppError } from '@rollcall/core'
import { type Selectable, sql } from 'kysely'
import { type Executor, isUniqueViolation } from './database.ts'
import { newId } from './id.ts'
import type { Schema } from './schema.ts'

export type PersonRow = Selectable<Schema['person']>

export async function findPersonByEmail(db: Executor, email: string): Promise<PersonRow | undefined> {
  return db.selectFrom('person').selectAll().where(sql`lower(email)`, '=', email.toLowerCase()).executeTakeFirst()
}

export async function findPerson(db: Executor, tenant: string, id: string): Promise<PersonRow | undefined> {
  return db.selectFrom('person').selectAll().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst()
}

export async function getPerson(db: Executor, tenant: string, id: string): Promise<PersonRow> {
  const person = await findPerson(db, tenant, id)
  if (!person) throw new AppError('request.not_found', { what: 'This person' })
  return person
}

export async function listPeople(db: Executor, tenant: string): Promise<PersonRow[]> {
  return db.selectFrom('person').selectAll().where('tenant', '=', tenant).orderBy('created_at').orderBy('id').execute()
}

export async function addPerson(
  db: Executor,
  tenant: string,
  person: { email: string; name: string; role: Role; passwordHash: string | null },
): Promise<PersonRow> {
  try {
    return await db
      .insertInto('person')
      .values({
        tenant,
        id: newId('per'),
        email: person.email.trim(),
        name: person.name.trim(),
        role: person.role,
        password_hash: person.passwordHash,
        totp_secret: null,
        totp_pending: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
  } catch (error) {
    if (isUniqueViolation(error, 'person_email'))
      throw new AppError(
        'person.exists',
        { email: person.email.trim() },
        { fields: [{ path: 'email', message: 'has an account' }] },
      )
    throw error
  }
}

/** Locks the tenant's people, so that two changes at once cannot remove the last admin between them. */
export async function keepAnAdmin(db: Executor, tenant: string): Promise<void> {
  const admins = await db
    .selectFrom('person')
    .select('id')
    .where('tenant', '=', tenant)
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .where('password_hash', 'is not', null)
    .forUpdate()
    .execute()
  if (admins.length === 0) throw new AppError('person.last_admin')
}

/** Who looks after this installation and can be written to. */
export const activeAdmins = (db: Executor, tenant: string): Promise<PersonRow[]> =>
  db
    .selectFrom('person')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .where('password_hash', 'is not', null)
    .orderBy('id')
    .execute()

export function toPerson(row: PersonRow, locked: boolean): Person {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    state: row.disabled_at ? 'disabled' : row.password_hash === null ? 'invited' : locked ? 'locked' : 'active',
    totp: row.totp_secret !== null,
    createdAt: row.created_at,
    seenAt: row.seen_at,
  }
}

/** Why a person cannot be given findings, or null. */
export function unableBecause(person: PersonRow): string | null {
  if (person.disabled_at !== null) return `${person.name} is disabled`
  return rolePermissions[person.role].includes('findings:read') ? null : `the role of ${person.name} sees no findings`
}
