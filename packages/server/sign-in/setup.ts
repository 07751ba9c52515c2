import type { RouteInput, setUpOpenId, setUpSaml } from '@rollcall/api'
import { AppError } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import type { Caller } from '../routes/caller.ts'
import type { Executor } from '../store/database.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { endManagedSessions, singleSignOn } from '../store/managed-sessions.ts'
import { findSetup, keepSetup, type SignInSetup, turnSetup } from '../store/sign-in-setup.ts'
import { readCertificate } from './certificate.ts'
import { type Changing, note, noteSwitch, record, refuseSetup, requireSetup, samlFields } from './change.ts'
import { openProvider } from './oidc.ts'

type NewSetup = Parameters<typeof keepSetup>[2]

export function samlSetup(
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
export async function checkProvider(
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
export function refuseOpenId(enterprise: EnterpriseRow): void {
  if (enterprise.kind !== 'emu') throw refuseSetup(enterprise, 'GHES signs in over SAML only', 'Set up SAML instead.')
  if (enterprise.identity_provider !== 'entra')
    throw refuseSetup(
      enterprise,
      'OpenID Connect is for Entra ID only',
      'Set the identity provider of the enterprise to Entra ID in its settings, or set up SAML.',
    )
}

export async function openIdSetup(
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
export async function setUp(
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
    if (isOther) await endManagedSessions(tx, enterprise.id, { begun: singleSignOn })
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

export async function turn(deps: AppDeps, changing: Changing, enabled: boolean): Promise<void> {
  const { caller, enterprise } = changing
  await deps.db.transaction().execute(async (tx) => {
    const setup = await requireSetup(tx, enterprise)
    if (setup.enabled === enabled) return
    await turnSetup(tx, enterprise.id, enabled, caller.actor.name, deps.now())
    if (!enabled) await endManagedSessions(tx, enterprise.id, { begun: singleSignOn })
    await noteSwitch(deps, tx, changing, setup, enabled)
    await record(deps, tx, changing, enabled ? 'sign_in.enabled' : 'sign_in.disabled', { method: setup.method })
  })
}
