import {
  endManagedSessions,
  getSignIn,
  listSignInLinks,
  makeRecoveryCodes,
  noteRecoveryCodes,
  type RouteInput,
  readSamlMetadata,
  removeSignIn,
  removeSignInLink,
  type SignIn,
  type SignInCertificate,
  setUpOpenId,
  setUpSaml,
  testSignIn,
  turnSignIn,
} from '@rollcall/api'
import { AppError } from '@rollcall/core'
import { loginKey } from '@rollcall/directory'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import { createBudget } from '../outbound/budget.ts'
import { enterpriseOf } from '../scim/directory.ts'
import { writeNotices } from '../sign-in/audit.ts'
import { type Certificate, readCertificate } from '../sign-in/certificate.ts'
import { readMetadata } from '../sign-in/metadata.ts'
import { openProvider } from '../sign-in/oidc.ts'
import { placeOf } from '../sign-in/place.ts'
import { newRecoveryCodes } from '../sign-in/recovery-code.ts'
import { newRequestId } from '../sign-in/saml.ts'
import { stateOf, warningsOf } from '../sign-in/warnings.ts'
import type { Executor } from '../store/database.ts'
import { findHolder } from '../store/directory-users.ts'
import { type EnterpriseRow, getEnterprise } from '../store/enterprises.ts'
import { type EventType, recordEvent } from '../store/events.ts'
import { countManagedSessions, endManagedSessions as endSessions } from '../store/managed-sessions.ts'
import { keptRecoveryCodes, recoveryState, replaceRecoveryCodes } from '../store/recovery-codes.ts'
import { addAttempt } from '../store/sign-in-attempts.ts'
import { dropLink, listLinks } from '../store/sign-in-links.ts'
import { dropSetup, findSetup, keepSetup, type SignInSetup, turnSetup } from '../store/sign-in-setup.ts'
import type { Caller } from './caller.ts'
import { implement } from './implement.ts'

interface Changing {
  caller: Caller
  enterprise: EnterpriseRow
  requestId: string
}

/** How users of an enterprise sign in: what a person of the console sets up. */
export function signInRoutes(deps: AppDeps) {
  const { db } = deps
  const find = (caller: Caller, slug: string) => getEnterprise(db, caller.tenant, slug)
  return [
    implement(getSignIn, async ({ caller, params }) => describe(deps, await find(caller, params.enterprise))),

    implement(setUpSaml, async ({ caller, params, body, request }) => {
      const enterprise = await find(caller, params.enterprise)
      await setUp(deps, { caller, enterprise, requestId: request.id }, samlSetup(enterprise, body, caller, deps.now()))
      return describe(deps, enterprise)
    }),

    implement(setUpOpenId, async ({ caller, params, body, request }) => {
      const enterprise = await find(caller, params.enterprise)
      const changing = { caller, enterprise, requestId: request.id }
      refuseOpenId(enterprise)
      await checkProvider(deps, changing, body)
      await setUp(deps, changing, (before, tx) => openIdSetup(deps, changing, body, before, tx))
      return describe(deps, enterprise)
    }),

    implement(turnSignIn, async ({ caller, params, body, request }) => {
      const enterprise = await find(caller, params.enterprise)
      await turn(deps, { caller, enterprise, requestId: request.id }, body.enabled)
      return describe(deps, enterprise)
    }),

    implement(removeSignIn, async ({ caller, params, request }) => {
      const enterprise = await find(caller, params.enterprise)
      const changing = { caller, enterprise, requestId: request.id }
      await change(deps, changing, 'sign_in.removed', {}, async (tx) => {
        const setup = await requireSetup(tx, enterprise)
        if (setup.enabled) await noteSwitch(deps, tx, changing, setup, false)
        await dropSetup(tx, enterprise.id)
        if (setup.secret_id !== null) await deps.vault.remove(tx, caller.tenant, setup.secret_id)
        await endSessions(tx, enterprise.id, { begun: 'single sign-on' })
      })
    }),

    implement(readSamlMetadata, async ({ caller, params, body }) => {
      await find(caller, params.enterprise)
      const { certificates, ...rest } = readMetadata('xml' in body ? body.xml : await fetchMetadata(deps, body.url))
      return { ...rest, certificates: certificates.map((one) => toCertificate(one, deps.now())) }
    }),

    implement(testSignIn, async ({ caller, params }) => {
      const enterprise = await find(caller, params.enterprise)
      await requireSetup(db, enterprise)
      const place = placeOf(deps.baseUrl, enterprise)
      const key = newRequestId()
      const attempt = { key, enterpriseId: enterprise.id, browser: null, isTest: true, returnTo: place.path }
      await addAttempt(db, attempt, deps.now())
      return { url: `${place.start}?test=${key}` }
    }),

    ...codeRoutes(deps),
    ...sessionRoutes(deps),
  ]
}

function codeRoutes(deps: AppDeps) {
  const { db } = deps
  return [
    implement(makeRecoveryCodes, async ({ caller, params, request }) => {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      const { codes, hashes } = newRecoveryCodes()
      const changing = { caller, enterprise, requestId: request.id }
      await change(deps, changing, 'recovery_codes.generated', { count: codes.length }, async (tx) => {
        await replaceRecoveryCodes(tx, enterprise.id, hashes, deps.now())
        await note(deps, tx, changing, 'business.recovery_codes_generated')
      })
      return { codes }
    }),

    implement(noteRecoveryCodes, async ({ caller, params, body, request }) => {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      const changing = { caller, enterprise, requestId: request.id }
      const action = { downloaded: 'downloaded', printed: 'printed', copied: 'viewed' }[body.how]
      await change(deps, changing, 'recovery_codes.kept', { how: body.how }, async (tx) => {
        await keptRecoveryCodes(tx, enterprise.id, deps.now())
        await note(deps, tx, changing, `business.recovery_codes_${action}`)
      })
    }),
  ]
}

function sessionRoutes(deps: AppDeps) {
  const { db } = deps
  return [
    implement(endManagedSessions, async ({ caller, params, query, request }) => {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      const changing = { caller, enterprise, requestId: request.id }
      const { login } = query
      const account = login === undefined ? null : await accountNamed(deps, enterprise, login)
      const ended = await db.transaction().execute(async (tx) => {
        const count = await endSessions(tx, enterprise.id, account ? { accountId: account.accountId } : {})
        await record(deps, tx, changing, 'managed_sessions.ended', { login: login ?? 'all', count })
        await writeNotices(tx, enterprise, { now: deps.now(), requestId: request.id }, [
          {
            action: 'business.revoke_sso_session',
            user: account,
            by: caller.actor.name,
            fields: { name: enterprise.slug, sessions: count },
          },
        ])
        return count
      })
      return { ended }
    }),

    implement(listSignInLinks, async ({ caller, params, query }) => {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      const page = { limit: query.limit ?? 50, cursor: query.cursor }
      const { rows, total, next } = await listLinks(db, enterprise.id, page)
      const items = rows.map((row) => ({
        accountId: String(row.account_id),
        login: row.state.login,
        identity: row.identity,
        linkedAt: row.linked_at,
        usedAt: row.used_at,
      }))
      return { items, total, next }
    }),

    implement(removeSignInLink, async ({ caller, params, request }) => {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      const changing = { caller, enterprise, requestId: request.id }
      await change(deps, changing, 'sign_in.link_removed', { account: params.account }, async (tx) => {
        if (!(await dropLink(tx, enterprise.id, Number(params.account))))
          throw new AppError('request.not_found', { what: 'This link' })
        await note(deps, tx, changing, 'business.revoke_external_identity')
      })
    }),
  ]
}

async function describe(deps: AppDeps, enterprise: EnterpriseRow): Promise<SignIn> {
  const { db } = deps
  const now = deps.now()
  const [setup, codes, sessions] = await Promise.all([
    findSetup(db, enterprise.id),
    recoveryState(db, enterprise.id),
    countManagedSessions(db, enterprise.id, now),
  ])
  const { entityId, consume, metadata, start, callback, recover, account } = placeOf(deps.baseUrl, enterprise)
  return {
    addresses: { entityId, consume, metadata, start, callback, recover, account },
    setup: setup && toSetup(setup, now),
    warnings: warningsOf(setup, codes, now),
    recoveryCodes: codes,
    sessions,
  }
}

function toSetup(setup: SignInSetup, now: Date): NonNullable<SignIn['setup']> {
  const { test, tested_at: testedAt } = setup
  return {
    enabled: setup.enabled,
    method: setup.method,
    issuer: setup.issuer,
    ssoUrl: setup.sso_url,
    metadataUrl: setup.metadata_url,
    certificates: setup.certificates.map(({ pem }) => toCertificate(readCertificate(pem), now)),
    attributes: setup.attributes,
    clientId: setup.client_id,
    hasSecret: setup.secret_id !== null,
    updatedAt: setup.updated_at,
    updatedBy: setup.updated_by,
    test:
      test && testedAt !== null
        ? { ...test, at: testedAt, claims: test.claims.map(({ name, values }) => ({ name, values: [...values] })) }
        : null,
  }
}

function toCertificate(certificate: Certificate, now: Date): SignInCertificate {
  const { pem, subject, fingerprint, validFrom, validTo } = certificate
  const dates = { validFrom: validFrom.toISOString(), validTo: validTo.toISOString() }
  return { pem, subject, fingerprint, ...dates, state: stateOf(certificate, now) }
}

type NewSetup = Parameters<typeof keepSetup>[2]

const refuseSetup = (enterprise: EnterpriseRow, problem: string, remedy: string) =>
  new AppError('sign_in.setup_invalid', { enterprise: enterprise.name, problem, remedy })

function samlSetup(
  enterprise: EnterpriseRow,
  body: RouteInput<typeof setUpSaml>['body'],
  caller: Caller,
  now: Date,
): (before: SignInSetup | null) => NewSetup {
  if (body.attributes && enterprise.kind === 'emu')
    throw refuseSetup(
      enterprise,
      'attributes are mapped on GHES only',
      'Leave attributes out: EMU knows people by NameID.',
    )
  if (!/^https?:\/\//.test(body.ssoUrl))
    throw refuseSetup(enterprise, 'ssoUrl is no web address', 'Give the https address of single sign-on.')
  const certificates = body.certificates.map(readCertificate)
  if (certificates.every(({ validTo }) => validTo <= now))
    throw refuseSetup(
      enterprise,
      `the certificate ${certificates[0]?.subject ?? ''} expired on ${certificates[0]?.validTo.toISOString().slice(0, 10) ?? ''}`,
      'Give one that is still valid; the expired one may stay beside it.',
    )
  return (before) => {
    const known = new Map(before?.certificates.map((one) => [one.pem, one]))
    return {
      method: 'saml',
      issuer: body.issuer.trim(),
      sso_url: body.ssoUrl,
      metadata_url: body.metadataUrl ?? null,
      certificates: [...new Set(certificates.map(({ pem }) => pem))].map(
        (pem) => known.get(pem) ?? { pem, addedAt: now.toISOString(), addedBy: caller.actor.name },
      ),
      attributes: Object.fromEntries(Object.entries(body.attributes ?? {}).filter(([, name]) => name !== undefined)),
      client_id: null,
      secret_id: null,
      updated_by: caller.actor.name,
    }
  }
}

/** Asks the provider who it is, before anything is saved. */
async function checkProvider(
  deps: AppDeps,
  { caller, enterprise }: Changing,
  body: RouteInput<typeof setUpOpenId>['body'],
): Promise<void> {
  const asked = { issuer: body.issuer, client_id: body.clientId, secret_id: null }
  await openProvider(deps, caller.tenant, asked).catch((error: unknown) => {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
      if (cause instanceof AppError) throw cause
    throw refuseSetup(
      enterprise,
      `${body.issuer} is no OpenID provider (${error instanceof Error ? error.message : 'no answer'})`,
      'Give the issuer exactly as its discovery document says, such as https://login.microsoftonline.com/TENANT-ID/v2.0.',
    )
  })
}

/** GitHub takes OpenID Connect from Entra ID and for EMU only (github-scim §1). */
function refuseOpenId(enterprise: EnterpriseRow): void {
  if (enterprise.kind !== 'emu') throw refuseSetup(enterprise, 'GHES signs in over SAML only', 'Set up SAML instead.')
  if (enterprise.identity_provider !== 'entra')
    throw refuseSetup(
      enterprise,
      'OpenID Connect is for Entra ID only',
      'Set the identity provider of the enterprise to Entra ID in its settings, or set up SAML.',
    )
}

async function openIdSetup(
  deps: AppDeps,
  { caller, enterprise }: Changing,
  body: RouteInput<typeof setUpOpenId>['body'],
  before: SignInSetup | null,
  tx: Executor,
): Promise<NewSetup> {
  const isSame = before?.method === 'oidc' && before.issuer === body.issuer && before.client_id === body.clientId
  if (body.clientSecret === undefined && !(isSame && before.secret_id !== null))
    throw refuseSetup(enterprise, 'the client secret is missing', 'Give the value of the client secret, not its id.')
  const secretId =
    body.clientSecret === undefined
      ? (before?.secret_id ?? null)
      : await deps.vault.seal(tx, caller.tenant, { secret: body.clientSecret })
  return {
    method: 'oidc',
    issuer: body.issuer,
    sso_url: null,
    metadata_url: null,
    certificates: [],
    attributes: {},
    client_id: body.clientId,
    secret_id: secretId,
    updated_by: caller.actor.name,
  }
}

/** Saves what is set up. Sessions of another provider end, because nobody vouches for them any more. */
async function setUp(
  deps: AppDeps,
  changing: Changing,
  make: (before: SignInSetup | null, tx: Executor) => NewSetup | Promise<NewSetup>,
): Promise<void> {
  const { caller, enterprise } = changing
  await deps.db.transaction().execute(async (tx) => {
    const before = await findSetup(tx, enterprise.id)
    const setup = await make(before, tx)
    const after = await keepSetup(tx, enterprise.id, setup, deps.now())
    if (before?.secret_id && before.secret_id !== after.secret_id)
      await deps.vault.remove(tx, caller.tenant, before.secret_id)
    const isOther = before !== null && (before.method !== after.method || before.issuer !== after.issuer)
    if (isOther) await endSessions(tx, enterprise.id, { begun: 'single sign-on' })
    if (after.enabled) {
      if (before && before.method !== after.method) {
        await noteSwitch(deps, tx, changing, before, false)
        await noteSwitch(deps, tx, changing, after, true)
      } else if (after.method === 'saml')
        await note(deps, tx, changing, 'business.update_saml_provider_settings', samlFields(after))
    }
    await record(deps, tx, changing, 'sign_in.set_up', {
      method: after.method,
      issuer: after.issuer,
      ...(after.method === 'saml'
        ? { certificates: setup.certificates.map(({ pem }) => readCertificate(pem).fingerprint) }
        : { clientId: after.client_id, secretReplaced: before?.secret_id !== after.secret_id }),
    })
  })
}

async function turn(deps: AppDeps, changing: Changing, enabled: boolean): Promise<void> {
  const { caller, enterprise } = changing
  await deps.db.transaction().execute(async (tx) => {
    const setup = await requireSetup(tx, enterprise)
    if (setup.enabled === enabled) return
    await turnSetup(tx, enterprise.id, enabled, caller.actor.name, deps.now())
    if (!enabled) await endSessions(tx, enterprise.id, { begun: 'single sign-on' })
    await noteSwitch(deps, tx, changing, setup, enabled)
    await record(deps, tx, changing, enabled ? 'sign_in.enabled' : 'sign_in.disabled', { method: setup.method })
  })
}

const samlFields = (setup: SignInSetup) => ({ sso_url: setup.sso_url, issuer: setup.issuer })

const noteSwitch = (deps: AppDeps, tx: Executor, changing: Changing, setup: SignInSetup, enabled: boolean) =>
  note(
    deps,
    tx,
    changing,
    `business.${enabled ? 'enable' : 'disable'}_${setup.method}`,
    setup.method === 'saml' ? samlFields(setup) : {},
  )

function note(
  deps: AppDeps,
  tx: Executor,
  { enterprise, caller, requestId }: Changing,
  action: string,
  fields: Record<string, unknown> = {},
): Promise<void> {
  return writeNotices(tx, enterprise, { now: deps.now(), requestId }, [
    { action, by: caller.actor.name, fields: { name: enterprise.slug, ...fields } },
  ])
}

async function change(
  deps: AppDeps,
  changing: Changing,
  type: EventType,
  data: Record<string, unknown>,
  make: (tx: Executor) => Promise<void>,
): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    await make(tx)
    await record(deps, tx, changing, type, data)
  })
}

async function record(
  deps: AppDeps,
  tx: Executor,
  { caller, enterprise }: Changing,
  type: EventType,
  data: Record<string, unknown>,
): Promise<void> {
  const { tenant, actor } = caller
  const subject = { kind: 'enterprise', id: enterprise.slug, name: enterprise.name }
  await recordEvent(tx, tenant, deps.now(), { actor, type, subject, data })
  await tell(tx, { tenant, type: 'directory' })
}

async function requireSetup(tx: Executor, enterprise: EnterpriseRow): Promise<SignInSetup> {
  const setup = await findSetup(tx, enterprise.id)
  if (setup) return setup
  throw refuseSetup(enterprise, 'nothing is set up yet', 'Set up SAML or OpenID Connect first.')
}

async function fetchMetadata(deps: AppDeps, url: string): Promise<string> {
  const fetch = deps.outbound.forConnection({
    system: 'identity provider',
    origins: [new URL(url).origin],
    budget: createBudget(1),
    signal: AbortSignal.timeout(20_000),
  })
  const response = await fetch(url, { headers: { accept: 'application/samlmetadata+xml, application/xml, text/xml' } })
  if (!response.ok)
    throw new AppError('sign_in.metadata_invalid', { problem: `its address answered ${response.status}` })
  return response.text()
}

async function accountNamed(deps: AppDeps, enterprise: EnterpriseRow, login: string) {
  const { options, setupUser } = enterpriseOf(enterprise, 'github')
  const key = loginKey(login, options)
  if (key === loginKey(setupUser.login, options)) return setupUser
  const user = await findHolder(deps.queries, enterprise.id, key)
  if (!user) throw new AppError('request.not_found', { what: `The user ${login}` })
  return user
}
