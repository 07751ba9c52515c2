import { isDeepStrictEqual } from 'node:util'
import {
  type Connection,
  cancelScan,
  createConnection,
  getConnection as getConnectionRoute,
  getScan as getScanRoute,
  listConnections as listConnectionsRoute,
  listConnectors,
  listCoverage as listCoverageRoute,
  listScans as listScansRoute,
  preflight,
  previewRemoval,
  previewSettings,
  removeConnection as removeConnectionRoute,
  replaceCredential,
  type Scan,
  startScan,
  testConnection as testConnectionRoute,
  updateConnection as updateConnectionRoute,
} from '@rollcall/api'
import { AppError, type Connector, type Registration, usualQuotaSeconds } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { settleHealth, testConnection } from '../jobs/health.ts'
import { judgeConnection } from '../jobs/judge.ts'
import { endOf, estimateNext, estimateTried } from '../jobs/spending.ts'
import { tell } from '../live.ts'
import {
  type ConnectionRow,
  countBelongings,
  getConnection,
  listConnections,
  lockConnection,
  removeConnection,
  updateConnection,
} from '../store/connections.ts'
import { endEmptyDecisions } from '../store/decision-ending.ts'
import { recordEvent } from '../store/events.ts'
import { listCoverage, staleRecords } from '../store/records.ts'
import { dropRegistration } from '../store/registrations.ts'
import { getScan, lastScans, listScanStreams, listScans, requestCancel, type ScanRow } from '../store/scans.ts'
import { lockFindings, planAnew } from '../store/standing.ts'
import { checksOf, connectSystem, queueScan, reportPreflight, tryConnect, tryReplacement } from './connect.ts'
import { previewChange, readSettings, saveSettings } from './connection-settings.ts'
import { implement } from './implement.ts'
import { withRegistered } from './registrations.ts'

export function connectionRoutes(deps: AppDeps) {
  const { db, vault } = deps
  const subjectOf = (row: Pick<ConnectionRow, 'id' | 'name'>) => ({ kind: 'connection', id: row.id, name: row.name })
  const titleOf = (connector: string, stream: string) =>
    deps.connectors.get(connector)?.streams.find((one) => one.id === stream)?.title ?? stream

  async function describeScans(tenant: string, rows: ScanRow[]): Promise<Scan[]> {
    const streams = await listScanStreams(
      db,
      tenant,
      rows.map((row) => row.id),
    )
    const connectors = new Map((await listConnections(db, tenant)).map((one) => [one.id, one.connector]))
    const quotaOf = (id: string) => deps.connectors.get(connectors.get(id) ?? '')?.quotaSeconds ?? usualQuotaSeconds
    const running = rows.filter((row) => row.state === 'running').map((row) => row.connection_id)
    const whole = await lastScans(db, tenant, running, 'succeeded')
    return rows.map((row) => ({
      id: row.id,
      connectionId: row.connection_id,
      state: row.state,
      phase: row.phase,
      cancelling: row.cancel_requested_at !== null && (row.state === 'queued' || row.state === 'running'),
      trigger: row.trigger,
      requestedBy: row.requested_by,
      createdAt: row.created_at,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      requests: row.requests,
      spending: row.spending && { ...row.spending, quotaSeconds: quotaOf(row.connection_id) },
      endsAt: endOf(row, whole.get(row.connection_id), deps.now()),
      error: row.error,
      summary: row.summary,
      streams: streams
        .filter((one) => one.scan_id === row.id)
        .map(({ stream, scope, state, records, expected }) => ({
          stream,
          title: titleOf(connectors.get(row.connection_id) ?? '', stream),
          scope,
          state,
          records,
          expected,
        })),
    }))
  }
  const describeScan = async (tenant: string, row: ScanRow) => (await describeScans(tenant, [row]))[0] as Scan

  async function describeAll(tenant: string, rows: ConnectionRow[]): Promise<Connection[]> {
    const ids = rows.map((row) => row.id)
    const last = await lastScans(db, tenant, ids)
    const whole = await lastScans(db, tenant, ids, 'succeeded')
    const stale = await staleRecords(db, tenant)
    const scans = new Map((await describeScans(tenant, [...last.values()])).map((scan) => [scan.connectionId, scan]))
    return rows.map((row) => ({
      id: row.id,
      connector: row.connector,
      connectorName: deps.connectors.get(row.connector)?.name ?? row.connector,
      name: row.name,
      label: row.label,
      owner: row.owner,
      config: row.config,
      web: row.web,
      system: row.system,
      scopes: row.scopes,
      credential: row.credential,
      enterprise: row.enterprise,
      credentialSetAt: row.credential_set_at,
      health: {
        ...row.health,
        checkedAt: row.health_checked_at,
        staleRecords: stale.get(row.id)?.records ?? 0,
        staleSince: stale.get(row.id)?.since ?? null,
      },
      scanEveryHours: row.scan_every_hours,
      nextScanAt: row.next_scan_at,
      lastScan: scans.get(row.id) ?? null,
      estimate: estimateNext(whole.get(row.id), deps.connectors.get(row.connector)),
      createdAt: row.created_at,
      createdBy: row.created_by,
    }))
  }
  const describeOne = async (tenant: string, row: ConnectionRow) => (await describeAll(tenant, [row]))[0] as Connection

  return [
    implement(listConnectors, async ({ caller }) => {
      // In the demo a new connection goes where the one of the demo goes: to the stand-in.
      const there = deps.demo ? await listConnections(db, caller.tenant) : []
      const begun = ({ id, config }: Connector) => {
        const known = there.find((one) => one.connector === id)?.config ?? {}
        return config.map((field) => {
          const initial = field.advanced && field.method === undefined ? known[field.id] : undefined
          return typeof initial === 'string' ? { ...field, initial } : field
        })
      }
      const items = [...deps.connectors.values()].map((connector) => ({
        id: connector.id,
        name: connector.name,
        scopeName: connector.scopeName ?? 'Organization',
        summary: connector.summary,
        guide: connector.guide,
        icon: connector.icon,
        config: begun(connector),
        methods: connector.methods ?? [],
        methodsJoin: connector.methodsJoin ?? false,
        registration: connector.registration ? sheetOf(connector.registration) : null,
        ...(deps.practice[connector.id] ? { practice: deps.practice[connector.id] } : {}),
        streams: connector.streams.map((stream) => ({
          id: stream.id,
          title: stream.title,
          reads: stream.reads,
          endpoints: stream.endpoints,
          permissions: stream.permissions,
          permissionsAs: stream.permissionsAs ?? {},
          docs: stream.docs,
          checks: checksOf(deps.checks, stream.id).length,
        })),
      }))
      return { items, total: items.length, next: null }
    }),

    implement(preflight, async ({ caller, body }) => {
      const row = body.connection === undefined ? null : await getConnection(db, caller.tenant, body.connection)
      const given = await withRegistered(deps, caller, body, row?.config)
      const { connector, report } = await (row
        ? tryReplacement(deps, caller.tenant, row, given)
        : tryConnect(deps, given))
      return { ...reportPreflight(deps, connector, report), ...estimateTried(connector, report.streams) }
    }),

    implement(listConnectionsRoute, async ({ caller }) => {
      const items = await describeAll(caller.tenant, await listConnections(db, caller.tenant))
      return { items, total: items.length, next: null }
    }),

    implement(createConnection, async ({ caller, body }) => {
      const { registration } = body
      const { connection, scan } = await connectSystem(
        deps,
        caller,
        await withRegistered(deps, caller, body),
        async (tx) => {
          if (registration !== undefined) await dropRegistration(tx, caller.tenant, registration)
        },
      )
      return { connection: await describeOne(caller.tenant, connection), scanId: scan.id }
    }),

    implement(getConnectionRoute, async ({ caller, params }) =>
      describeOne(caller.tenant, await getConnection(db, caller.tenant, params.id)),
    ),

    implement(previewSettings, async ({ caller, params, body }) => {
      const row = await getConnection(db, caller.tenant, params.id)
      const change = await readSettings(deps, caller.tenant, row, body.config)
      return previewChange(deps, caller.tenant, row, change)
    }),

    implement(updateConnectionRoute, async ({ caller, params, body }) => {
      const { tenant, actor } = caller
      const { config, label, owner, ...given } = body
      const plain = {
        ...given,
        ...(label === undefined ? {} : { label: label.trim() }),
        ...(owner === undefined ? {} : { owner: owner.trim() }),
      }
      const known = await getConnection(db, tenant, params.id)
      const change = config === undefined ? null : await readSettings(deps, tenant, known, config)
      const row = await db.transaction().execute(async (tx) => {
        await lockFindings(tx, tenant)
        const before = await lockConnection(tx, tenant, params.id)
        const settings = change && change.changed.length > 0 ? change : null
        if (settings && !isDeepStrictEqual(before.config, known.config))
          throw new AppError('connection.changed', { name: before.name })
        const effect = settings && (await saveSettings(deps, tx, tenant, before, settings))
        const hours = plain.scanEveryHours
        const nextScanAt = hours ? new Date(deps.now().getTime() + hours * 3_600_000) : null
        if (Object.keys(plain).length > 0)
          await updateConnection(tx, tenant, params.id, { ...plain, ...(hours === undefined ? {} : { nextScanAt }) })
        const data = { ...plain, ...(settings ? { settings: settings.changed, ...effect } : {}) }
        if (Object.keys(data).length > 0)
          await recordEvent(tx, tenant, deps.now(), {
            actor,
            type: 'connection.updated',
            subject: subjectOf(before),
            data,
          })
        if (settings) await tell(tx, { tenant, type: 'findings' })
        return getConnection(tx, tenant, params.id)
      })
      return describeOne(tenant, row)
    }),

    implement(replaceCredential, async ({ caller, params, body }) => {
      const { tenant, actor } = caller
      const row = await getConnection(db, tenant, params.id)
      const given = await withRegistered(deps, caller, { connector: row.connector, config: {}, ...body }, row.config)
      const { connector, input, report } = await tryReplacement(deps, tenant, row, given)
      if (report.streams.every((stream) => stream.state === 'blocked'))
        throw new AppError('connection.nothing_readable')
      await db.transaction().execute(async (tx) => {
        await lockFindings(tx, tenant)
        const secretId = await vault.seal(tx, tenant, input.secrets)
        await updateConnection(tx, tenant, row.id, {
          secretId,
          config: input.config,
          credentialSetAt: deps.now(),
          enterprise: report.enterprise,
          web: report.web,
          system: report.system,
        })
        const current = await lockConnection(tx, tenant, row.id)
        await settleHealth(deps, tx, tenant, current, { state: 'connected', ...report })
        await judgeConnection(deps, tx, tenant, row.id, connector)
        await vault.remove(tx, tenant, row.secret_id)
        await recordEvent(tx, tenant, deps.now(), {
          actor,
          type: 'connection.credential_replaced',
          subject: subjectOf(row),
          data: { kind: report.credential.kind, replaced: Object.keys(given.secrets) },
        })
        if (body.registration !== undefined) await dropRegistration(tx, tenant, body.registration)
      })
      return reportPreflight(deps, connector, report)
    }),

    implement(testConnectionRoute, async ({ caller, params }) => {
      await testConnection(deps, caller.tenant, await getConnection(db, caller.tenant, params.id))
      return describeOne(caller.tenant, await getConnection(db, caller.tenant, params.id))
    }),

    implement(previewRemoval, async ({ caller, params }) => {
      await getConnection(db, caller.tenant, params.id)
      return countBelongings(db, caller.tenant, params.id)
    }),

    implement(removeConnectionRoute, async ({ caller, params }) => {
      const { tenant, actor } = caller
      await db.transaction().execute(async (tx) => {
        const row = await getConnection(tx, tenant, params.id)
        const data = await countBelongings(tx, tenant, row.id)
        await lockFindings(tx, tenant)
        await planAnew(tx, true)
        await removeConnection(tx, tenant, row.id)
        await endEmptyDecisions(tx, tenant, deps.now(), 'gone', actor, row.id)
        await vault.remove(tx, tenant, row.secret_id)
        await recordEvent(tx, tenant, deps.now(), { actor, type: 'connection.removed', subject: subjectOf(row), data })
        await tell(tx, { tenant, type: 'findings' })
      })
    }),

    implement(listCoverageRoute, async ({ caller, params }) => {
      const { connector, config, scopes } = await getConnection(db, caller.tenant, params.id)
      const unread = deps.connectors.get(connector)?.unread?.(config) ?? []
      const order = deps.connectors.get(connector)?.streams.map((stream) => stream.id as string) ?? []
      const rows = await listCoverage(db, caller.tenant, params.id)
      const items = rows
        .sort((a, b) =>
          a.scope === b.scope ? order.indexOf(a.stream) - order.indexOf(b.stream) : a.scope < b.scope ? -1 : 1,
        )
        .map((row) => ({
          stream: row.stream,
          title: titleOf(connector, row.stream),
          scope: row.scope,
          state: row.state,
          gap: row.gap,
          records: row.records,
          stale: row.stale,
          readAt: row.read_at,
          methods: row.methods,
          checks: checksOf(deps.checks, row.stream).map(({ id, title }) => ({ id, title })),
        }))
      const later = unread.flatMap((one) =>
        scopes.map(({ scope }) => ({
          ...one,
          scope,
          state: 'none' as const,
          records: 0,
          stale: 0,
          readAt: null,
          methods: [],
          checks: [],
        })),
      )
      const all = [...items, ...(items.length > 0 ? later : [])]
      return { items: all, total: all.length, next: null }
    }),

    implement(listScansRoute, async ({ caller, params, query }) => {
      await getConnection(db, caller.tenant, params.id)
      const { rows, total, next } = await listScans(db, caller.tenant, params.id, {
        limit: query.limit ?? 50,
        cursor: query.cursor,
      })
      return { items: await describeScans(caller.tenant, rows), total, next }
    }),

    implement(startScan, async ({ caller, params }) => {
      const connection = await getConnection(db, caller.tenant, params.id)
      return describeScan(caller.tenant, await queueScan(deps, caller, connection))
    }),

    implement(getScanRoute, async ({ caller, params }) =>
      describeScan(caller.tenant, await getScan(db, caller.tenant, params.id)),
    ),

    implement(cancelScan, async ({ caller, params }) => {
      const { tenant, actor } = caller
      const row = await db.transaction().execute(async (tx) => {
        const scan = await requestCancel(tx, tenant, params.id, deps.now())
        const connection = await getConnection(tx, tenant, scan.connection_id)
        await recordEvent(tx, tenant, deps.now(), {
          actor,
          type: 'scan.cancel_requested',
          subject: subjectOf(connection),
          data: { scan: scan.id },
        })
        await tell(tx, { tenant, type: 'scan', connectionId: connection.id, scanId: scan.id, state: scan.state })
        return scan
      })
      return describeScan(tenant, row)
    }),
  ]
}

const sheetOf = ({ method, name, summary, choices }: Registration) => ({ method, name, summary, choices })
