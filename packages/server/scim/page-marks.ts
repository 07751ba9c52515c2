import { createHash } from 'node:crypto'
import type { AppDeps } from '../app-deps.ts'

export interface PageMarks {
  /** Row after which the page begins, of a list that was read up to there; null where nobody remembers. */
  find: (enterpriseId: number, list: Buffer, startIndex: number) => Promise<number | null>
  add: (enterpriseId: number, list: Buffer, startIndex: number, afterSeq: number) => void
  close: () => Promise<void>
}

/** What tells one list from another: who reads it, and all that its query says but the page. */
export const listKey = (...parts: readonly unknown[]): Buffer =>
  createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16)

const flushMs = 150
const most = 20_000
/** A list that nobody read on for so long begins by position again. */
const keepMs = 3_600_000
/** After this the database is asked: another server may have read the list anew since. */
const ownMs = 10_000

/**
 * Where pages ended. A client that reads page after page goes on at the row where it stopped: no page is slower for
 * being deep, and none skips or repeats a row because others came or went. The marks are in this process at once and in
 * the database soon after, so that another server can go on too.
 */
export function openPageMarks(deps: Pick<AppDeps, 'queries' | 'now' | 'log'>): PageMarks {
  const marks = new Map<string, { afterSeq: number; until: number }>()
  let waiting = new Map<string, { enterprise_id: number; key: string; start_index: number; after_seq: number }>()
  const timer = setInterval(() => void flush(), flushMs).unref()
  const nameOf = (enterpriseId: number, list: Buffer, startIndex: number) =>
    `${enterpriseId} ${list.toString('hex')} ${startIndex}`

  async function flush(): Promise<void> {
    if (waiting.size === 0) return
    const rows = [...waiting.values()]
    waiting = new Map()
    try {
      await deps.queries.query(
        `insert into scim_page_mark (enterprise_id, key, start_index, after_seq, at)
        select enterprise_id, decode(key, 'hex'), start_index, after_seq, $2
        from json_to_recordset($1) as r(enterprise_id bigint, key text, start_index bigint, after_seq bigint)
        on conflict (enterprise_id, key, start_index) do update set after_seq = excluded.after_seq, at = excluded.at`,
        [JSON.stringify(rows), deps.now()],
      )
    } catch (error) {
      deps.log.warn({ err: error }, 'Places in SCIM lists could not be shared between servers')
    }
  }

  return {
    async find(enterpriseId, list, startIndex) {
      const known = marks.get(nameOf(enterpriseId, list, startIndex))
      const now = deps.now().getTime()
      if (known && known.until > now) return known.afterSeq
      const { rows } = await deps.queries.query<{ after_seq: number }>({
        name: 'scim_page_mark',
        text: 'select after_seq from scim_page_mark where enterprise_id = $1 and key = $2 and start_index = $3 and at > $4',
        values: [enterpriseId, list, startIndex, new Date(now - keepMs)],
      })
      return rows[0]?.after_seq ?? null
    },
    add(enterpriseId, list, startIndex, afterSeq) {
      if (marks.size >= most) marks.clear()
      const name = nameOf(enterpriseId, list, startIndex)
      marks.set(name, { afterSeq, until: deps.now().getTime() + ownMs })
      waiting.set(name, {
        enterprise_id: enterpriseId,
        key: list.toString('hex'),
        start_index: startIndex,
        after_seq: afterSeq,
      })
    },
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}
