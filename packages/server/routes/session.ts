import { randomBytes } from 'node:crypto'
import {
  acceptLink,
  changePassword,
  checkLink,
  confirmTotp,
  endOwnSession,
  getSession,
  listOwnSessions,
  removeTotp,
  type Session,
  signIn,
  signOut,
  startTotp,
} from '@rollcall/api'
import { AppError } from '@rollcall/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AppDeps } from '../app-deps.ts'
import { consumeLink, type Link, readLink } from '../auth/links.ts'
import { checkPassword, hashPassword, verifyPassword } from '../auth/password.ts'
import { endSessions, listSessions, startSession } from '../auth/session.ts'
import { authenticate, unlock } from '../auth/sign-in.ts'
import { newRecoveryCodes, newTotpSecret, totpStep, totpUri } from '../auth/totp.ts'
import type { Executor } from '../store/database.ts'
import { recordEvent } from '../store/events.ts'
import { addPerson, getPerson, type PersonRow } from '../store/people.ts'
import { type Caller, cookieName } from './caller.ts'
import { implement, personOf } from './implement.ts'

export function sessionRoutes(deps: AppDeps) {
  const { db, vault } = deps
  const secure = deps.baseUrl.startsWith('https:')

  async function describe(caller: Caller | null): Promise<Session> {
    const person = caller?.kind === 'person' ? caller.person : null
    return {
      person: person && {
        id: person.id,
        name: person.name,
        email: person.email,
        role: person.role,
        totp: person.totp_secret !== null,
        previousVisitAt: person.previous_visit_at,
      },
      permissions: [...(caller?.permissions ?? [])],
      csrf: caller?.kind === 'person' ? caller.session.csrf : null,
      demo: deps.demo,
      setupNeeded: person === null && !(await anyAdmin(db)),
      version: deps.version,
    }
  }

  /** Starts a session for the person and answers as it. */
  async function begin(person: PersonRow, request: FastifyRequest, reply: FastifyReply): Promise<Session> {
    const from = { ip: request.ip, userAgent: request.headers['user-agent'] ?? '' }
    const { token } = await db.transaction().execute(async (tx) => {
      const started = await startSession(tx, person.tenant, person.id, from, deps.now())
      const actor = { kind: 'person' as const, id: person.id, name: person.name }
      await recordEvent(tx, person.tenant, deps.now(), { actor, type: 'session.started', data: { ip: from.ip } })
      return started
    })
    reply.setCookie(cookieName(secure), token, {
      httpOnly: true,
      sameSite: 'lax',
      secure,
      path: '/',
      maxAge: 7 * 86_400,
    })
    const { identifyCaller } = await import('./caller.ts')
    const cookies = { [cookieName(secure)]: token }
    return describe(await identifyCaller(db, { headers: {}, cookies }, secure, deps.now()))
  }

  async function requirePassword(person: PersonRow, password: string): Promise<void> {
    if (!(await verifyPassword(person.password_hash, password))) throw new AppError('auth.sign_in_failed')
  }

  return [
    implement(getSession, async ({ caller }) => describe(caller)),

    implement(signIn, async ({ body, request, reply }) => {
      const attempt = { email: body.email, password: body.password, code: body.code, ip: request.ip }
      return begin(await authenticate(db, vault, attempt, deps.now()), request, reply)
    }),

    implement(signOut, async ({ caller, reply }) => {
      const { person, session, actor, tenant } = personOf(caller)
      await endSessions(db, tenant, person.id, { only: session.id })
      await recordEvent(db, tenant, deps.now(), { actor, type: 'session.ended' })
      reply.clearCookie(cookieName(secure), { path: '/', secure })
    }),

    implement(checkLink, async ({ body }) => {
      const link = await readLink(db, body.token, deps.now())
      const person = link.personId === null ? null : await getPerson(db, link.tenant, link.personId)
      return {
        purpose: link.purpose,
        email: person?.email ?? null,
        name: person?.name ?? null,
        expiresAt: link.expiresAt,
      }
    }),

    implement(acceptLink, async ({ body, request, reply }) => {
      const link = await readLink(db, body.token, deps.now())
      const person = await acceptAs(deps, link, body)
      // A link stands for a password and for nothing more: not for a second factor, nor for an account that is disabled.
      if (person.totp_secret !== null || person.disabled_at !== null) return describe(null)
      return begin(person, request, reply)
    }),

    implement(changePassword, async ({ caller, body }) => {
      const { person, session, actor, tenant } = personOf(caller)
      await requirePassword(person, body.current)
      checkPassword(body.next, person.email)
      const passwordHash = await hashPassword(body.next)
      await db.transaction().execute(async (tx) => {
        await setPassword(tx, person, passwordHash)
        await endSessions(tx, tenant, person.id, { except: session.id })
        await recordEvent(tx, tenant, deps.now(), {
          actor,
          type: 'person.password_changed',
          subject: subjectOf(person),
        })
      })
    }),

    implement(startTotp, async ({ caller, body }) => {
      const { person, tenant } = personOf(caller)
      await requirePassword(person, body.password)
      const secret = newTotpSecret()
      await db.transaction().execute(async (tx) => {
        if (person.totp_pending !== null) await vault.remove(tx, tenant, person.totp_pending)
        const pending = await vault.seal(tx, tenant, { secret })
        await tx
          .updateTable('person')
          .set({ totp_pending: pending })
          .where('tenant', '=', tenant)
          .where('id', '=', person.id)
          .execute()
      })
      return { secret, uri: totpUri(secret, person.email) }
    }),

    implement(confirmTotp, async ({ caller, body }) => {
      const { person, actor, tenant } = personOf(caller)
      if (person.totp_pending === null) throw new AppError('totp.not_started')
      const { secret = '' } = await vault.open(db, tenant, person.totp_pending)
      const step = totpStep(secret, body.code, deps.now())
      if (step === null)
        throw new AppError('auth.sign_in_failed', {}, { fields: [{ path: 'code', message: 'does not match' }] })
      const recovery = newRecoveryCodes()
      await db.transaction().execute(async (tx) => {
        if (person.totp_secret !== null) await vault.remove(tx, tenant, person.totp_secret)
        await tx
          .updateTable('person')
          .set({
            totp_secret: person.totp_pending,
            totp_pending: null,
            totp_last_step: step,
            recovery_hashes: recovery.hashes,
          })
          .where('tenant', '=', tenant)
          .where('id', '=', person.id)
          .execute()
        await recordEvent(tx, tenant, deps.now(), { actor, type: 'person.totp_added', subject: subjectOf(person) })
      })
      return { recoveryCodes: recovery.codes }
    }),

    implement(removeTotp, async ({ caller, body }) => {
      const { person, actor, tenant } = personOf(caller)
      await requirePassword(person, body.password)
      await db.transaction().execute(async (tx) => {
        await dropTotp(deps, tx, person)
        await recordEvent(tx, tenant, deps.now(), { actor, type: 'person.totp_removed', subject: subjectOf(person) })
      })
    }),

    implement(listOwnSessions, async ({ caller }) => {
      const { person, session, tenant } = personOf(caller)
      const rows = await listSessions(db, tenant, person.id, deps.now())
      const items = rows.map((row) => ({
        id: row.id,
        current: row.id === session.id,
        createdAt: row.created_at,
        seenAt: row.seen_at,
        expiresAt: row.expires_at,
        ip: row.ip,
        userAgent: row.user_agent,
      }))
      return { items, total: items.length, next: null }
    }),

    implement(endOwnSession, async ({ caller, params }) => {
      const { person, actor, tenant } = personOf(caller)
      const ended = await endSessions(db, tenant, person.id, { only: params.id })
      if (ended === 0) throw new AppError('request.not_found', { what: 'This session' })
      await recordEvent(db, tenant, deps.now(), { actor, type: 'session.ended', data: { session: params.id } })
    }),
  ]
}

const subjectOf = (person: PersonRow) => ({ kind: 'person', id: person.id, name: person.name })

async function anyAdmin(db: Executor): Promise<boolean> {
  const row = await db
    .selectFrom('person')
    .select('id')
    .where('role', '=', 'admin')
    .where('password_hash', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

async function setPassword(db: Executor, person: PersonRow, passwordHash: string): Promise<void> {
  await db
    .updateTable('person')
    .set({ password_hash: passwordHash })
    .where('tenant', '=', person.tenant)
    .where('id', '=', person.id)
    .execute()
}

export async function dropTotp(deps: Pick<AppDeps, 'vault'>, tx: Executor, person: PersonRow): Promise<void> {
  for (const secret of [person.totp_secret, person.totp_pending])
    if (secret !== null) await deps.vault.remove(tx, person.tenant, secret)
  await tx
    .updateTable('person')
    .set({ totp_secret: null, totp_pending: null, recovery_hashes: [] })
    .where('tenant', '=', person.tenant)
    .where('id', '=', person.id)
    .execute()
}

/** Uses the link and makes, or finds, the person it is for; all of it or nothing. */
async function acceptAs(
  deps: AppDeps,
  link: Link,
  body: { token: string; email?: string; name?: string; password?: string },
): Promise<PersonRow> {
  const { db } = deps
  const fields = (path: string) => ({ fields: [{ path, message: 'is needed' }] })
  if (link.purpose === 'demo') return enterDemo(deps, body.token)
  const known = link.personId === null ? null : await getPerson(db, link.tenant, link.personId)
  const email = known?.email ?? body.email
  const name = body.name ?? known?.name
  if (email === undefined) throw new AppError('request.invalid', { problem: 'email is needed' }, fields('email'))
  if (name === undefined) throw new AppError('request.invalid', { problem: 'name is needed' }, fields('name'))
  if (body.password === undefined)
    throw new AppError('request.invalid', { problem: 'password is needed' }, fields('password'))
  checkPassword(body.password, email)
  const passwordHash = await hashPassword(body.password)
  return db.transaction().execute(async (tx) => {
    await consumeLink(tx, body.token, deps.now())
    const person = known ?? (await addPerson(tx, link.tenant, { email, name, role: 'admin', passwordHash }))
    const actor = { kind: 'person' as const, id: person.id, name: person.name }
    if (known) {
      await setPassword(tx, known, passwordHash)
      await tx
        .updateTable('person')
        .set({ name })
        .where('tenant', '=', known.tenant)
        .where('id', '=', known.id)
        .execute()
      await endSessions(tx, known.tenant, known.id, 'all')
      await unlock(tx, known.email)
      await recordEvent(tx, link.tenant, deps.now(), {
        actor,
        type: 'link.used',
        subject: subjectOf(known),
        data: { purpose: link.purpose },
      })
    } else
      await recordEvent(tx, link.tenant, deps.now(), {
        actor,
        type: 'person.created',
        subject: subjectOf(person),
        data: { role: 'admin' },
      })
    return getPerson(tx, link.tenant, person.id)
  })
}

/** The demo's link lets straight in: there is nothing to protect, and a password would stand between a visitor and the product. */
async function enterDemo(deps: AppDeps, token: string): Promise<PersonRow> {
  const passwordHash = await hashPassword(randomBytes(32).toString('base64url'))
  return deps.db.transaction().execute(async (tx) => {
    const link = await consumeLink(tx, token, deps.now())
    if (!deps.demo) throw new AppError('auth.link_invalid')
    const found = await tx
      .selectFrom('person')
      .selectAll()
      .where('tenant', '=', link.tenant)
      .where('role', '=', 'admin')
      .limit(1)
      .executeTakeFirst()
    return (
      found ??
      addPerson(tx, link.tenant, {
        email: 'demo@harborlight.example',
        name: 'Demo admin',
        role: 'admin',
        // Nobody knows it: the link is the only way in.
        passwordHash,
      })
    )
  })
}
