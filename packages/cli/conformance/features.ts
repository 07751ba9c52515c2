import { isObject, type JsonObject, searchRequestSchema } from '@rollcall/scim'
import type { ScimAnswer } from './client.ts'
import { offered } from './reading.ts'
import { type Ground, insist, insistStatus, listOf, objectOf, type Trial } from './trial.ts'
import { newUser, patchOf, readBack, userPath } from './writing.ts'

/** Our own users and nobody else's, whatever the server holds beside them. */
const ours = ({ mark }: Ground): string => `userName sw "rollcall-${mark}-"`

/** Three users whose order says whether case counts: `Three` is before `two`, and in ASCII before `one`. */
async function three(ground: Ground): Promise<void> {
  await ground.user()
  await ground.second()
  await ground.third()
}

const ends = (resources: readonly JsonObject[]): string[] =>
  resources.map(({ userName }) => /-(\w+)@/.exec(String(userName))?.[1] ?? String(userName))

async function sorted(ground: Ground, more: Record<string, string>): Promise<string[]> {
  await three(ground)
  const query = new URLSearchParams({ filter: ours(ground), sortBy: 'userName', ...more })
  return ends(listOf(await ground.scim.send('GET', `/Users?${query}`)).resources)
}

const isOrder = (found: readonly string[], ...wanted: string[]): void =>
  insist(found.join() === wanted.join(), `the order is ${found.join(', ') || 'of nothing'}, not ${wanted.join(', ')}`)

const sortTrials: readonly Trial[] = [
  {
    area: 'sorting',
    title: 'sortBy sorts, upwards where nothing else is said, and without regard to case',
    clause: 'RFC 7644 §3.4.2.3',
    needs: ['sort', 'filter'],
    run: async (ground) => isOrder(await sorted(ground, {}), 'one', 'Three', 'two'),
  },
  {
    area: 'sorting',
    title: 'sortOrder=descending turns the order round',
    clause: 'RFC 7644 §3.4.2.3',
    needs: ['sort', 'filter'],
    run: async (ground) => isOrder(await sorted(ground, { sortOrder: 'descending' }), 'two', 'Three', 'one'),
  },
  {
    area: 'sorting',
    title: 'A sorted list goes on in its order on the next page',
    clause: 'RFC 7644 §3.4.2.3, §3.4.2.4',
    needs: ['sort', 'filter'],
    run: async (ground) => isOrder(await sorted(ground, { startIndex: '2', count: '1' }), 'Three'),
  },
]

const searching = (more: JsonObject): JsonObject => ({ schemas: [searchRequestSchema], ...more })
/** No configuration announces it, and a server need not have it. */
const search = async ({ scim }: Ground, more: JsonObject): Promise<ScimAnswer> =>
  offered(await scim.send('POST', '/Users/.search', searching(more)))

const searchTrials: readonly Trial[] = [
  {
    area: 'search',
    title: 'A search by POST finds what its filter says',
    clause: 'RFC 7644 §3.4.3',
    needs: 'filter',
    run: async (ground) => {
      const { id, userName } = await ground.user()
      const { total, resources } = listOf(await search(ground, { filter: `userName eq "${String(userName)}"` }))
      insist(total === 1 && resources[0]?.id === id, `it finds ${total} users`)
    },
  },
  {
    area: 'search',
    title: 'A search by POST knows attributes, startIndex and count',
    clause: 'RFC 7644 §3.4.3',
    needs: 'filter',
    run: async (ground) => {
      await three(ground)
      const more = { filter: ours(ground), attributes: ['userName'], startIndex: 2, count: 1 }
      const { total, resources } = listOf(await search(ground, more))
      insist(total === 3 && resources.length === 1, `it answers ${resources.length} of ${total} instead of 1 of 3`)
      insist(resources[0]?.userName !== undefined && resources[0].emails === undefined, 'emails came all the same')
    },
  },
]

async function pageAt(ground: Ground, cursor: string): Promise<{ next: unknown; names: string[]; total: number }> {
  const query = new URLSearchParams({ filter: ours(ground), count: '1', cursor })
  const { body, resources, total } = listOf(await ground.scim.send('GET', `/Users?${query}`))
  return { next: body.nextCursor, names: ends(resources), total }
}

const cursorTrials: readonly Trial[] = [
  {
    area: 'cursors',
    title: 'Cursors lead through a list once, and the last page has none',
    clause: 'RFC 9865 §2',
    needs: ['cursor', 'filter'],
    run: async (ground) => {
      await three(ground)
      const seen: string[] = []
      for (let cursor: unknown = ''; cursor !== undefined && cursor !== null; ) {
        insist(typeof cursor === 'string', 'nextCursor is no string')
        insist(seen.length <= 3, 'the list has no end')
        const { next, names } = await pageAt(ground, cursor)
        insist(names.length <= 1, `${names.length} resources came instead of one`)
        insist(next !== '', 'nextCursor is empty')
        seen.push(...names)
        cursor = next
      }
      isOrder(seen.toSorted(), 'Three', 'one', 'two')
    },
  },
  {
    area: 'cursors',
    title: 'A cursor that is none is refused as invalidCursor',
    clause: 'RFC 9865 §2.1',
    needs: 'cursor',
    reads: true,
    run: async ({ scim }) => {
      const answer = await scim.send('GET', '/Users?count=1&cursor=no-such-cursor')
      insistStatus(answer, 400)
      insist(answer.body?.scimType === 'invalidCursor', `scimType is ${String(answer.body?.scimType)}`)
    },
  },
  {
    area: 'cursors',
    title: 'A search by POST answers with a cursor too',
    clause: 'RFC 9865 §3',
    needs: ['cursor', 'filter'],
    run: async (ground) => {
      await three(ground)
      const { body } = listOf(await search(ground, { filter: ours(ground), count: 1, cursor: '' }))
      insist(typeof body.nextCursor === 'string' && body.nextCursor !== '', 'there is no nextCursor')
    },
  },
]

async function tagOf(ground: Ground): Promise<{ path: string; etag: string; version: unknown }> {
  const path = await userPath(ground)
  const answer = await ground.scim.send('GET', path)
  insistStatus(answer, 200)
  insist(answer.etag, 'there is no ETag header')
  const { meta } = objectOf(answer)
  return { path, etag: answer.etag, version: isObject(meta) ? meta.version : undefined }
}

/** Changes the user if it is still of that version. */
const changeIf = async ({ scim, mark }: Ground, path: string, etag: string, displayName: string): Promise<ScimAnswer> =>
  scim.send('PUT', path, { ...newUser(mark, 'one'), displayName }, { headers: { 'if-match': etag } })

const etagTrials: readonly Trial[] = [
  {
    area: 'etag',
    title: 'A resource has an ETag, and meta.version is the same',
    clause: 'RFC 7643 §3.1, RFC 7644 §3.14',
    needs: 'etag',
    run: async (ground) => {
      const { etag, version } = await tagOf(ground)
      insist(version === etag, `ETag is ${etag}, meta.version is ${String(version)}`)
    },
  },
  {
    area: 'etag',
    title: 'If-None-Match of what one has answers 304',
    clause: 'RFC 7644 §3.14',
    needs: 'etag',
    run: async (ground) => {
      const { path, etag } = await tagOf(ground)
      const headers = { 'if-none-match': etag }
      insistStatus(await ground.scim.send('GET', path, undefined, { headers }), 304)
    },
  },
  {
    area: 'etag',
    title: 'If-Match of the present version changes it, and gives it another',
    clause: 'RFC 7644 §3.14',
    needs: 'etag',
    run: async (ground) => {
      const { path, etag } = await tagOf(ground)
      insistStatus(await changeIf(ground, path, etag, 'Changed in time'), 200)
      insist((await tagOf(ground)).etag !== etag, 'the ETag is as before')
    },
  },
  {
    area: 'etag',
    title: 'If-Match of an earlier version is 412, and changes nothing',
    clause: 'RFC 7644 §3.14, RFC 9110 §13.1.1',
    needs: ['etag', 'patch'],
    run: async (ground) => {
      const { path, etag } = await tagOf(ground)
      insistStatus(
        await ground.scim.send('PATCH', path, patchOf({ op: 'replace', path: 'displayName', value: 'In between' })),
        200,
        204,
      )
      insistStatus(await changeIf(ground, path, etag, 'Too late'), 412)
      insist((await readBack(ground, path)).displayName !== 'Too late', 'it was changed all the same')
    },
  },
]

/** What a server may have, and announces. */
export const featureTrials: readonly Trial[] = [...sortTrials, ...searchTrials, ...cursorTrials, ...etagTrials]
