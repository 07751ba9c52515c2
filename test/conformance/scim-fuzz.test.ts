import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aGroup, aUser, type DirectoryBench, openDirectory, patchSchema } from '../support/directory.ts'

/** The full count is for `npm run test:fuzz`; the seed makes a failure come again. */
const runs = Number(process.env.SCIM_HTTP_FUZZ ?? 250)
const seed = Number(process.env.SCIM_FUZZ_SEED ?? 20261123)

let bench: DirectoryBench
let userId: string
let groupId: string
let foreignId: string
beforeAll(async () => {
  bench = await openDirectory()
  // A limit would answer the rest of a long run, and nothing of it would be tried.
  await bench.server.home.ok('PATCH', '/enterprises/octo', { options: { rateLimit: 0 } })
  userId = (await bench.scim('POST', '/Users', aUser())).json().id
  groupId = (await bench.scim('POST', '/Groups', aGroup())).json().id
  const other = await bench.server.home.ok<{ slug: string }>('POST', '/enterprises', {
    slug: 'secret-garden',
    kind: 'emu',
    shortCode: 'garden',
  })
  const { token } = await bench.server.home.ok<{ token: string }>('POST', `/enterprises/${other.slug}/tokens`, {
    scopes: ['scim:enterprise'],
  })
  const foreign = await bench.server.app.inject({
    method: 'POST',
    url: `/scim/v2/enterprises/${other.slug}/Users`,
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'x', 'content-type': 'application/json' },
    payload: aUser({ userName: 'hidden-rose', displayName: 'Hidden Rose' }),
  })
  foreignId = foreign.json().id
})
afterAll(() => bench.close())

const names = [
  'userName',
  'emails',
  'emails.value',
  'name.familyName',
  'active',
  'id',
  'members',
  'groups',
  'schemas',
  'meta.created',
  'externalId',
  'displayName',
  'password',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager',
  '__proto__',
  'constructor',
]
const word = fc.oneof(
  fc.constantFrom(...names),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '%', '\\', "'", '"', '$1', '--', ';'),
)
const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr', 'EQ', 'and', 'regex')
const literal = fc.oneof(
  word.map((text) => JSON.stringify(text)),
  word.map((text) => `'${text}'`),
  fc.constantFrom('true', 'null', '1', '1e999', '-0', '{}', '[]', '"2020-01-01T00:00:00Z"'),
)
const filter = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.tuple(word, operator, literal).map((parts) => parts.join(' ')),
  fc
    .tuple(word, operator, literal, fc.constantFrom('and', 'or', 'not'), word, operator, literal)
    .map((parts) => parts.join(' ')),
  fc.tuple(word, word, operator, literal).map(([path, sub, op, value]) => `${path}[${sub} ${op} ${value}]`),
  fc.integer({ min: 1, max: 3000 }).map((depth) => `${'('.repeat(depth)}userName pr${')'.repeat(depth)}`),
)
/** Longer than any index takes, and nothing that compresses. */
const long = createHash('shake256', { outputLength: 9000 }).update('long').digest('base64')
const json = fc.oneof(
  { weight: 20, arbitrary: fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }) },
  { weight: 1, arbitrary: fc.constantFrom(long, [{ value: long, type: long }]) },
)
const number = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom('1e400', '99999999999999999999', '-0', '0x10', '', ' 7', 'many'),
)
const body = fc.oneof(
  json,
  fc.record(
    {
      schemas: json,
      userName: json,
      externalId: json,
      emails: json,
      name: json,
      active: json,
      roles: json,
      displayName: json,
      members: json,
    },
    { requiredKeys: [] },
  ),
  fc.record({
    schemas: fc.constant([patchSchema]),
    Operations: fc.array(
      fc.record(
        {
          op: fc.constantFrom('add', 'remove', 'replace', 'Add', 'move'),
          path: fc.oneof(
            word,
            filter,
            fc.tuple(word, filter).map(([path, inner]) => `${path}[${inner}]`),
          ),
          value: json,
        },
        { requiredKeys: ['op'] },
      ),
      { maxLength: 4 },
    ),
  }),
)
const base = fc.constantFrom('github' as const, 'standard' as const)

/** An answer, never a fault of ours; what is refused says why; and nothing of another enterprise is in it. */
function judge(answer: { statusCode: number; body: string; json: () => unknown }, about: string): void {
  expect(answer.statusCode, `${about}: ${answer.body.slice(0, 500)}`).toBeLessThan(500)
  expect(answer.body, about).not.toMatch(/hidden.rose/i)
  if (answer.statusCode < 400) return
  expect(answer.statusCode, about).not.toBe(429)
  const { detail } = answer.json() as { detail?: string }
  // What is refused is named: an attribute, a parameter, an operation, or the filter or body that is none.
  const named =
    /"[^"]+"|filter|body|operation|method|cursor|sortBy|user |endpoint|%|(?:userName|externalId|displayName|emails|roles|members|active|name)\b/i
  expect(detail, `${about}: ${answer.body}`).toMatch(named)
}

test('any query ends in an answer or a SCIM error', async () => {
  await fc.assert(
    fc.asyncProperty(
      base,
      fc.constantFrom('/Users', '/Groups'),
      filter,
      word,
      number,
      async (at, path, text, extra, place) => {
        const parameters = new URLSearchParams({
          filter: text,
          sortBy: extra,
          count: place,
          startIndex: place,
          attributes: extra,
        })
        for (const name of ['filter', 'sortBy', 'count'])
          if (name.length % 3 === place.length % 3) parameters.delete(name)
        judge(await bench.scim('GET', `${path}?${parameters}`, undefined, { base: at }), `${at} ${path} ${parameters}`)
      },
    ),
    { numRuns: runs, seed },
  )
}, 3_600_000)

test('any body ends in an answer or a SCIM error', async () => {
  const target = fc.constantFrom(
    ['POST', '/Users'],
    ['POST', '/Groups'],
    ['PUT', '/Users/'],
    ['PATCH', '/Users/'],
    ['PUT', '/Groups/'],
    ['PATCH', '/Groups/'],
  )
  await fc.assert(
    fc.asyncProperty(base, target, body, async (at, [method = '', path = ''], sent) => {
      const place = path.endsWith('/') ? path + (path.includes('Users') ? userId : groupId) : path
      judge(await bench.scim(method, place, sent, { base: at }), `${at} ${method} ${place} ${JSON.stringify(sent)}`)
    }),
    { numRuns: runs, seed },
  )
  expect((await bench.scim('GET', `/Users/${userId}`)).statusCode).toBe(200)
}, 3_600_000)

test('any path, and the id of another enterprise’s user, ends in 404', async () => {
  await fc.assert(
    fc.asyncProperty(
      base,
      fc.constantFrom('GET', 'DELETE', 'PATCH'),
      fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constant(long)),
      async (at, method, text) => {
        const id = encodeURIComponent(text.toWellFormed())
        if (id === '' || id === '.' || id === '..') return
        const sent = method === 'PATCH' ? { Operations: [] } : undefined
        const answer = await bench.scim(method, `/Users/${id}`, sent, { base: at })
        judge(answer, `${at} ${method} ${id}`)
        expect(answer.statusCode).toBe(404)
      },
    ),
    { numRuns: runs, seed },
  )
  for (const method of ['GET', 'DELETE']) expect((await bench.scim(method, `/Users/${foreignId}`)).statusCode).toBe(404)
  const theft = await bench.scim('PATCH', `/Groups/${groupId}`, {
    Operations: [{ op: 'add', path: 'members', value: [{ value: foreignId }] }],
  })
  expect(theft.statusCode).toBe(400)
}, 3_600_000)
