import { sql } from 'kysely'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import type { ScimOutcome } from '../store/directory-schema.ts'
import { type EnterprisePlace, type EnterpriseRow, findEnterpriseAt } from '../store/enterprises.ts'

export interface Change {
  attribute: string
  from: unknown
  to: unknown
}

export interface LoggedRequest {
  requestId: string
  at: Date
  method: string
  path: string
  status: number
  ms: number
  client: string
  userAgent: string
  tokenId: string | null
  outcome: ScimOutcome
  why: string
  subject: { kind: 'User' | 'Group'; id: string } | null
  body: string | null
  answer: string | null
  changes: Change[]
}

export interface RequestLog {
  add: (enterprise: EnterpriseRow, request: LoggedRequest) => void
  /** One that was not let in, for those who look why nothing comes in. Some of many: whoever sends them may be a stranger. */
  refuse: (place: EnterprisePlace, request: LoggedRequest) => void
  /** Writes what is waiting. */
  flush: () => Promise<void>
  close: () => Promise<void>
}

const flushMs = 400
/** Successful reads that are logged, of one enterprise in one process: enough to see a client at work. */
const readsEachFlush = 20
/** Refused requests that are logged, of one enterprise in one process and minute. */
const refusedEachMinute = 6
/** Of those who are refused so many are looked at in one moment: whoever sends more is no client that was set up wrongly. */
const refusedAtOnce = 16
const longestBody = 64 * 1024

/**
 * The live log of SCIM requests. It is written in bunches after the answer, so that looking costs the clients nothing;
 * what must not be lost is in the audit log, which is written with the change itself.
 */
export function openRequestLog(deps: Pick<AppDeps, 'db' | 'log' | 'now'>): RequestLog {
  let waiting: Record<string, unknown>[] = []
  const reads = new Map<number, number>()
  const told = new Map<number, EnterpriseRow>()
  const writers = new Map<string, { enterpriseId: number; client: string; tokenId: string; at: Date }>()
  const refused = new Map<number, number>()
  let looking = 0
  const timer = setInterval(() => void flush(), flushMs).unref()
  const minutes = setInterval(() => refused.clear(), 60_000).unref()

  async function flush(): Promise<void> {
    reads.clear()
    if (waiting.length === 0) return
    const rows = waiting
    const enterprises = [...told.values()]
    const wrote = [...writers.values()]
    waiting = []
    told.clear()
    writers.clear()
    try {
      await write(deps.db, rows)
      // The enterprise may be gone by now.
      for (const { enterpriseId, client, tokenId, at } of wrote)
        await sql`insert into scim_writer (enterprise_id, client, token_id, written_at)
          select id, ${client}, ${tokenId}, ${at} from enterprise where id = ${enterpriseId} for key share
          on conflict (enterprise_id, client, token_id) do update set written_at = excluded.written_at`.execute(deps.db)
      for (const { tenant, slug } of enterprises) await tell(deps.db, { tenant, type: 'scim', enterprise: slug })
    } catch (error) {
      deps.log.warn({ err: error, requests: rows.length }, 'SCIM requests could not be added to the request log')
    }
  }

  const book: RequestLog = {
    refuse(place, request) {
      if (looking >= refusedAtOnce) return
      looking++
      findEnterpriseAt(deps.db, place)
        .then((enterprise) => {
          const sofar = enterprise ? (refused.get(enterprise.id) ?? 0) : refusedEachMinute
          if (!enterprise || sofar >= refusedEachMinute) return
          refused.set(enterprise.id, sofar + 1)
          book.add(enterprise, request)
        })
        .catch((error: unknown) =>
          deps.log.warn({ err: error }, 'A refused request could not be added to the request log'),
        )
        .finally(() => {
          looking--
        })
    },
    add(enterprise, request) {
      if (request.outcome === 'read') {
        const sofar = reads.get(enterprise.id) ?? 0
        if (sofar >= readsEachFlush) return
        reads.set(enterprise.id, sofar + 1)
      } else if (request.status < 300 && request.tokenId !== null)
        writers.set(`${enterprise.id} ${request.client} ${request.tokenId}`, {
          enterpriseId: enterprise.id,
          client: request.client,
          tokenId: request.tokenId,
          at: request.at,
        })
      told.set(enterprise.id, enterprise)
      waiting.push({
        enterprise_id: enterprise.id,
        request_id: request.requestId,
        at: request.at.toISOString(),
        method: request.method,
        path: storable(request.path.slice(0, 4096)),
        status: request.status,
        ms: request.ms,
        client: request.client,
        user_agent: storable(request.userAgent.slice(0, 512)),
        token_id: request.tokenId,
        outcome: request.outcome,
        why: storable(request.why.slice(0, 2000)),
        subject_kind: request.subject?.kind ?? null,
        subject_id: request.subject?.id ?? null,
        body: request.body === null ? null : storable(request.body.slice(0, longestBody)),
        answer: request.answer === null ? null : storable(request.answer.slice(0, longestBody)),
        changes: request.changes.length > 0 ? request.changes : null,
      })
    },
    flush,
    async close() {
      clearInterval(timer)
      clearInterval(minutes)
      await flush()
    },
  }
  return book
}

/** PostgreSQL's JSON holds every character but NUL and half a surrogate pair. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD')

async function write(db: AppDeps['db'], rows: readonly Record<string, unknown>[]): Promise<void> {
  await sql`insert into scim_request (enterprise_id, request_id, at, method, path, status, ms, client, user_agent, token_id, outcome,
      why, subject_kind, subject_id, body, answer, changes)
    select enterprise_id, request_id, at, method, path, status, ms, client, user_agent, token_id, outcome,
      why, subject_kind, subject_id, body, answer, changes
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(enterprise_id bigint, request_id text, at timestamptz, method text,
      path text, status smallint, ms real, client text, user_agent text, token_id text, outcome text, why text,
      subject_kind text, subject_id text, body text, answer text, changes jsonb)`.execute(db)
}
