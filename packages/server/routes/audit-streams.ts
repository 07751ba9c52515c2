import {
  type AuditStream,
  createAuditStream,
  listAuditStreams,
  removeAuditStream,
  type StreamDestination,
  testAuditStream,
  updateAuditStream,
} from '@rollcall/api'
import { AppError } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import {
  type Beginning,
  type Changer,
  detailsOf,
  dropStream,
  makeStream,
  testStream,
  updateStream,
  type WantedStream,
} from '../audit/stream-changes.ts'
import { sealedPosition } from '../store/audit-chain.ts'
import { listStreams, type StreamRow } from '../store/audit-streams.ts'
import { getEnterprise } from '../store/enterprises.ts'
import { type Call, implement } from './implement.ts'

/** Streams that carry an audit log elsewhere. */
export function auditStreamRoutes(deps: AppDeps) {
  const { db } = deps
  const enterpriseOf = ({ caller, params }: Pick<Call<typeof listAuditStreams>, 'caller' | 'params'>) =>
    getEnterprise(db, caller.tenant, params.enterprise)
  const changerOf = ({ caller, request }: Pick<Call<typeof listAuditStreams>, 'caller' | 'request'>): Changer => ({
    actor: caller.actor,
    requestId: request.id,
  })
  const shown = async (row: StreamRow) => toStream(row, await sealedPosition(db, row.enterprise_id))
  return [
    implement(listAuditStreams, async (call) => {
      const enterprise = await enterpriseOf(call)
      const head = await sealedPosition(db, enterprise.id)
      const items = (await listStreams(db, enterprise.id)).map((row) => toStream(row, head))
      return { items, total: items.length, next: null }
    }),

    implement(createAuditStream, async (call) => {
      const { destination, from = 'now', test = false } = call.body
      const wanted = { ...partsOf(destination), enabled: true, from: beginningOf(from), test }
      if (destination.kind !== 'file' && wanted.secret === null)
        throw new AppError('stream.invalid', {
          problem: destination.kind === 's3' ? 'it has no access key' : 'it has no token',
          remedy: 'Give what the destination knows this stream by.',
        })
      return shown(await makeStream(deps, await enterpriseOf(call), wanted, changerOf(call)))
    }),

    implement(updateAuditStream, async (call) => {
      const { enabled, destination, from, test = false } = call.body
      const change = {
        test,
        ...(enabled === undefined ? {} : { enabled }),
        ...(destination === undefined ? {} : partsOf(destination)),
        ...(from === undefined ? {} : { from: beginningOf(from) }),
      }
      const id = numberOf(call.params.id)
      return shown(await updateStream(deps, await enterpriseOf(call), id, change, changerOf(call)))
    }),

    implement(testAuditStream, async (call) => testStream(deps, await enterpriseOf(call), numberOf(call.params.id))),

    implement(removeAuditStream, async (call) => {
      await dropStream(deps, await enterpriseOf(call), numberOf(call.params.id), changerOf(call))
    }),
  ]
}

function numberOf(id: string): number {
  if (!/^\d{1,15}$/.test(id)) throw new AppError('request.not_found', { what: 'This stream' })
  return Number(id)
}

const beginningOf = (from: string): Beginning => (from === 'now' || from === 'oldest' ? from : new Date(from))

/** What is kept openly of a destination, and what is sealed. */
function partsOf(destination: StreamDestination): Pick<WantedStream, 'kind' | 'config' | 'secret'> {
  switch (destination.kind) {
    case 'https': {
      const { kind, token, ...config } = destination
      return { kind, config, secret: token === undefined ? null : { token } }
    }
    case 'splunk': {
      const { kind, token, ...config } = destination
      return { kind, config, secret: token === undefined ? null : { token } }
    }
    case 's3': {
      const { kind, accessKeyId, secretAccessKey, endpoint, ...rest } = destination
      const given = accessKeyId !== undefined && secretAccessKey !== undefined
      if (!given && (accessKeyId ?? secretAccessKey) !== undefined)
        throw new AppError('stream.invalid', {
          problem: 'of its access key, one half is missing',
          remedy: 'Give accessKeyId and secretAccessKey together.',
        })
      const config = { ...rest, ...(endpoint ? { endpoint } : {}) }
      return { kind, config, secret: given ? { accessKeyId, secretAccessKey } : null }
    }
    case 'file':
      return { kind: 'file', config: { name: destination.name }, secret: null }
  }
}

const toStream = (row: StreamRow, head: number): AuditStream => ({
  id: String(row.id),
  kind: row.kind,
  leadsTo: detailsOf(row),
  config: row.config,
  state: !row.enabled ? 'paused' : row.failing_since === null ? 'active' : 'failing',
  enabled: row.enabled,
  pausedAt: row.paused_at,
  waiting: Math.max(0, head - row.position),
  delivered: row.delivered,
  deliveredAt: row.delivered_at,
  skipped: row.skipped,
  checkedAt: row.checked_at,
  failures: row.failures,
  failingSince: row.failing_since,
  problem: row.problem,
  nextTryAt: row.failing_since === null || !row.enabled ? null : row.due_at,
  createdAt: row.created_at,
  createdBy: row.created_by,
})
