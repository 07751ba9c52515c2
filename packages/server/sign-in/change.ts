import { AppError } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import type { Caller } from '../routes/caller.ts'
import type { Executor } from '../store/database.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { type EventType, recordEvent } from '../store/events.ts'
import { findSetup, type SignInSetup } from '../store/sign-in-setup.ts'
import { writeNotices } from './audit.ts'

/** A change that a person of the console makes to how users sign in. */
export interface Changing {
  caller: Caller
  enterprise: EnterpriseRow
  requestId: string
}

export const refuseSetup = (enterprise: EnterpriseRow, problem: string, remedy: string) =>
  new AppError('sign_in.setup_invalid', { enterprise: enterprise.name, problem, remedy })

export async function requireSetup(tx: Executor, enterprise: EnterpriseRow): Promise<SignInSetup> {
  const setup = await findSetup(tx, enterprise.id)
  if (setup) return setup
  throw refuseSetup(enterprise, 'nothing is set up yet', 'Set up SAML or OpenID Connect first.')
}

export const samlFields = (setup: SignInSetup) => ({ sso_url: setup.sso_url, issuer: setup.issuer })

export const noteSwitch = (deps: AppDeps, tx: Executor, changing: Changing, setup: SignInSetup, enabled: boolean) =>
  note(
    deps,
    tx,
    changing,
    `business.${enabled ? 'enable' : 'disable'}_${setup.method}`,
    setup.method === 'saml' ? samlFields(setup) : {},
  )

export function note(
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

export async function change(
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

export async function record(
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
