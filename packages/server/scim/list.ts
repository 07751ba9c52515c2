import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  expiredCursor,
  invalidCursor,
  type JsonObject,
  type ListOptions,
  type ListQuery,
  listResponse,
} from '@rollcall/scim'
import type { Condition, PageOf } from '../store/directory-users.ts'
import type { Answer, Exchange } from './exchange.ts'
import { listKey, type PageMarks } from './page-marks.ts'

export const cursorTimeoutSeconds = 3600
export const largestPage = 200

/** GitHub's base has its own page size, its own one filter, and neither sorting nor cursors. */
export function listOptions({ base, options, dialect }: Exchange): ListOptions {
  const { tolerances } = dialect
  return base === 'standard'
    ? { defaultCount: 100, maxCount: largestPage, cursor: true, tolerances }
    : { defaultCount: 30, maxCount: options.maximumCount, tolerances }
}

/** What a page holds. */
export interface Listed {
  /** The resources as JSON with commas between them, in parts that are joined once. */
  parts: readonly string[]
  count: number
  firstSeq: number | null
  lastSeq: number | null
  /** The kept total of all, where it came along. */
  total?: number
}

/** One kind of resource, as a list reads it. */
export interface Listable {
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
  orderBy: string
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
  const { condition, fits, count, page } = request
  const key = listKey(exchange.token.id, exchange.base, condition.sql, condition.params, request.orderBy)
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
  if (page.by === 'index' && request.orderBy === '') {
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
          nextCursor: more ? writeCursor(exchange, key, nextPlace(exchange, request, key, lastSeq, count)) : undefined,
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

export const listedOf = (resources: readonly JsonObject[], rows: readonly { seq: number }[]): Listed => ({
  parts: [JSON.stringify(resources).slice(1, -1)],
  count: rows.length,
  firstSeq: rows[0]?.seq ?? null,
  lastSeq: rows.at(-1)?.seq ?? null,
})

async function pageOf(exchange: Exchange, marks: PageMarks, request: ListRequest, key: Buffer): Promise<PageOf> {
  const { condition, orderBy, count, page } = request
  const common = { condition, orderBy, count }
  if (page.by === 'cursor') {
    const place = page.cursor === '' ? 0 : readCursor(exchange, key, page.cursor)
    return { ...common, from: orderBy === '' ? { afterSeq: place } : { offset: place } }
  }
  if (orderBy !== '') return { ...common, from: { offset: page.startIndex - 1 } }
  if (page.startIndex === 1) return { ...common, from: { afterSeq: 0 } }
  const afterSeq = await marks.find(exchange.enterprise.id, key, page.startIndex)
  return { ...common, from: afterSeq === null ? { offset: page.startIndex - 1 } : { afterSeq } }
}

/** Where the next page begins: after a row, or in a sorted list at a position. */
function nextPlace(
  exchange: Exchange,
  { orderBy, page }: ListRequest,
  key: Buffer,
  lastSeq: number,
  count: number,
): number {
  if (orderBy === '') return lastSeq
  const before = page.by === 'cursor' && page.cursor !== '' ? readCursor(exchange, key, page.cursor) : 0
  return before + count
}

/** Place, time and a tag that only this enterprise can make over both and the list: 8 + 8 + 16 bytes. */
function writeCursor({ secret, now }: Exchange, key: Buffer, place: number): string {
  const head = Buffer.alloc(16)
  head.writeBigUInt64BE(BigInt(place))
  head.writeBigUInt64BE(BigInt(now.getTime()), 8)
  return Buffer.concat([head, tagOf(secret, key, head)]).toString('base64url')
}

function readCursor({ secret, now }: Exchange, key: Buffer, cursor: string): number {
  const bytes = Buffer.from(cursor, 'base64url')
  const head = bytes.subarray(0, 16)
  if (bytes.length !== 32 || !timingSafeEqual(bytes.subarray(16), tagOf(secret, key, head))) throw invalidCursor()
  if (Number(head.readBigUInt64BE(8)) + cursorTimeoutSeconds * 1000 < now.getTime()) throw expiredCursor()
  return Number(head.readBigUInt64BE())
}

const tagOf = (secret: string, key: Buffer, head: Buffer): Buffer =>
  createHmac('sha256', secret).update('cursor').update(key).update(head).digest().subarray(0, 16)
