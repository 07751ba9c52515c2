import { afterAll, beforeAll, expect, test } from 'vitest'
import { aGroup, aUser, type DirectoryBench, openDirectory, patch } from '../../../test/support/directory.ts'

let bench: DirectoryBench

beforeAll(async () => {
  bench = await openDirectory({ slug: 'appliance', kind: 'ghes' })
})
afterAll(() => bench.close())

const exported = (query = '') => bench.server.home.call('GET', `/enterprises/appliance/users/export?${query}`)

async function provision(user: Record<string, unknown>): Promise<string> {
  const response = await bench.scim('POST', '/Users', user)
  expect(response.statusCode).toBe(201)
  return response.json().id
}

test('the export holds names, every e-mail, roles and groups, in the same words in both forms', async () => {
  const mona = await provision({
    ...aUser({ userName: 'mona', externalId: 'm-1', displayName: '=HYPERLINK("http://evil.example")' }),
    name: { givenName: 'Mona', familyName: 'Lisa', formatted: 'Mona Lisa' },
    emails: [
      { value: 'mona@acme.example', type: 'work', primary: true },
      { value: 'lisa@home.example', type: 'home' },
    ],
    roles: [{ value: 'enterprise_owner', primary: true }],
  })
  const gone = await provision(aUser({ userName: 'gone', externalId: 'g-1' }))
  for (const displayName of ['Engineers', 'Painters, all'])
    await bench.scim('POST', '/Groups', aGroup({ displayName, members: [{ value: mona }, { value: gone }] }))
  await bench.scim('PATCH', `/Users/${gone}`, patch({ op: 'replace', path: 'active', value: false }))

  const csv = await exported()
  expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8')
  const [head, first, second] = csv.body.split('\r\n')
  expect(head).toBe(
    'state,login,original login,userName,externalId,display name,given name,family name,formatted name,email,further emails,role,SCIM roles,groups,created,updated,id,account id',
  )
  expect(first).toContain(
    `active,mona,mona,mona,m-1,"'=HYPERLINK(""http://evil.example"")",Mona,Lisa,Mona Lisa,mona@acme.example,lisa@home.example (home),enterprise_owner,enterprise_owner,"Engineers; Painters, all",`,
  )
  // Groups of whom SCIM has suspended are hidden, as SCIM hides them.
  expect(second).toMatch(/^suspended,[0-9a-f]+,gone,gone,g-1,.*,user,,,/)

  const json = (await exported('format=json')).json()
  expect(json.map((one: { userName: string }) => one.userName)).toEqual(['mona', 'gone'])
  expect(json[0]).toMatchObject({
    groups: ['Engineers', 'Painters, all'],
    emails: [{ value: 'mona@acme.example' }, { value: 'lisa@home.example', type: 'home' }],
    name: { familyName: 'Lisa' },
    account: expect.any(Number),
  })
})

test('a filter holds for the export, who exported what is in the log, and the pages meet without a gap', async () => {
  expect((await exported('format=json&state=suspended')).json()).toHaveLength(1)
  const { items } = await bench.server.home.ok<{ items: { data: unknown }[] }>('GET', '/events?type=export.made')
  expect(items[0]?.data).toMatchObject({ what: 'people of appliance', format: 'json', count: 1 })
  // More than one page of the export: rows as they are, made by the database.
  await bench.server.deps.queries.query(
    `insert into directory_user (enterprise_id, account_id, id, login_taken, user_name_taken, suspended, state, created_at, updated_at)
     select enterprise_id, 900000 + n, gen_random_uuid(), 'copy' || n, 'copy' || n, false,
       jsonb_set(jsonb_set(state, '{login}', to_jsonb('copy' || n)), '{identity,userName}', to_jsonb('copy' || n)), now(), now()
     from directory_user, generate_series(1, 1000) n where login_taken = 'mona' order by n`,
  )
  const all = (await exported('format=json&q=copy')).json() as { userName: string }[]
  expect(new Set(all.map(({ userName }) => userName)).size).toBe(1000)
  expect((await exported('q=copy')).body.trimEnd().split('\r\n')).toHaveLength(1001)
})
