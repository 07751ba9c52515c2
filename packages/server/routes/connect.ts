import type { PreflightReport } from '@rollcall/api'
import {
  AppError,
  type Check,
  type Connector,
  type ConnectorContext,
  type ConnectorInput,
  type Gap,
  type Preflight,
  tryStreams,
} from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import { createBudget } from '../outbound/budget.ts'
import { addConnection, type ConnectionRow, freeName } from '../store/connections.ts'
import type { Executor } from '../store/database.ts'
import { type Actor, recordEvent } from '../store/events.ts'
import { addScan, type ScanRow } from '../store/scans.ts'
import type { ScanTrigger } from '../store/schema.ts'

/** A person waits for the answer: what is not there after this is a time-out, not a longer wait. */
const patienceMs = 60_000

export interface Attempted {
  connector: Connector
  /** The input in its one spelling; only this is kept. */
  input: ConnectorInput
  report: Preflight
}

/** Talks to a system on behalf of somebody who waits: with the address guard, and not for ever. */
export async function withSystem<Result>(
  deps: Pick<AppDeps, 'outbound' | 'now'>,
  connector: Connector,
  input: ConnectorInput,
  talk: (context: ConnectorContext) => Promise<Result>,
): Promise<Result> {
  const signal = AbortSignal.timeout(patienceMs)
  const fetch = deps.outbound.forConnection({
    system: connector.name,
    origins: connector.origins(input.config),
    budget: createBudget(8),
    signal,
  })
  try {
    return await talk({ ...input, fetch, signal, now: deps.now })
  } catch (error) {
    if (!signal.aborted || error instanceof AppError) throw error
    throw new AppError('upstream.timeout', {
      system: connector.name,
      endpoint: 'the connection test',
      seconds: patienceMs / 1000,
    })
  }
}

/** Checks what was typed and tries it on the system. Saves nothing. */
export async function tryConnect(deps: AppDeps, given: ConnectorInput & { connector: string }): Promise<Attempted> {
  const connector = deps.connectors.get(given.connector)
  if (!connector) throw new AppError('request.not_found', { what: `The connector ${given.connector}` })
  checkFields(connector, given)
  const input = connector.normalize({ config: given.config, secrets: given.secrets })
  return withSystem(deps, connector, input, async (context) => {
    const report = await connector.connect(context)
    const lost = report.scopes.find((scope) => scope.gap)
    if (lost?.gap) throw refusedScope(connector, lost.gap)
    const methods = report.scopes.flatMap(({ without = [] }) => without)
    const refused = methods.find(({ gap }) => gap.notice === 'credential_failing')
    if (refused) throw refusedMethod(connector, refused)
    const [streams, enterprise] = await Promise.all([
      tryStreams(connector, context, report.scopes),
      connector.enterprise?.(context, report.scopes) ?? [],
    ])
    return { connector, input, report: { ...report, streams, enterprise } }
  })
}

/**
 * Tries new secrets for a connection. What is not given stays; an empty one is taken away, and where methods do not join, so is
 * what another method left. Of the configuration only what belongs to a credential may change, so that a stored secret never goes
 * to another address than its own.
 */
export async function tryReplacement(
  deps: AppDeps,
  tenant: string,
  row: Pick<ConnectionRow, 'connector' | 'config' | 'scopes' | 'secret_id'>,
  given: { secrets: ConnectorInput['secrets']; config?: ConnectorInput['config'] },
): Promise<Attempted> {
  const connector = deps.connectors.get(row.connector)
  const ofCredential = new Map(connector?.config.flatMap(({ id, method }) => (method ? [[id, method]] : [])))
  const config = Object.entries(given.config ?? {}).filter(([id]) => ofCredential.has(id))
  const chosen = new Set(
    [...config, ...Object.entries(given.secrets)].flatMap(([id, value]) =>
      value.length > 0 ? (ofCredential.get(id) ?? []) : [],
    ),
  )
  const stays = ([id]: [string, unknown]) => {
    const method = ofCredential.get(id)
    return method === undefined || connector?.methodsJoin === true || chosen.size === 0 || chosen.has(method)
  }
  const secrets = await deps.vault.open(deps.db, tenant, row.secret_id)
  const known = connector?.learned?.(row.config, row.scopes) ?? row.config
  return tryConnect(deps, {
    connector: row.connector,
    config: Object.fromEntries([...Object.entries(known).filter(stays), ...config]),
    secrets: Object.fromEntries([...Object.entries(secrets).filter(stays), ...Object.entries(given.secrets)]),
  })
}

/** Who connects or scans: a caller of the API, or the server itself. */
export interface Requester {
  tenant: string
  kind: ScanTrigger
  actor: Actor
}

/** Verifies, saves and starts the first scan: all of it or nothing. */
export async function connectSystem(
  deps: AppDeps,
  { tenant, kind, actor }: Requester,
  given: ConnectorInput & { connector: string; name?: string; scanEveryHours?: number; label?: string; owner?: string },
  /** What becomes of what the credential came from, in the same transaction. */
  taken: (tx: Executor) => Promise<void> = async () => undefined,
): Promise<{ connection: ConnectionRow; scan: ScanRow }> {
  const { connector, input, report } = await tryConnect(deps, given)
  if (report.streams.every((stream) => stream.state === 'blocked')) throw new AppError('connection.nothing_readable')
  return deps.db.transaction().execute(async (tx) => {
    const wanted = `${connector.name} · ${report.scopes.map(({ scope }) => scope).join(', ')}`.slice(0, 100)
    const sketch = {
      connector: connector.id,
      name: given.name ?? (await freeName(tx, tenant, wanted)),
      config: input.config,
      secretId: await deps.vault.seal(tx, tenant, input.secrets),
      web: report.web,
      system: report.system,
      scopes: report.scopes,
      enterprise: report.enterprise,
      credential: report.credential,
      createdBy: actor.name,
      label: given.label?.trim() ?? '',
      owner: given.owner?.trim() ?? '',
      ...(given.scanEveryHours === undefined ? {} : { scanEveryHours: given.scanEveryHours }),
    }
    const connection = await addConnection(tx, tenant, sketch, deps.now())
    const asked = { connectionId: connection.id, trigger: kind, requestedBy: actor.name }
    const scan = await addScan(tx, tenant, asked, deps.now())
    await recordEvent(tx, tenant, deps.now(), {
      actor,
      type: 'connection.created',
      subject: { kind: 'connection', id: connection.id, name: connection.name },
      data: { connector: connector.id, scopes: report.scopes.map(({ scope }) => scope) },
    })
    await taken(tx)
    return { connection, scan }
  })
}

export async function queueScan(
  deps: Pick<AppDeps, 'db' | 'now'>,
  { tenant, kind, actor }: Requester,
  connection: Pick<ConnectionRow, 'id' | 'name'>,
): Promise<ScanRow> {
  return deps.db.transaction().execute(async (tx) => {
    const asked = { connectionId: connection.id, trigger: kind, requestedBy: actor.name }
    const row = await addScan(tx, tenant, asked, deps.now())
    const subject = { kind: 'connection', id: connection.id, name: connection.name }
    await recordEvent(tx, tenant, deps.now(), { actor, type: 'scan.started', subject, data: { scan: row.id } })
    await tell(tx, { tenant, type: 'scan', connectionId: connection.id, scanId: row.id, state: 'queued' })
    return row
  })
}

function refusedScope(connector: Connector, gap: Gap): AppError {
  const remedy = gap.link ? `${gap.fix} ${gap.link}` : gap.fix
  // A connector's list is the list of its scopes.
  const fields = connector.config
    .filter((field) => field.type === 'list')
    .map((field) => ({ path: `config.${field.id}`, message: gap.detail }))
  return new AppError('connection.invalid', { problem: gap.detail, remedy }, { gap, fields })
}

/** One of several credentials is no good: while somebody enters it, that is not passed over for the sake of the others. */
function refusedMethod(connector: Connector, { method, gap }: { method: string; gap: Gap }): AppError {
  const fields = connector.config
    .filter((field) => field.type === 'secret' && field.method === method)
    .map((field) => ({ path: `secrets.${field.id}`, message: 'was refused' }))
  return new AppError('connection.invalid', { problem: gap.detail, remedy: gap.fix }, { gap, fields })
}

/** Holds the fields against the connector's own list: nothing missing, nothing unknown, nothing endless. */
export function checkFields(connector: Connector, given: ConnectorInput): void {
  const problems: { path: string; message: string }[] = []
  const known = new Map(connector.config.map((field) => [field.id, field]))
  for (const [kind, values] of [
    ['config', given.config],
    ['secrets', given.secrets],
  ] as const)
    for (const [id, value] of Object.entries(values)) {
      const field = known.get(id)
      const path = `${kind}.${id}`
      if (!field || (field.type === 'secret') !== (kind === 'secrets'))
        problems.push({ path, message: 'is not a field of this connector' })
      else if (Array.isArray(value) !== (field.type === 'list'))
        problems.push({ path, message: field.type === 'list' ? 'must be a list' : 'must be a text' })
      else if ([value].flat().some((one) => one.length > field.maxLength))
        problems.push({ path, message: `is longer than ${field.maxLength} characters` })
    }
  for (const field of connector.config) {
    const kind = field.type === 'secret' ? 'secrets' : 'config'
    const value = given[kind][field.id]
    const empty =
      value === undefined || (Array.isArray(value) ? value.every((one) => one.trim() === '') : value.trim() === '')
    if (field.required && empty) problems.push({ path: `${kind}.${field.id}`, message: 'is needed' })
  }
  const first = problems[0]
  if (!first) return
  const label = known.get(first.path.split('.')[1] ?? '')?.label ?? first.path
  throw new AppError(
    'connection.invalid',
    { problem: `${label} ${first.message}.`, remedy: 'Correct the field and try again.' },
    { fields: problems },
  )
}

/** Checks that give no verdict without the stream. */
export function checksOf(checks: readonly Check[], stream: string): Check[] {
  return checks.filter((check) => check.each === stream || check.needs.some((need) => need === stream))
}

export function reportPreflight(
  deps: Pick<AppDeps, 'checks'>,
  connector: Connector,
  report: Preflight,
): PreflightReport {
  return {
    system: report.system,
    web: report.web,
    credential: report.credential,
    scopes: report.scopes,
    enterprise: report.enterprise,
    streams: report.streams.map(({ stream, scope, state, gap, methods }) => ({
      stream,
      title: connector.streams.find((one) => one.id === stream)?.title ?? stream,
      scope,
      state,
      gap: gap ?? null,
      methods,
      checksLost: state === 'ready' ? [] : checksOf(deps.checks, stream).map(({ id, title }) => ({ id, title })),
    })),
  }
}
