import { randomBytes } from 'node:crypto'
import {
  apiBase,
  finishRegistration,
  forgetRegistration,
  listInstalled,
  listRegistrations as listRegistrationsRoute,
  type Registration,
  showRegistrationForm,
  startRegistration,
} from '@rollcall/api'
import { AppError, type Connector, type ConnectorInput } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { getConnection } from '../store/connections.ts'
import { recordEvent } from '../store/events.ts'
import {
  addRegistration,
  dropExpired,
  dropRegistration,
  findByState,
  findRegistration,
  keepRegistered,
  listRegistrations,
  type RegistrationRow,
  releaseState,
  setState,
  takeState,
} from '../store/registrations.ts'
import type { Caller } from './caller.ts'
import { checksOf, withSystem } from './connect.ts'
import { implement, personOf } from './implement.ts'
import { showForm } from './registration-form.ts'

/** Making a credential in the browser: started here, agreed to at the system, and come back from. */
export function registrationRoutes(deps: AppDeps) {
  const { db, vault } = deps

  return [
    implement(startRegistration, async ({ caller, body }) => {
      const { person } = personOf(caller)
      const { registration } = registrarOf(deps, body.connector)
      const config = registration.normalize(body.config)
      const unknown = body.choices.find((id) => registration.choices.every((choice) => choice.id !== id))
      if (unknown !== undefined)
        throw new AppError('request.invalid', { problem: `${unknown} is no choice of this connector` })
      if (body.connection !== undefined) await getConnection(db, caller.tenant, body.connection)
      await dropExpired(db, caller.tenant, deps.now())
      const row = await addRegistration(
        db,
        caller.tenant,
        {
          connector: body.connector,
          personId: person.id,
          connectionId: body.connection ?? null,
          config,
          choices: body.choices,
        },
        deps.now(),
      )
      return { registration: describe(row), form: `${apiBase}/registrations/${row.id}/form` }
    }),

    implement(showRegistrationForm, async ({ caller, params, reply }) => {
      const row = await ownRegistration(deps, caller, params.id)
      const { name, registration } = registrarOf(deps, row.connector)
      const state = randomBytes(24).toString('base64url')
      if (row.app !== null || !(await setState(db, caller.tenant, row.id, state, deps.now())))
        throw new AppError('registration.used', { system: name })
      const back = `${deps.baseUrl}/connections/new/${row.connector}`
      const asked = { config: row.config, choices: row.choices, home: deps.baseUrl, back, state }
      return showForm(reply, name, registration.form(asked))
    }),

    implement(finishRegistration, async ({ caller, body }) => {
      const { tenant, actor } = caller
      const row = await takeReturn(deps, caller, body.state)
      const { connector, registration } = registrarOf(deps, row.connector)
      const given = { config: row.config, secrets: {} }
      const made = await withSystem(deps, connector, given, (context) => registration.finish(context, body.code)).catch(
        async (error: unknown) => {
          // Where the system never answered, the code is still good.
          const lost = error instanceof AppError && /^upstream\.(unreachable|timeout|limited|failed)$/.test(error.code)
          if (lost) await releaseState(db, tenant, row.id)
          throw error
        },
      )
      return db.transaction().execute(async (tx) => {
        const { name, settings, install } = made
        const kept = await keepRegistered(tx, tenant, row.id, {
          app: { name, settings, install },
          config: { ...row.config, ...made.config },
          secretId: await vault.seal(tx, tenant, made.secrets),
        })
        await recordEvent(tx, tenant, deps.now(), {
          actor,
          type: 'registration.made',
          subject: { kind: 'registration', id: row.id, name },
          data: { connector: row.connector, ...made.config },
        })
        return describe(kept)
      })
    }),

    implement(listRegistrationsRoute, async ({ caller }) => {
      const rows = await listRegistrations(db, caller.tenant, personOf(caller).person.id, deps.now())
      return { items: rows.map(describe), total: rows.length, next: null }
    }),

    implement(listInstalled, async ({ caller, params, query }) => {
      const row = await ownRegistration(deps, caller, params.id)
      const { connector, registration } = registrarOf(deps, row.connector)
      const given = { config: row.config, secrets: await openSecrets(deps, caller.tenant, row) }
      const found = await withSystem(deps, connector, given, (context) => registration.installed(context, row.choices))
      const items = found.map(({ missing, ...one }) => ({
        ...one,
        missing: missing.map((permission) => ({ permission, ...lostWithout(deps, connector, permission) })),
      }))
      const foreign = query.installation !== undefined && items.every(({ id }) => id !== query.installation)
      return { items, total: items.length, next: null, foreign }
    }),

    implement(forgetRegistration, async ({ caller, params }) => {
      const { tenant, actor } = caller
      const row = await ownRegistration(deps, caller, params.id)
      await db.transaction().execute(async (tx) => {
        await dropRegistration(tx, tenant, row.id)
        await recordEvent(tx, tenant, deps.now(), {
          actor,
          type: 'registration.forgotten',
          subject: { kind: 'registration', id: row.id, name: row.app?.name ?? row.connector },
          data: {},
        })
      })
    }),
  ]
}

function registrarOf({ connectors }: AppDeps, id: string) {
  const connector = connectors.get(id)
  if (!connector?.registration) throw new AppError('request.not_found', { what: `The connector ${id}` })
  return { connector, name: connector.name, registration: connector.registration }
}

async function ownRegistration(deps: AppDeps, caller: Caller, id: string): Promise<RegistrationRow> {
  const row = await findRegistration(deps.db, caller.tenant, personOf(caller).person.id, id, deps.now())
  if (!row) throw new AppError('request.not_found', { what: 'This registration' })
  return row
}

/** The start that a return belongs to, taken so that nobody comes back with it twice. */
async function takeReturn(deps: AppDeps, caller: Caller, state: string): Promise<RegistrationRow> {
  const { db } = deps
  const now = deps.now()
  const row = await findByState(db, caller.tenant, state)
  if (!row) throw new AppError('registration.unknown')
  const { name } = registrarOf(deps, row.connector)
  if (row.person_id !== personOf(caller).person.id) throw new AppError('registration.not_yours')
  if (row.state_used_at !== null) throw new AppError('registration.used', { system: name })
  if (row.state_ends_at === null || new Date(row.state_ends_at) <= now)
    throw new AppError('registration.expired', { system: name })
  if (!(await takeState(db, caller.tenant, row.id, now))) throw new AppError('registration.used', { system: name })
  return row
}

async function openSecrets(deps: AppDeps, tenant: string, row: RegistrationRow): Promise<Record<string, string>> {
  if (row.secret_id === null) {
    const { name } = registrarOf(deps, row.connector)
    throw new AppError('registration.unfinished', { system: name })
  }
  return deps.vault.open(deps.db, tenant, row.secret_id)
}

interface Given extends ConnectorInput {
  connector: string
  registration?: string
}

/**
 * What was typed, with the credential of a registration where one is named. A key goes to no other server than the one
 * that it was made on: `joined` is the configuration of the connection that it is added to.
 */
export async function withRegistered<G extends Given>(
  deps: AppDeps,
  caller: Caller,
  given: G,
  joined?: ConnectorInput['config'],
): Promise<G> {
  if (given.registration === undefined) return given
  const row = await ownRegistration(deps, caller, given.registration)
  const { connector } = registrarOf(deps, row.connector)
  const secrets = await openSecrets(deps, caller.tenant, row)
  const { organizations: _, ...made } = row.config
  const config = { ...given.config, ...made }
  const reached = connector.origins(joined ?? config)
  if (given.connector !== row.connector || reached.join(' ') !== connector.origins(row.config).join(' '))
    throw new AppError('connection.invalid', {
      problem: `${row.app?.name ?? 'The App'} was made on another server than this connection reads.`,
      remedy: 'Leave the server address as it was when the App was created, or create another one.',
    })
  const fields = new Set(connector.config.map(({ id }) => id))
  // Of what was made, what a connection has a field for.
  const kept = Object.entries(secrets).filter(([name]) => fields.has(name))
  return { ...given, config, secrets: { ...given.secrets, ...Object.fromEntries(kept) } }
}

function lostWithout(deps: AppDeps, connector: Connector, permission: string): { streams: string[]; checks: number } {
  const streams = connector.streams.filter(({ permissionsAs }) =>
    Object.values(permissionsAs ?? {}).some((named) => named.includes(permission)),
  )
  const checks = new Set(streams.flatMap(({ id }) => checksOf(deps.checks, id).map((check) => check.id)))
  return { streams: streams.map(({ title }) => title), checks: checks.size }
}

const describe = (row: RegistrationRow): Registration => ({
  id: row.id,
  connector: row.connector,
  organizations: [row.config.organizations ?? []].flat(),
  address: String(row.config.address ?? ''),
  enterprise: String(row.config.enterprise ?? ''),
  connectionId: row.connection_id,
  app: row.app,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
})
