import {
  compareBy,
  compileFilter,
  compileSort,
  type Filter,
  type FilterColumns,
  foldCase,
  type JsonObject,
  matchesFilter,
  parseFilter,
  printFilter,
  userType,
} from '@rollcall/scim'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../support/database.ts'

/** Filters mean the same on a real PostgreSQL as in memory: nulls, case, wildcards, order, and rows of another table. */

const columns: FilterColumns = {
  id: { sql: 'u.id', as: 'uuid' },
  userName: { sql: 'u.user_name', key: 'u.user_name_key' },
  externalId: { sql: 'u.external_id' },
  title: { sql: 'u.title' },
  active: { sql: 'u.active' },
  'meta.created': { sql: 'u.created_at' },
  'name.givenName': { sql: 'u.given_name' },
  'name.familyName': { sql: 'u.family_name' },
  emails: {
    exists: (where) => `exists (select 1 from scim_email e where e.user_id = u.id and ${where})`,
    columns: { value: { sql: 'e.value' }, type: { sql: 'e.type' } },
  },
}

const words = ['', 'a', 'A', 'ab', 'aB', 'b%', 'B_', 'a\\', "o'x", 'é', 'z😀']
const moments = ['2020-01-01T00:00:00Z', '2020-01-01T00:30:00+01:00', '2021-06-01T12:00:00.5Z']
const pick = <Value>(values: readonly Value[], index: number): Value | undefined => values[index % (values.length + 1)]
const idOf = (index: number) => `2819c223-7f76-453a-919d-${String(index).padStart(12, '0')}`

/** Every attribute is absent in some of them, and they differ in how they go together. */
const rows = Array.from({ length: 60 }, (_, index) => {
  const emails = Array.from({ length: index % 3 }, (_, place) => ({
    value: pick(words, index + place) ?? 'x',
    type: place === 0 ? (index % 2 === 0 ? 'work' : 'Home') : undefined,
  }))
  const name = { givenName: pick(words, index * 5), familyName: pick(words, index * 11 + 3) }
  return {
    id: idOf(index),
    userName: pick(words, index) ?? 'user',
    externalId: pick(words, index * 3 + 1),
    title: pick(words, index * 7 + 2),
    active: pick([true, false], index),
    meta: { created: pick(moments, index) ?? moments[0] },
    emails: emails.length > 0 ? emails : undefined,
    name: name.givenName === undefined && name.familyName === undefined ? undefined : name,
  }
})
const users = rows.map((row) => JSON.parse(JSON.stringify(row)) as JsonObject)

let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await createDatabase()
  client = new pg.Client(database)
  await client.connect()
  await client.query(`
    create table scim_user (id uuid primary key, user_name text, user_name_key text, external_id text, title text,
      active boolean, created_at timestamptz, given_name text, family_name text);
    create table scim_email (user_id uuid, value text, type text)`)
  for (const { id, userName, externalId, title, active, meta, name, emails } of rows) {
    await client.query('insert into scim_user values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
      id,
      userName,
      foldCase(userName),
      externalId,
      title,
      active,
      meta.created,
      name?.givenName,
      name?.familyName,
    ])
    for (const { value, type } of emails ?? []) {
      await client.query('insert into scim_email values ($1, $2, $3)', [id, value, type])
    }
  }
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

const path = (attribute: string, sub: string | null = null) => ({ schema: null, attribute, sub })
const texts = fc.constantFrom(
  path('userName'),
  path('externalId'),
  path('title'),
  path('name', 'givenName'),
  path('emails'),
  path('emails', 'type'),
)
const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le') as fc.Arbitrary<'eq'>
const compare = <Value extends string | boolean | null>(
  paths: fc.Arbitrary<ReturnType<typeof path>>,
  operators: fc.Arbitrary<'eq'>,
  values: fc.Arbitrary<Value>,
): fc.Arbitrary<Filter> =>
  fc.record({ kind: fc.constant('compare' as const), path: paths, operator: operators, value: values })
const equality = fc.constantFrom('eq', 'ne') as fc.Arbitrary<'eq'>
const word = fc.constantFrom(...words)
const inner = fc.oneof(
  compare(fc.constantFrom(path('value'), path('type')), operator, word),
  fc.constant<Filter>({ kind: 'present', path: path('type') }),
)
const leaf = fc.oneof(
  compare(texts, operator, word),
  compare(fc.constantFrom(path('title'), path('active'), path('emails'), path('name')), equality, fc.constant(null)),
  compare(fc.constant(path('active')), equality, fc.boolean()),
  compare(fc.constant(path('id')), operator, fc.constantFrom(idOf(3), idOf(40), 'x', '2819')),
  compare(
    fc.constant(path('meta', 'created')),
    fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le') as fc.Arbitrary<'eq'>,
    fc.constantFrom(...moments),
  ),
  fc.record({
    kind: fc.constant('present' as const),
    path: fc.constantFrom(path('title'), path('name'), path('emails'), path('active'), path('emails', 'type')),
  }),
  fc.record({
    kind: fc.constant('some' as const),
    path: fc.constant(path('emails')),
    filter: fc.oneof(
      inner,
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), terms: fc.tuple(inner, inner) }),
      fc.record({ kind: fc.constant('not' as const), filter: inner }),
    ),
  }),
)
const filters = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), terms: fc.tuple(tie('filter'), tie('filter')) }),
    fc.record({ kind: fc.constant('not' as const), filter: tie('filter') }),
  ),
})).filter

test('filters find on PostgreSQL whom they find in memory', async () => {
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const { sql, params } = compileFilter(filter, { type: userType, columns, firstParameter: 2 })
      const { rows: found } = await client.query<{ id: string }>(
        `select u.id from scim_user u where $1::boolean and ${sql} order by u.id`,
        [true, ...params],
      )
      const fitting = users.filter((user) => matchesFilter(filter, user, userType)).map((user) => user.id)
      expect(
        found.map((row) => row.id),
        printFilter(filter),
      ).toEqual(fitting)
    }),
    { numRuns: Number(process.env.SCIM_FUZZ ?? 400), seed: 7644 },
  )
})

test('a value that tries to be SQL is a value', async () => {
  for (const value of ["' or 1=1 --", '$1', '\\', '%', '_', "'; drop table scim_user; --"]) {
    const filter = parseFilter(`userName co ${JSON.stringify(value)} or emails.value ew ${JSON.stringify(value)}`)
    const { sql, params } = compileFilter(filter, { type: userType, columns })
    const { rows: found } = await client.query(`select u.id from scim_user u where ${sql} order by u.id`, params)
    expect(found.map((row) => row.id)).toEqual(
      users.filter((user) => matchesFilter(filter, user, userType)).map((user) => user.id),
    )
  }
})

test('sorting is the same order', async () => {
  const sorts = [
    path('userName'),
    path('title'),
    path('externalId'),
    path('name', 'familyName'),
    path('meta', 'created'),
    path('active'),
    path('id'),
  ]
  for (const sortBy of sorts) {
    for (const sortOrder of ['ascending', 'descending'] as const) {
      const order = compileSort({ sortBy, sortOrder }, { type: userType, columns })
      const { rows: found } = await client.query<{ id: string }>(`select u.id from scim_user u order by ${order}, u.id`)
      const sorted = users.toSorted(compareBy({ sortBy, sortOrder }, userType))
      expect(
        found.map((row) => row.id),
        `${order}`,
      ).toEqual(sorted.map((user) => user.id))
    }
  }
})
