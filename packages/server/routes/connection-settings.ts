import { isDeepStrictEqual } from 'node:util'
import type { SettingsPreview } from '@rollcall/api'
import { AppError, type Check, type ConfigField, type Connector, type ConnectorInput } from '@rollcall/core'
import type { Transaction } from 'kysely'
import type { AppDeps } from '../app-deps.ts'
import { settleHealth } from '../jobs/health.ts'
import { type Judgement, judgeConnection, judgeRecordsOf, saveJudgement } from '../jobs/judge.ts'
import { checksFor } from '../jobs/reading.ts'
import { type ConnectionRow, updateConnection } from '../store/connections.ts'
import { listCoverage } from '../store/records.ts'
import type { Schema } from '../store/schema.ts'
import { type Attempted, checkFields, checksOf, reportPreflight, tryConnect } from './connect.ts'

type Config = ConnectorInput['config']

/** A change of a connection's settings: checked, and not saved. */
export interface SettingsChange {
  connector: Connector
  config: Config
  changed: SettingsPreview['changed']
  /** Checks whose verdict hangs on what changes. */
  checks: Check[]
  /** What trying the new settings found out, where they change what is read. */
  attempt: Attempted | null
}

/** Holds new settings against the connector's declarations, and tries them where they say what is read. */
export async function readSettings(
  deps: AppDeps,
  tenant: string,
  row: ConnectionRow,
  given: Config,
): Promise<SettingsChange> {
  const connector = deps.connectors.get(row.connector)
  if (!connector) throw new AppError('request.not_found', { what: `The connector ${row.connector}` })
  for (const id of Object.keys(given)) refuseFixed(connector, id)
  const secrets = await deps.vault.open(deps.db, tenant, row.secret_id)
  const input = { config: { ...row.config, ...emptied(connector, given), ...given }, secrets }
  checkFields(connector, input)
  const { config } = connector.normalize(input)
  const changed = connector.config
    .filter(({ id }) => !isDeepStrictEqual(config[id], row.config[id]))
    .map(({ id, label }) => ({ field: id, label, before: row.config[id] ?? null, after: config[id] ?? null }))
  const streams = connector.streams.filter(({ declared }) => changed.some(({ field }) => declared?.by.includes(field)))
  const judged = new Set(streams.flatMap(({ declared }) => declared?.by ?? []))
  return {
    connector,
    config,
    changed,
    checks: [...new Set(streams.flatMap(({ id }) => checksOf(checksFor(deps, connector), id)))],
    attempt: changed.every(({ field }) => judged.has(field))
      ? null
      : await tryConnect(deps, { connector: connector.id, config, secrets }),
  }
}

/** Whether it is a setting: not part of a credential, and nothing that records hang on. */
const isSetting = ({ type, method, fixed }: ConfigField): boolean =>
  type !== 'secret' && method === undefined && fixed === undefined

function refuseFixed({ config, name }: Connector, id: string): void {
  const field = config.find((one) => one.id === id)
  if (field && isSetting(field)) return
  const [problem, remedy] = !field
    ? [
        `${name} has no setting ${id.slice(0, 64)}.`,
        `There are: ${config
          .filter(isSetting)
          .map((one) => one.id)
          .join(', ')}.`,
      ]
    : field.fixed === undefined
      ? [`${field.label} belongs to the credential.`, 'Replace the credential to change it.']
      : [`${field.label} cannot be changed once the system is connected.`, field.fixed]
  throw new AppError(
    'connection.invalid',
    { problem, remedy },
    { fields: [{ path: `config.${id}`, message: problem }] },
  )
}

/** With a switch that is turned off goes what belongs under it. */
const emptied = ({ config }: Connector, given: Config): Config =>
  Object.fromEntries(
    config.flatMap(({ id, type, showWhen }) =>
      showWhen && given[showWhen.field] === '' ? [[id, type === 'list' ? [] : '']] : [],
    ),
  )

export async function previewChange(
  deps: AppDeps,
  tenant: string,
  row: ConnectionRow,
  { connector, config, changed, checks, attempt }: SettingsChange,
): Promise<SettingsPreview> {
  const judgement = await judgeRecordsOf(deps, deps.db, tenant, { ...row, config }, connector, checks)
  return {
    changed,
    judged: checks.length > 0 && (await listCoverage(deps.db, tenant, row.id)).length > 0,
    checks: differences(judgement),
    preflight: attempt && reportPreflight(deps, connector, attempt.report),
  }
}

/** Check by check, what would be different. */
function differences({ known, changes, checks }: Judgement): SettingsPreview['checks'] {
  const checkOf = new Map(known.map(({ id, checkId }) => [id, checkId]))
  const appears = [...changes.opened, ...changes.reopened.map(({ observation }) => observation)]
  return checks.flatMap(({ id, title }) => {
    const mine = appears.filter(({ checkId }) => checkId === id)
    const ended = changes.resolved.filter((one) => checkOf.get(one.id) === id)
    const seen = ended.filter(({ resolution }) => resolution === 'seen').length
    const opens = mine.filter(({ result }) => result === 'fail').length
    const ends = ended.length - seen
    const verdict = mine.length > opens ? ('unknown' as const) : seen > 0 ? ('known' as const) : null
    return opens + ends > 0 || verdict !== null ? [{ id, title, opens, ends, verdict }] : []
  })
}

/** Saves changed settings with what they mean for findings and health. The connection's row and the findings are locked. */
export async function saveSettings(
  deps: AppDeps,
  tx: Transaction<Schema>,
  tenant: string,
  row: ConnectionRow,
  { connector, config, checks, attempt }: SettingsChange,
): Promise<{ opened: number; resolved: number }> {
  const report = attempt?.report
  if (report?.streams.every((stream) => stream.state === 'blocked')) throw new AppError('connection.nothing_readable')
  const after = await updateConnection(tx, tenant, row.id, {
    config,
    ...(report ? { enterprise: report.enterprise } : {}),
  })
  if (report) {
    await settleHealth(deps, tx, tenant, after, { state: 'connected', ...report })
    await judgeConnection(deps, tx, tenant, row.id, connector)
  }
  if (checks.length === 0) return { opened: 0, resolved: 0 }
  const judgement = await judgeRecordsOf(deps, tx, tenant, { ...row, config }, connector, checks)
  await saveJudgement(tx, tenant, row.id, judgement, deps.now(), 'some')
  const sum = (key: 'opens' | 'ends') => differences(judgement).reduce((total, one) => total + one[key], 0)
  return { opened: sum('opens'), resolved: sum('ends') }
}
