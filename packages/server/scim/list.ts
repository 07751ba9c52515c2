import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  expiredCursor,
  invalidCursor,
  type JsonObject,
  type ListOptions,
  type ListQuery,
  listResponse,
} from '@rollcall/scim'
import type { Condition, PageOf, Sorted, SortKey, SortPlace } from '../store/page-of.ts'
import type { Kind } from './directory.ts'
import type { Answer, Exchange } from './exchange.ts'
import { listKey, type PageMarks } from './page-marks.ts'

export const cursorTimeoutSeconds = 3600
export const largestPage = 200

/** GitHub's base has its own page size, its own one filter, and neither sorting nor cursors. */
export function listOptions({ base, options, dialect }: Exchange): ListOptions {
  const { tolerances } = dialect
  return base === 'standard'
    ? { defaultCount: 100, maxCount: largestPage, cursor: true, tolerances }
    : { defaultCount: 30, maxCount: options.maximumCount, sort: false, tolerances }
}

/** What a page holds. */
export interface Listed {
  /** The resources as JSON with commas between them, in parts that are joined once. */
  parts: readonly string[]
  count: number
  firstSeq: number | null
  lastSeq: number | null
  /** What the last one is sorted by, in a list that is. */
  lastKey?: string | null
  /** The kept total of all, where it came along. */
  total?: number
}

/** One kind of resource, as a list reads it. */
export interface Listable {
  kind: Kind
  page: (page: PageOf) => Promise<Listed>
  count: (condition: Condition) => Promise<number>
  /** The kept total, where nothing is filtered. */
  total: () => Promise<number>
}

export const nothingListed: Listed = { parts: [], count: 0, firstSeq: null, lastSeq: null }

export interface ListRequest {
  condition: Condition
  /** Whether the condition is one that every row, or at most one row, fits. */
  fits: 'all' | 'one' | 'some'
  sort: SortKey | null
  page: ListQuery['page']
  count: number
  /** What `itemsPerPage` says: how many are returned, or how many a page has. */
  itemsPerPage: 'returned' | 'page_size'
}

/** Answers a list: exact total, stable order, and pages that cost the same however deep they are. */
export async function answerList(
  exchange: Exchange,
  marks: PageMarks,
  listable: Listable,
  request: ListRequest,
): Promise<Answer> {
  const { condition, fits, count, page, sort } = request
  const key = listKey(exchange.token.id, exchange.base, listable.kind, condition.sql, condition.params, sort)
  const asked = count === 0 ? null : await pageOf(exchange, marks, request, key)
  const listed = asked ? await listable.page(asked) : nothingListed
  const totalResults =
    fits === 'all'
      ? (listed.total ?? (await listable.total()))
      : fits === 'one' && page.by === 'index' && page.startIndex === 1 && count > 0
        ? listed.count
        : await listable.count(condition)
  const { firstSeq, lastSeq } = listed
  const more = lastSeq !== null && listed.count === count
  if (page.by === 'index' && !sort) {
    // A place that had to be counted to is found again, and where the next page begins.
    if (asked && 'offset' in asked.from && firstSeq !== null)
      marks.add(exchange.enterprise.id, key, page.startIndex, firstSeq - 1)
    if (more) marks.add(exchange.enterprise.id, key, page.startIndex + listed.count, lastSeq)
  }
  const envelope = listResponse([], {
    totalResults,
    ...(page.by === 'index'
      ? { startIndex: page.startIndex }
      : {
          nextCursor: more ? writeCursor(exchange, key, { seq: lastSeq, key: listed.lastKey ?? null }) : undefined,
        }),
    itemsPerPage: request.itemsPerPage === 'page_size' ? count : listed.count,
  })
  return {
    status: 200,
    // `Resources` stands last, and empty.
    body: [JSON.stringify(envelope).slice(0, -2), ...listed.parts, ']}'].join(''),
    outcome: 'read',
    why: `${listed.count} of ${totalResults} listed.`,
  }
}

export const listedOf = (resources: readonly JsonObject[], rows: readonly ({ seq: number } & Sorted)[]): Listed => ({
  parts: [JSON.stringify(resources).slice(1, -1)],
  count: rows.length,
  firstSeq: rows[0]?.seq ?? null,
  lastSeq: rows.at(-1)?.seq ?? null,
  lastKey: rows.at(-1)?.sortKey ?? null,
})

async function pageOf(exchange: Exchange, marks: PageMarks, request: ListRequest, key: Buffer): Promise<PageOf> {
  const { condition, sort, count, page } = request
  const common = { condition, sort, count }
  if (page.by === 'cursor') {
    if (page.cursor === '') return { ...common, from: sort ? { offset: 0 } : { afterSeq: 0 } }
    const after = readCursor(exchange, key, page.cursor)
    return { ...common, from: sort ? { after } : { afterSeq: after.seq } }
  }
  if (sort) return { ...common, from: { offset: page.startIndex - 1 } }
  if (page.startIndex === 1) return { ...common, from: { afterSeq: 0 } }
  const afterSeq = await marks.find(exchange.enterprise.id, key, page.startIndex)
  return { ...common, from: afterSeq === null ? { offset: page.startIndex - 1 } : { afterSeq } }
}

const headLength = 17

/**
 * The row where a page ended, 8 bytes, the time, 8 bytes, what the list is sorted by there, and a tag that only this
 * enterprise can make over all of it and the list, 16 bytes.
 */
function writeCursor({ secret, now }: Exchange, list: Buffer, { seq, key }: SortPlace): string {
  const head = Buffer.alloc(headLength)
  head.writeBigUInt64BE(BigInt(seq))
  head.writeBigUInt64BE(BigInt(now.getTime()), 8)
  head.writeUInt8(key === null ? 0 : 1, 16)
  const text = Buffer.concat([head, Buffer.from(key ?? '')])
  return Buffer.concat([tagOf(secret, list, text), text]).toString('base64url')
}

function readCursor({ secret, now }: Exchange, list: Buffer, cursor: string): SortPlace {
  const bytes = Buffer.from(cursor, 'base64url')
  const text = bytes.subarray(16)
  if (text.length < headLength || !timingSafeEqual(bytes.subarray(0, 16), tagOf(secret, list, text)))
    throw invalidCursor()
  if (Number(text.readBigUInt64BE(8)) + cursorTimeoutSeconds * 1000 < now.getTime()) throw expiredCursor()
  const key = text.readUInt8(16) === 0 ? null : text.subarray(headLength).toString()
  return { seq: Number(text.readBigUInt64BE()), key }
}

const tagOf = (secret: string, list: Buffer, text: Buffer): Buffer =>
  createHmac('sha256', secret).update('cursor').update(list).update(text).digest().subarray(0, 16)
