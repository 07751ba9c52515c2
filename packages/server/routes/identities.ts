import {
  declareIdentity as declareIdentityRoute,
  endDeclaration as endDeclarationRoute,
  exportIdentities,
  getIdentity as getIdentityRoute,
  type Identity,
  type IdentityDetail,
  listIdentities as listIdentitiesRoute,
} from '@rollcall/api'
import type { Stream } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import { listConnections } from '../store/connections.ts'
import { declarationOf, declareIdentity, endDeclaration } from '../store/declarations.ts'
import { recordEvent } from '../store/events.ts'
import { severityOfRank } from '../store/finding-search.ts'
import { getIdentity, type IdentityRow, judgeKindAnew, listIdentities } from '../store/identities.ts'
import { notesOn, type PlacedNote, unreadStreams } from '../store/identity-notes.ts'
import type { Caller } from './caller.ts'
import { identityCsv } from './identity-export.ts'
import { implement } from './implement.ts'

/** Weakest first. */
const factorOrder = ['disabled', 'insecure', 'enabled', 'secure']

/** Whoever may see identities but no findings gets no counts of them. */
export async function describeIdentities(deps: AppDeps, caller: Caller, rows: IdentityRow[]): Promise<Identity[]> {
  const connections = new Map((await listConnections(deps.db, caller.tenant)).map((one) => [one.id, one.connector]))
  const mayCount = caller.permissions.includes('findings:read')
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    kindReasons: row.reasons,
    logins: row.logins,
    systems: [...new Set(row.connections.map((id) => connections.get(id) ?? id))].sort(),
    scopes: row.scopes,
    privileged: row.privileged,
    secondFactor: weakest(row.second_factors),
    accounts: row.accounts,
    openFindings: mayCount ? row.open_findings : 0,
    worst: mayCount && row.worst !== null ? severityOfRank(row.worst) : null,
    firstSeenAt: row.first_seen_at,
    lastSeen: row.last_seen_at === null ? null : { at: row.last_seen_at, how: row.last_seen_how ?? '' },
  }))
}

/** A known weak one outweighs an unseen one; an unseen one outweighs a good one. */
function weakest(factors: readonly (string | null)[]): string | null {
  const known = factors
    .filter((factor) => factor !== null)
    .sort((a, b) => factorOrder.indexOf(a) - factorOrder.indexOf(b))
  const first = known[0]
  if (first === 'disabled' || first === 'insecure') return first
  return factors.includes(null) ? null : (first ?? null)
}

export function identityRoutes(deps: AppDeps) {
  const { db, now } = deps
  const describeOne = async (caller: Caller, id: string) => {
    const { identity } = await getIdentity(db, caller.tenant, id, now())
    return (await describeIdentities(deps, caller, [identity]))[0] as Identity
  }
  return [
    implement(listIdentitiesRoute, async ({ caller, query }) => {
      const page = { limit: query.limit ?? 50, cursor: query.cursor, sort: query.sort }
      const { rows, total, next } = await listIdentities(db, caller.tenant, query, page, now())
      return { items: await describeIdentities(deps, caller, rows), total, next }
    }),

    implement(exportIdentities, async ({ caller, query, reply }) => {
      const { format = 'csv' } = query
      const { rows } = await listIdentities(db, caller.tenant, {}, { limit: 1_000_000 }, now())
      const items = await describeIdentities(deps, caller, rows)
      const data = { what: 'identities', format, count: items.length }
      await recordEvent(db, caller.tenant, now(), { actor: caller.actor, type: 'export.made', data })
      return reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="rollcall-identities.${format}"`)
        .send(format === 'csv' ? identityCsv(items) : JSON.stringify(items))
    }),

    implement(getIdentityRoute, async ({ caller, params }) => describeDetail(deps, caller, params.id)),

    implement(declareIdentityRoute, async ({ caller, params, body }) => {
      const { tenant, actor } = caller
      const { identity, accounts } = await getIdentity(db, tenant, params.id, now())
      const accountKeys = [...new Set(accounts.map(({ key }) => key))]
      await db.transaction().execute(async (tx) => {
        await declareIdentity(tx, tenant, { ...body, by: actor.name, accountKeys }, now())
        await judgeKindAnew(tx, tenant, identity.id)
        const subject = { kind: 'identity', id: identity.id, name: identity.name }
        await recordEvent(tx, tenant, now(), { actor, type: 'identity.declared', subject, data: { ...body } })
        await tell(tx, { tenant, type: 'findings' })
      })
      return describeOne(caller, params.id)
    }),

    implement(endDeclarationRoute, async ({ caller, params }) => {
      const { tenant, actor } = caller
      const { identity, accounts } = await getIdentity(db, tenant, params.id, now())
      await db.transaction().execute(async (tx) => {
        const keys = accounts.map(({ key }) => key)
        const { kind, reason } = await endDeclaration(tx, tenant, keys, actor.name, now())
        await judgeKindAnew(tx, tenant, identity.id)
        const subject = { kind: 'identity', id: identity.id, name: identity.name }
        const data = { kind, reason }
        await recordEvent(tx, tenant, now(), { actor, type: 'identity.declaration_ended', subject, data })
        await tell(tx, { tenant, type: 'findings' })
      })
      return describeOne(caller, params.id)
    }),
  ]
}

async function describeDetail(deps: AppDeps, caller: Caller, id: string): Promise<IdentityDetail> {
  const { db } = deps
  const { tenant } = caller
  const { identity, accounts } = await getIdentity(db, tenant, id, deps.now())
  const [described] = await describeIdentities(deps, caller, [identity])
  const connectorOf = new Map(accounts.map((one) => [one.connection_id, one.connector]))
  const streamsOf = (connectionId: string): readonly Stream[] =>
    deps.connectors.get(connectorOf.get(connectionId) ?? '')?.streams ?? []
  const notes = await notesOn(db, tenant, accounts, streamsOf)
  const declaration = await declarationOf(
    db,
    tenant,
    accounts.map(({ key }) => key),
  )
  return {
    ...(described as Identity),
    accountList: accounts.map((account) => ({
      connectionId: account.connection_id,
      connectionName: account.connection_name,
      system: account.connector,
      scope: account.scope,
      stream: account.stream,
      streamTitle: streamsOf(account.connection_id).find(({ id }) => id === account.stream)?.title ?? account.stream,
      login: account.login,
      name: account.name,
      role: account.role,
      privileged: account.privileged,
      secondFactor: account.second_factor,
      verifiedEmails: account.verified_emails,
      url: account.url,
      why: account.why,
      stale: account.stale,
      readAt: account.read_at,
    })),
    declaration: declaration
      ? {
          kind: declaration.kind,
          reason: declaration.reason,
          madeAt: declaration.made_at,
          madeBy: declaration.made_by_name,
        }
      : null,
    ...splitNotes(notes),
    unseen: await unreadStreams(db, tenant, accounts, streamsOf),
  }
}

function splitNotes(notes: readonly PlacedNote[]): Pick<IdentityDetail, 'access' | 'credentials'> {
  const access: IdentityDetail['access'] = []
  const credentials: IdentityDetail['credentials'] = []
  for (const { note, ...place } of notes) {
    if (note.about === 'access') {
      const { on, name, role, through } = note
      access.push({ ...place, on, name, role, through })
    } else if (note.about === 'credential') {
      const { type, name, scope: may, expiresAt, lastUsedAt } = note
      credentials.push({ ...place, type, name, may, expiresAt, lastUsedAt })
    }
  }
  const order = ['organization', 'team', 'repository']
  access.sort((a, b) => order.indexOf(a.on) - order.indexOf(b.on) || (a.name < b.name ? -1 : 1))
  return { access, credentials }
}
