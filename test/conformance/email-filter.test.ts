import { compileFilter, type JsonObject, matchesFilter, parseFilter, userType } from '@rollcall/scim'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { userColumns } from '../../packages/server/scim/columns.ts'
import type { Queries } from '../../packages/server/store/database.ts'
import { countUsers, pageOfUsers } from '../../packages/server/store/directory-users.ts'
import { foldCaseSql } from '../../packages/server/store/fold-case.ts'
import { up } from '../../packages/server/store/migrations/0017-directory-emails.ts'
import { aUser, type DirectoryBench, openDirectory, patch } from '../support/directory.ts'

/** Filters by e-mail, on the server's own tables: what they find, and that they do not read everybody to find it. */

let bench: DirectoryBench
let enterpriseId: number
beforeAll(async () => {
  bench = await openDirectory()
  const { id } = await bench.server.deps.db.selectFrom('enterprise').select('id').executeTakeFirstOrThrow()
  enterpriseId = id
})
afterAll(() => bench.close())

const standard = (method: string, path: string, body?: unknown) => bench.scim(method, path, body, { base: 'standard' })

async function found(filter: string): Promise<unknown[]> {
  const answer = await standard('GET', `/Users?count=200&filter=${encodeURIComponent(filter)}`)
  expect(answer.statusCode, `${filter}: ${answer.body}`).toBe(200)
  const { totalResults, Resources } = answer.json() as { totalResults: number; Resources: { id: string }[] }
  expect(Resources, filter).toHaveLength(totalResults)
  return Resources.map(({ id }) => id)
}

const values = [
  'mona@a.example',
  'MONA@a.example',
  'lisa+x@b.example',
  'o%x_y@c.example',
  'back\\slash@d.example',
  'é@e.example',
]
const kinds = ['work', 'Home', 'other', undefined]

test('they find whom they find in memory, also after every kind of change', async () => {
  const ids: string[] = []
  for (let index = 0; index < 40; index++) {
    const emails = Array.from({ length: index % 4 }, (_, place) => ({
      value: values[(index + place * 5) % values.length],
      type: kinds[(index + place) % kinds.length],
      ...(place === 1 ? { primary: true } : {}),
      ...(index % 5 === 0 ? { display: `Shown ${index % 3}` } : {}),
    }))
    const answer = await standard('POST', '/Users', aUser({ emails }))
    expect(answer.statusCode, answer.body).toBe(201)
    ids.push(answer.json().id)
  }
  const change = (index: number, ...operations: unknown[]) =>
    standard('PATCH', `/Users/${ids[index]}`, patch(...operations))
  await change(3, { op: 'remove', path: 'emails' })
  await change(4, { op: 'replace', path: 'emails', value: [{ value: 'new@f.example', type: 'work' }] })
  await change(5, { op: 'add', path: 'emails', value: [{ value: 'more@f.example' }] })
  await change(6, { op: 'replace', path: 'active', value: false })
  await standard('DELETE', `/Users/${ids[7]}`)
  const listed = await standard('GET', '/Users?count=200')
  const users = listed.json().Resources as JsonObject[]
  expect(users).toHaveLength(39)

  const text = fc.constantFrom(...values, 'new@f.example', 'a.exam', 'mona', '@', 'nobody', '')
  const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'le')
  const leaf = fc.oneof(
    fc
      .tuple(fc.constantFrom('emails', 'emails.value', 'EMAILS.VALUE'), operator, text)
      .map(([path, op, one]) => `${path} ${op} ${JSON.stringify(one)}`),
    fc.tuple(operator, text).map(([op, one]) => `emails[type eq "work"].value ${op} ${JSON.stringify(one)}`),
    fc.tuple(operator, text).map(([op, one]) => `emails[type eq "home" and value ${op} ${JSON.stringify(one)}]`),
    fc.constantFrom(
      'emails pr',
      'emails.display pr',
      'emails.type eq "WORK"',
      'emails.primary eq true',
      'emails[not (type eq "work")]',
      'emails[primary eq true and type pr]',
      'emails.display sw "shown"',
      'active eq false',
    ),
  )
  const filters = fc.oneof(
    leaf,
    leaf.map((one) => `not (${one})`),
    fc.tuple(leaf, fc.constantFrom('and', 'or'), leaf).map(([one, word, other]) => `(${one}) ${word} (${other})`),
  )
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const parsed = parseFilter(filter)
      const fitting = users.filter((user) => matchesFilter(parsed, user, userType)).map(({ id }) => id)
      expect(await found(filter), filter).toEqual(fitting)
    }),
    { numRuns: Number(process.env.SCIM_FUZZ ?? 300), seed: 7643 },
  )
})

test('among thousands of users they begin at an index of e-mails', async () => {
  const { queries } = bench.server.deps
  await queries.query(
    `insert into directory_user (enterprise_id, account_id, id, login_taken, user_name_taken, suspended, state, created_at, updated_at)
    select u.enterprise_id, 1000000 + n, gen_random_uuid(), 'many' || n, 'many' || n, false,
      jsonb_set(u.state, '{identity,emails}', jsonb_build_array(jsonb_build_object('value', 'person' || n || '@many.example', 'type', 'work'))),
      now(), now()
    from (select * from directory_user where enterprise_id = $1 and id is not null limit 1) u, generate_series(1, 20000) n`,
    [enterpriseId],
  )
  await queries.query('vacuum analyze directory_user, directory_email')
  const plans: string[] = []
  const explaining = {
    query: async (given: string | { text: string; values: unknown[] }, more?: unknown[]) => {
      const { text, values: bound } = typeof given === 'string' ? { text: given, values: more } : given
      const { rows } = await queries.query<{ 'QUERY PLAN': string }>(`explain ${text}`, bound)
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
      return { rows: [] }
    },
  } as unknown as Queries
  for (const filter of [
    'emails.value eq "person77@many.example"',
    'emails eq "PERSON77@many.example"',
    'emails[type eq "work"].value eq "person77@many.example"',
    'emails[type eq "work" and value eq "person77@many.example"]',
    'emails.value sw "person77@"',
    'emails co "son77@ma"',
    'emails.value ew "rson77@many.example"',
    'active eq true and emails.value eq "person77@many.example"',
  ]) {
    expect(await found(filter), filter).toHaveLength(1)
    const condition = compileFilter(parseFilter(filter), {
      type: userType,
      columns: userColumns,
      firstParameter: 2,
      fold: foldCaseSql,
    })
    plans.length = 0
    await pageOfUsers(explaining, enterpriseId, { condition, sort: null, from: { afterSeq: 0 }, count: 100 })
    await countUsers(explaining, enterpriseId, condition)
    expect(plans).toHaveLength(2)
    for (const plan of plans) {
      expect(plan, filter).not.toContain('Seq Scan')
      expect(plan, filter).toMatch(/directory_email_(?:value|parts)/)
    }
  }
})

test('who was there before e-mails were rows is found too', async () => {
  const { db, queries } = bench.server.deps
  const rows = async () => (await queries.query('select * from directory_email order by 1, 2, 3')).rows
  const before = await rows()
  expect(before.length).toBeGreaterThan(20_000)
  await queries.query(
    'drop table directory_email; drop function keep_directory_emails cascade; drop function add_directory_emails cascade',
  )
  await up(db as unknown as Parameters<typeof up>[0])
  expect(await rows()).toEqual(before)
  await standard('POST', '/Users', aUser({ emails: [{ value: 'after@many.example' }] }))
  expect(await found('emails.value eq "after@many.example"')).toHaveLength(1)
})
