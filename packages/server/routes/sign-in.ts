import {
  endManagedSessions,
  getSignIn,
  listSignInLinks,
  makeRecoveryCodes,
  makeSetupPassword,
  noteRecoveryCodes,
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
import { createBudget } from '../outbound/budget.ts'
import { enterpriseOf } from '../scim/directory.ts'
import { writeNotices } from '../sign-in/audit.ts'
import { type Certificate, readCertificate } from '../sign-in/certificate.ts'
import { change, note, noteSwitch, record, refuseSetup, requireSetup } from '../sign-in/change.ts'
import { readMetadata } from '../sign-in/metadata.ts'
import { mainPlace } from '../sign-in/place.ts'
import { newRecoveryCodes } from '../sign-in/recovery-code.ts'
import { newRequestId } from '../sign-in/saml.ts'
import { checkProvider, openIdSetup, refuseOpenId, samlSetup, setUp, turn } from '../sign-in/setup.ts'
import { makeSetupPassword as makePassword } from '../sign-in/setup-user.ts'
import { stateOf, warningsOf } from '../sign-in/warnings.ts'
import { findHolder } from '../store/directory-users.ts'
import { type EnterpriseRow, getEnterprise } from '../store/enterprises.ts'
import { countManagedSessions, endManagedSessions as endSessions, singleSignOn } from '../store/managed-sessions.ts'
import { keptRecoveryCodes, recoveryState, replaceRecoveryCodes } from '../store/recovery-codes.ts'
import { findSetupPassword } from '../store/setup-passwords.ts'
import { addAttempt } from '../store/sign-in-attempts.ts'
import { dropLink, listLinks } from '../store/sign-in-links.ts'
import { dropSetup, findSetup, type SignInSetup } from '../store/sign-in-setup.ts'
import type { Caller } from './caller.ts'
import { implement } from './implement.ts'

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
        await endSessions(tx, enterprise.id, { begun: singleSignOn })
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
      const place = await mainPlace(db, deps.baseUrl, enterprise)
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
    implement(makeSetupPassword, async ({ caller, params, request }) => {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      if (enterprise.kind !== 'ghes')
        throw refuseSetup(enterprise, 'the set-up user of EMU has no password here', 'Make recovery codes instead.')
      const changing = { caller, enterprise, requestId: request.id }
      let password = ''
      await change(deps, changing, 'setup_password.made', { login: enterprise.setup_user }, async (tx) => {
        const moment = { now: deps.now(), requestId: request.id }
        password = await makePassword(tx, enterprise, caller.actor.name, moment)
      })
      return { login: enterprise.setup_user, password }
    }),

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
  const [setup, codes, password, sessions, place] = await Promise.all([
    findSetup(db, enterprise.id),
    recoveryState(db, enterprise.id),
    findSetupPassword(db, enterprise.id),
    countManagedSessions(db, enterprise.id, now),
    mainPlace(db, deps.baseUrl, enterprise),
  ])
  const { entityId, home, consume, metadata, start, callback, recover, account } = place
  return {
    addresses: { entityId, home, consume, metadata, start, callback, recover, account },
    setup: setup && toSetup(setup, now),
    warnings: warningsOf(setup, { codes, password: enterprise.kind === 'ghes' ? password : undefined }, now),
    recoveryCodes: codes,
    setupUser:
      enterprise.kind === 'ghes'
        ? {
            login: enterprise.setup_user,
            passwordSetAt: password?.set_at ?? null,
            passwordSetBy: password?.set_by ?? null,
          }
        : null,
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
