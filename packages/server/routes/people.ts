import {
  createToken,
  invitePerson,
  listPeople as listPeopleRoute,
  listTokens,
  type Person,
  removePerson,
  resetPerson,
  revokeToken,
  rolePermissions,
  updatePerson,
} from '@rollcall/api'
import { AppError } from '@rollcall/core'
import type { Selectable } from 'kysely'
import type { AppDeps } from '../app-deps.ts'
import { createLink, linkAddress } from '../auth/links.ts'
import { endSessions } from '../auth/session.ts'
import { lockedAccounts, unlock } from '../auth/sign-in.ts'
import { hashToken, newToken } from '../auth/token.ts'
import { recordEvent } from '../store/events.ts'
import { unassignFrom } from '../store/finding-changes.ts'
import { newId } from '../store/id.ts'
import { addPerson, getPerson, keepAnAdmin, listPeople, type PersonRow, toPerson } from '../store/people.ts'
import type { Schema } from '../store/schema.ts'
import { lockFindings } from '../store/standing.ts'
import { problemsOf } from './finding-changes.ts'
import { implement } from './implement.ts'
import { dropTotp } from './session.ts'

export function peopleRoutes(deps: AppDeps) {
  const { db } = deps
  const subjectOf = (person: Pick<PersonRow, 'id' | 'name'>) => ({ kind: 'person', id: person.id, name: person.name })

  async function describe(rows: PersonRow[]): Promise<Person[]> {
    const locked = await lockedAccounts(
      db,
      rows.map((row) => row.email),
      deps.now(),
    )
    return rows.map((row) => toPerson(row, locked.has(row.email)))
  }
  const describeOne = async (row: PersonRow) => (await describe([row]))[0] as Person

  return [
    implement(listPeopleRoute, async ({ caller }) => {
      const items = await describe(await listPeople(db, caller.tenant))
      return { items, total: items.length, next: null }
    }),

    implement(invitePerson, async ({ caller, body }) => {
      const { tenant, actor } = caller
      const made = await db.transaction().execute(async (tx) => {
        const person = await addPerson(tx, tenant, { ...body, passwordHash: null })
        const link = await createLink(tx, tenant, 'invitation', person.id, deps.now())
        await recordEvent(tx, tenant, deps.now(), {
          actor,
          type: 'person.created',
          subject: subjectOf(person),
          data: { role: body.role },
        })
        return { person, link }
      })
      return {
        person: await describeOne(made.person),
        link: linkAddress(deps.baseUrl, made.link.token),
        expiresAt: made.link.expiresAt,
      }
    }),

    implement(updatePerson, async ({ caller, params, body }) => {
      const { tenant, actor } = caller
      const row = await db.transaction().execute(async (tx) => {
        const person = await getPerson(tx, tenant, params.id)
        const change = {
          ...(body.role === undefined ? {} : { role: body.role }),
          ...(body.disabled === undefined ? {} : { disabled_at: body.disabled ? deps.now() : null }),
        }
        if (Object.keys(change).length > 0)
          await tx.updateTable('person').set(change).where('tenant', '=', tenant).where('id', '=', person.id).execute()
        await keepAnAdmin(tx, tenant)
        if (body.disabled) await endSessions(tx, tenant, person.id, 'all')
        if (body.unlock) await unlock(tx, person.email)
        if (body.removeTotp) await dropTotp(deps, tx, person)
        await recordEvent(tx, tenant, deps.now(), {
          actor,
          type: 'person.updated',
          subject: subjectOf(person),
          data: { ...body },
        })
        return getPerson(tx, tenant, person.id)
      })
      return describeOne(row)
    }),

    implement(resetPerson, async ({ caller, params }) => {
      const { tenant, actor } = caller
      const person = await getPerson(db, tenant, params.id)
      const purpose = person.password_hash === null ? 'invitation' : 'reset'
      const link = await db.transaction().execute(async (tx) => {
        await recordEvent(tx, tenant, deps.now(), {
          actor,
          type: 'link.created',
          subject: subjectOf(person),
          data: { purpose },
        })
        return createLink(tx, tenant, purpose, person.id, deps.now())
      })
      return { link: linkAddress(deps.baseUrl, link.token), expiresAt: link.expiresAt }
    }),

    implement(removePerson, async ({ caller, params }) => {
      const { tenant, actor } = caller
      await db.transaction().execute(async (tx) => {
        const person = await getPerson(tx, tenant, params.id)
        await lockFindings(tx, tenant)
        await unassignFrom(tx, tenant, actor, deps.now(), person.id, problemsOf(deps))
        await dropTotp(deps, tx, person)
        await tx.deleteFrom('person').where('tenant', '=', tenant).where('id', '=', person.id).execute()
        await keepAnAdmin(tx, tenant)
        await recordEvent(tx, tenant, deps.now(), { actor, type: 'person.removed', subject: subjectOf(person) })
      })
    }),

    implement(listTokens, async ({ caller }) => {
      const rows = await db
        .selectFrom('api_token')
        .selectAll()
        .where('tenant', '=', caller.tenant)
        .orderBy('created_at', 'desc')
        .execute()
      const items = rows.map((row) => toApiToken(row, deps.now()))
      return { items, total: items.length, next: null }
    }),

    implement(createToken, async ({ caller, body }) => {
      const { tenant, actor } = caller
      const missing = body.permissions.filter((permission) => !caller.permissions.includes(permission))
      if (missing.length > 0)
        throw new AppError('auth.forbidden', { role: caller.role, permission: missing.join(', ') })
      const token = newToken('rc_api')
      const days = body.expiresInDays
      const row = await db.transaction().execute(async (tx) => {
        const made = await tx
          .insertInto('api_token')
          .values({
            tenant,
            id: newId('tok'),
            name: body.name,
            hash: hashToken(token),
            permissions: body.permissions,
            person_id: caller.kind === 'person' ? caller.person.id : null,
            created_by: actor.name,
            created_at: deps.now(),
            expires_at: days === null ? null : new Date(deps.now().getTime() + days * 86_400_000),
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        const data = { permissions: body.permissions, expiresAt: made.expires_at }
        await recordEvent(tx, tenant, deps.now(), {
          actor,
          type: 'token.created',
          subject: { kind: 'token', id: made.id, name: made.name },
          data,
        })
        return made
      })
      return { ...toApiToken(row, deps.now()), token }
    }),

    implement(revokeToken, async ({ caller, params }) => {
      const { tenant, actor } = caller
      await db.transaction().execute(async (tx) => {
        const row = await tx
          .updateTable('api_token')
          .set(({ fn, val }) => ({ revoked_at: fn.coalesce('revoked_at', val(deps.now().toISOString())) }))
          .where('tenant', '=', tenant)
          .where('id', '=', params.id)
          .returning(['id', 'name'])
          .executeTakeFirst()
        if (!row) throw new AppError('request.not_found', { what: 'This API token' })
        await recordEvent(tx, tenant, deps.now(), {
          actor,
          type: 'token.revoked',
          subject: { kind: 'token', id: row.id, name: row.name },
        })
      })
    }),
  ]
}

function toApiToken(row: Selectable<Schema['api_token']>, now: Date) {
  const expired = row.expires_at !== null && new Date(row.expires_at) <= now
  return {
    id: row.id,
    name: row.name,
    permissions: row.permissions,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
    state: row.revoked_at !== null ? ('revoked' as const) : expired ? ('expired' as const) : ('active' as const),
  }
}

/** Every permission that an admin has: what the bootstrap token gets. */
export const allPermissions = rolePermissions.admin
