import { randomBytes } from 'node:crypto'
import {
  createEnterprise,
  createScimToken,
  type Enterprise,
  type EnterpriseOption,
  getEnterprise,
  listEnterprises,
  listScimTokens,
  type RouteInput,
  type RouteOutput,
  removeEnterprise,
  revokeScimToken,
  type ScimToken,
  updateEnterprise,
} from '@rollcall/api'
import { AppError } from '@rollcall/core'
import {
  type EnterpriseOptionName,
  enterpriseOptions,
  optionProblems,
  optionsOf,
  shortCodeProblem,
} from '@rollcall/directory'
import type { AppDeps } from '../app-deps.ts'
import { dropStreamSecrets } from '../audit/stream-changes.ts'
import { tell } from '../live.ts'
import { certificateNotices } from '../sign-in/warnings.ts'
import type { IdentityProvider } from '../store/directory-schema.ts'
import { nextNumber } from '../store/directory-users.ts'
import {
  addEnterprise,
  changeEnterprise,
  copiesOf,
  removeEnterprise as dropEnterprise,
  type EnterpriseRow,
  listEnterprises as everyEnterprise,
  getEnterprise as findEnterprise,
  originalsOf,
  type Totals,
  totalsOf,
} from '../store/enterprises.ts'
import { type Actor, recordEvent } from '../store/events.ts'
import {
  addScimToken,
  revokeScimToken as dropToken,
  type ScimTokenRow,
  listScimTokens as tokensOf,
} from '../store/scim-access.ts'
import { type Notice, noticesOf } from '../store/scim-notices.ts'
import { findSetup } from '../store/sign-in-setup.ts'
import { implement } from './implement.ts'

const nothing: Totals = { users: 0, suspended: 0, groups: 0 }

const subjectOf = (row: EnterpriseRow) => ({ kind: 'enterprise', id: row.slug, name: row.name })

export function enterpriseRoutes(deps: AppDeps) {
  const { db } = deps

  async function describeOne(row: EnterpriseRow) {
    return { ...(await describeEnterprise(deps, row)), options: toOptions(row) }
  }

  return [
    implement(listEnterprises, async ({ caller }) => {
      const items = await describeAll(deps, await everyEnterprise(db, caller.tenant))
      return { items, total: items.length, next: null }
    }),

    implement(createEnterprise, async ({ caller, body }) =>
      describeEnterprise(deps, await makeEnterprise(deps, caller, body)),
    ),

    implement(getEnterprise, async ({ caller, params }) =>
      describeOne(await findEnterprise(db, caller.tenant, params.enterprise)),
    ),

    implement(updateEnterprise, async ({ caller, params, body }) => {
      const { tenant, actor } = caller
      const row = await db.transaction().execute(async (tx) => {
        const before = await findEnterprise(tx, tenant, params.enterprise)
        checkChange(before, body)
        const { identityProvider, setupEmail, host, ...rest } = body
        const change = {
          ...rest,
          ...(host === undefined ? {} : { host: host?.toLowerCase() ?? null }),
          ...(identityProvider ? { identity_provider: identityProvider } : {}),
          ...(setupEmail === undefined ? {} : { setup_email: setupEmail }),
        }
        const after = await changeEnterprise(tx, tenant, before, change)
        await recordEvent(tx, tenant, deps.now(), {
          actor,
          type: 'enterprise.updated',
          subject: subjectOf(after),
          data: { ...body },
        })
        await tell(tx, { tenant, type: 'directory' })
        return after
      })
      return describeOne(row)
    }),

    implement(removeEnterprise, async ({ caller, params, query }) => {
      const { tenant, actor } = caller
      if (query.confirm !== params.enterprise)
        throw new AppError('enterprise.invalid', {
          what: 'removed',
          problem: 'confirm is not its slug',
          remedy: `Give confirm=${params.enterprise}: its users, groups and audit log cannot be brought back.`,
        })
      await db.transaction().execute(async (tx) => {
        const row = await findEnterprise(tx, tenant, params.enterprise)
        const totals = (await totalsOf(tx, [row.id])).get(row.id) ?? nothing
        // A rehearsal goes with what it rehearses.
        for (const one of [...(await copiesOf(tx, row)), row]) {
          const signIn = await findSetup(tx, one.id)
          await dropStreamSecrets(deps, tx, one)
          await dropEnterprise(tx, tenant, one.id)
          if (signIn?.secret_id) await deps.vault.remove(tx, tenant, signIn.secret_id)
          await deps.vault.remove(tx, tenant, one.secret_id)
        }
        await recordEvent(tx, tenant, deps.now(), {
          actor,
          type: 'enterprise.removed',
          subject: subjectOf(row),
          data: { users: totals.users, groups: totals.groups },
        })
        await tell(tx, { tenant, type: 'directory' })
      })
    }),

    ...tokenRoutes(deps),
  ]
}

async function describeAll(
  { db, baseUrl, now }: Pick<AppDeps, 'db' | 'baseUrl' | 'now'>,
  rows: readonly EnterpriseRow[],
): Promise<Enterprise[]> {
  const ids = rows.map((row) => row.id)
  const [totals, notices, certificates, originals] = await Promise.all([
    totalsOf(db, ids),
    noticesOf(db, ids, now()),
    certificateNotices(db, ids, now()),
    originalsOf(db, rows),
  ])
  return rows.map((row) =>
    toEnterprise(row, baseUrl, {
      totals: totals.get(row.id) ?? nothing,
      notices: [...(notices.get(row.id) ?? []), ...(certificates.get(row.id) ?? [])],
      copyOf: originals.get(row.id) ?? null,
    }),
  )
}

export async function describeEnterprise(deps: AppDeps, row: EnterpriseRow): Promise<Enterprise> {
  const [enterprise] = await describeAll(deps, [row])
  return enterprise as Enterprise
}

function tokenRoutes(deps: AppDeps) {
  const { db } = deps
  return [
    implement(listScimTokens, async ({ caller, params }) => {
      const enterprise = await findEnterprise(db, caller.tenant, params.enterprise)
      const items = (await tokensOf(db, enterprise)).map((row) => toScimToken(row, enterprise, deps.now()))
      return { items, total: items.length, next: null }
    }),

    implement(createScimToken, ({ caller, params, body }) => makeScimToken(deps, caller, params.enterprise, body)),

    implement(revokeScimToken, async ({ caller, params }) => {
      const { tenant, actor } = caller
      await db.transaction().execute(async (tx) => {
        const enterprise = await findEnterprise(tx, tenant, params.enterprise)
        const row = await dropToken(tx, enterprise, params.id, deps.now())
        await recordEvent(tx, tenant, deps.now(), {
          actor,
          type: 'scim_token.revoked',
          subject: { kind: 'scim_token', id: row.id, name: row.name },
          data: { enterprise: enterprise.slug },
        })
        await tell(tx, { tenant, type: 'directory' })
      })
    }),
  ]
}

/** Who makes something: a caller, or the server itself. */
interface Maker {
  tenant: string
  actor: Actor
}

export async function makeEnterprise(deps: AppDeps, { tenant, actor }: Maker, body: Wanted): Promise<EnterpriseRow> {
  const wanted = checkWanted(body)
  const setupAccountId = await nextNumber(deps.queries)
  return deps.db.transaction().execute(async (tx) => {
    const secretId = await deps.vault.seal(tx, tenant, { secret: randomBytes(32).toString('base64url') })
    const made = await addEnterprise(
      tx,
      tenant,
      { ...wanted, setupAccountId, secretId, createdBy: actor.name },
      deps.now(),
    )
    await recordEvent(tx, tenant, deps.now(), {
      actor,
      type: 'enterprise.created',
      subject: subjectOf(made),
      data: { kind: made.kind, shortCode: made.short_code, host: made.host },
    })
    await tell(tx, { tenant, type: 'directory' })
    return made
  })
}

export async function makeScimToken(
  deps: AppDeps,
  { tenant, actor }: Maker,
  slug: string,
  body: RouteInput<typeof createScimToken>['body'],
): Promise<RouteOutput<typeof createScimToken>> {
  const days = body.expiresInDays ?? null
  return deps.db.transaction().execute(async (tx) => {
    const enterprise = await findEnterprise(tx, tenant, slug)
    const expiresAt = days === null ? null : new Date(deps.now().getTime() + days * 86_400_000)
    const made = await addScimToken(
      tx,
      enterprise,
      { name: body.name ?? body.scopes.join(', '), scopes: body.scopes, expiresAt, createdBy: actor.name },
      deps.now(),
    )
    await recordEvent(tx, tenant, deps.now(), {
      actor,
      type: 'scim_token.created',
      subject: { kind: 'scim_token', id: made.row.id, name: made.row.name },
      data: { enterprise: enterprise.slug, scopes: body.scopes, expiresAt: made.row.expires_at },
    })
    await tell(tx, { tenant, type: 'directory' })
    return { ...toScimToken(made.row, enterprise, deps.now()), token: made.token }
  })
}

interface Wanted {
  slug: string
  kind: 'emu' | 'ghes'
  shortCode?: string | undefined
  name?: string | undefined
  host?: string | undefined
  setupUser?: string | undefined
  setupEmail?: string | undefined
  scim?: 'on' | 'off' | undefined
  identityProvider?: IdentityProvider | undefined
}

/** What belongs to one flavour only, and the names that follow from the others. */
function checkWanted(body: Wanted) {
  const refuse = (problem: string, remedy: string) =>
    new AppError('enterprise.invalid', { what: 'made', problem, remedy })
  const { slug, kind, identityProvider = 'other', setupEmail = null, scim = 'on' } = body
  if (slug === 'new')
    throw new AppError(
      'enterprise.invalid',
      {
        what: 'made',
        problem: 'the slug new is the console’s, for the form that makes enterprises',
        remedy: 'Choose another slug.',
      },
      { fields: [{ path: 'slug', message: 'is the address of the form that makes enterprises' }] },
    )
  const common = { slug, name: body.name ?? slug, identityProvider, setupEmail, scimOn: scim === 'on' }
  if (kind === 'emu') {
    if (body.host !== undefined || body.setupUser !== undefined || body.scim !== undefined)
      throw refuse('host, setupUser and scim belong to GHES', 'Leave them out, or make it kind ghes.')
    if (body.shortCode === undefined)
      throw refuse(
        'an EMU enterprise has a short code',
        'Give shortCode: 3 to 8 letters and digits that end every login.',
      )
    const problem = shortCodeProblem(body.shortCode)
    if (problem !== null) throw refuse(`the short code ${problem}`, 'Choose another short code.')
    return { ...common, kind, shortCode: body.shortCode, host: null, setupUser: `${body.shortCode}_admin` }
  }
  if (body.shortCode !== undefined) throw refuse('a GHES enterprise has no short code', 'Leave shortCode out.')
  const host = body.host?.toLowerCase() ?? null
  return { ...common, kind, shortCode: null, host, setupUser: body.setupUser ?? 'scim-admin' }
}

function checkChange(
  row: EnterpriseRow,
  body: { host?: string | null | undefined; options?: Record<string, string | number> | undefined },
): void {
  const refuse = (problem: string, remedy: string) =>
    new AppError('enterprise.invalid', { what: 'changed', problem, remedy })
  if (body.host !== undefined && row.kind === 'emu')
    throw refuse('an EMU enterprise has no host name', 'Leave host out.')
  const [problem] = optionProblems(body.options ?? {})
  if (problem)
    throw refuse(
      `${problem.option}: ${problem.message}`,
      `GET the enterprise lists each option with the values it may have.`,
    )
}

function toEnterprise(
  row: EnterpriseRow,
  baseUrl: string,
  { totals, notices, copyOf }: { totals: Totals; notices: Notice[]; copyOf: string | null },
): Enterprise {
  const standard = `${baseUrl}/scim/v2/standard/${row.slug}`
  const github =
    row.kind === 'emu' ? `${baseUrl}/scim/v2/enterprises/${row.slug}` : `${baseUrl}/ghes/${row.slug}/api/v3/scim/v2`
  return {
    slug: row.slug,
    name: row.name,
    kind: row.kind,
    shortCode: row.short_code,
    host: row.host,
    scim: row.scim_on ? 'on' : 'off',
    copyOf,
    setupEmail: row.setup_email,
    setupUser: row.setup_user,
    identityProvider: row.identity_provider,
    ...totals,
    addresses: { github, standard },
    notices,
    createdAt: row.created_at,
    createdBy: row.created_by,
  }
}

function toOptions(row: EnterpriseRow): EnterpriseOption[] {
  const chosen = optionsOf(row.options)
  return Object.entries(enterpriseOptions).map(([id, { area, label, reason, values, default: fallback }]) => ({
    id,
    area,
    label,
    reason,
    values: [...values],
    value: chosen[id as EnterpriseOptionName],
    fallback,
  }))
}

function toScimToken(row: ScimTokenRow, enterprise: EnterpriseRow, now: Date): ScimToken {
  const expired = row.expires_at !== null && new Date(row.expires_at) <= now
  const warnings = [
    ...(row.expires_at === null ? [] : ['Provisioning stops without a word on the day it expires.']),
    ...(row.scopes.includes('admin:enterprise')
      ? ['admin:enterprise may do more than SCIM needs; scim:enterprise is enough.']
      : []),
  ]
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    owner: enterprise.setup_user,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
    state: row.revoked_at !== null ? 'revoked' : expired ? 'expired' : 'active',
    warning: warnings.join(' ') || null,
  }
}
