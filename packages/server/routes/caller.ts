import { timingSafeEqual } from 'node:crypto'
import { type Permission, rolePermissions } from '@rollcall/api'
import { AppError } from '@rollcall/core'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { findSession, type SessionInfo } from '../auth/session.ts'
import { hashToken } from '../auth/token.ts'
import type { Db } from '../store/database.ts'
import type { Actor } from '../store/events.ts'
import { findPerson, type PersonRow } from '../store/people.ts'

/** Who calls: a signed-in person, or a program with an API token. */
export type Caller = {
  tenant: string
  permissions: readonly Permission[]
  actor: Actor
  /** What it is called in messages: a role, or "API token". */
  role: string
} & ({ kind: 'person'; person: PersonRow; session: SessionInfo } | { kind: 'token'; tokenId: string })

export type PersonCaller = Extract<Caller, { kind: 'person' }>

/** The cookie's name. With https the `__Host-` prefix binds it to this host and path. */
export const cookieName = (secure: boolean): string => (secure ? '__Host-rollcall' : 'rollcall')

/** Finds out who calls; null for nobody. A bearer token that is not good is an error even where nobody is needed. */
export async function identifyCaller(
  db: Db,
  request: Pick<FastifyRequest, 'headers' | 'cookies'>,
  secure: boolean,
  now: Date,
): Promise<Caller | null> {
  const { authorization } = request.headers
  if (authorization !== undefined) return byToken(db, authorization, now)
  const cookie = request.cookies[cookieName(secure)]
  if (cookie === undefined) return null
  const session = await findSession(db, cookie, now)
  if (!session) return null
  const person = await findPerson(db, session.tenant, session.personId)
  if (!person || person.disabled_at !== null) return null
  return {
    kind: 'person',
    tenant: session.tenant,
    permissions: rolePermissions[person.role],
    actor: { kind: 'person', id: person.id, name: person.name },
    role: person.role,
    person,
    session,
  }
}

async function byToken(db: Db, authorization: string, now: Date): Promise<Caller> {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
  if (token === undefined) throw new AppError('auth.token_invalid')
  const row = await db.selectFrom('api_token').selectAll().where('hash', '=', hashToken(token)).executeTakeFirst()
  if (!row || row.revoked_at !== null || (row.expires_at !== null && new Date(row.expires_at) <= now))
    throw new AppError('auth.token_invalid')
  const owner = row.person_id === null ? null : await findPerson(db, row.tenant, row.person_id)
  if (row.person_id !== null && (!owner || owner.disabled_at !== null)) throw new AppError('auth.token_invalid')
  // A token never holds more than its maker holds today. One from the environment has no maker.
  const permissions = owner
    ? row.permissions.filter((permission) => rolePermissions[owner.role].includes(permission))
    : row.permissions
  await db
    .updateTable('api_token')
    .set({ used_at: now })
    .where('hash', '=', row.hash)
    .where(sql<boolean>`used_at is null or used_at < ${now}::timestamptz - interval '1 minute'`)
    .execute()
  return {
    kind: 'token',
    tenant: row.tenant,
    permissions,
    actor: { kind: 'token', id: row.id, name: row.name },
    role: 'API token',
    tokenId: row.id,
  }
}

/** Refuses who may not. `person` is any signed-in person: what concerns one's own account is not for tokens. */
export function authorize(access: 'public' | 'person' | Permission, caller: Caller | null): void {
  if (access === 'public') return
  if (!caller) throw new AppError('auth.required')
  if (access === 'person') {
    if (caller.kind !== 'person')
      throw new AppError('auth.forbidden', { role: caller.role, permission: 'a signed-in person' })
    return
  }
  if (!caller.permissions.includes(access))
    throw new AppError('auth.forbidden', { role: caller.role, permission: access })
}

/**
 * Refuses changes that another site made a browser send. A session needs its CSRF token; what needs no session
 * (signing in, links) must at least come from this site. A bearer token is never sent by a browser on its own.
 */
export function refuseForgery(request: FastifyRequest, caller: Caller | null): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return
  if (caller?.kind === 'token') return
  const { origin } = request.headers
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== request.host))
    throw new AppError('auth.csrf')
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new AppError('auth.csrf')
  if (!caller) return
  const given = Buffer.from(String(request.headers['x-csrf-token'] ?? ''))
  const wanted = Buffer.from(caller.session.csrf)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new AppError('auth.csrf')
}
