import type { Enterprise } from '@rollcall/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aGroup, aUser, type DirectoryBench, openDirectory, patch } from '../../../test/support/directory.ts'

let bench: DirectoryBench

beforeAll(async () => {
  bench = await openDirectory()
})
afterAll(() => bench.close())

const bugs = () => bench.server.logs.filter((line) => line.err).map((line) => JSON.stringify(line.err).slice(0, 400))

test('a user is provisioned, read, listed, changed, suspended, restored and deleted', async () => {
  const { scim, takeActions } = bench
  const created = await scim('POST', '/Users', aUser({ userName: 'Mona.Lisa@octo.example' }))
  expect(created.statusCode, created.body).toBe(201)
  const user = created.json()
  expect(created.headers.location).toBe(user.meta.location)
  expect(await takeActions()).toEqual([
    'external_identity.provision',
    'user.create',
    'external_identity.scim_api_success',
  ])
  const read = await scim('GET', `/Users/${user.id}`)
  expect(read.json()).toEqual(user)
  const found = await scim('GET', `/Users?filter=${encodeURIComponent('userName eq "MONA.lisa@octo.example"')}`)
  expect(found.json()).toMatchObject({ totalResults: 1, itemsPerPage: 1, Resources: [{ id: user.id }] })

  const off = await scim('PATCH', `/Users/${user.id}`, patch({ op: 'replace', value: { active: false } }))
  expect(bugs()).toEqual([])
  expect(off.json()).toMatchObject({ active: false })
  expect(await takeActions()).toEqual([
    'user.suspend',
    'user.remove_email',
    'user.rename',
    'external_identity.deprovision',
    'external_identity.scim_api_success',
  ])
  const again = await scim('PATCH', `/Users/${user.id}`, patch({ op: 'replace', value: { active: false } }))
  expect(again.statusCode).toBe(200)
  expect(await takeActions()).toEqual([])
  const on = await scim('PATCH', `/Users/${user.id}`, patch({ op: 'Replace', path: 'active', value: 'True' }))
  expect(on.json()).toMatchObject({ active: true })
  expect((await scim('DELETE', `/Users/${user.id}`)).statusCode).toBe(204)
  expect((await scim('GET', `/Users/${user.id}`)).statusCode).toBe(404)
  expect((await scim('DELETE', `/Users/${user.id}`)).statusCode).toBe(404)
})

test('a whole resource that comes back as it was, meta and all, changes nothing', async () => {
  const { scim, takeActions } = bench
  const created = await scim('POST', '/Users', aUser(), { base: 'standard' })
  await takeActions()
  const { id } = created.json()
  const sent = await scim('PATCH', `/Users/${id}`, patch({ op: 'replace', value: created.json() }), {
    base: 'standard',
  })
  expect(sent.statusCode, sent.body).toBe(200)
  expect(sent.json()).toEqual(created.json())
  expect(await takeActions()).toEqual([])
})

test('pages of several enterprises that are asked for in one moment are each their own', async () => {
  const { server } = bench
  const names = ['left', 'right']
  const lists = await Promise.all(
    names.map(async (slug) => {
      const { addresses } = await server.home.ok<Enterprise>('POST', '/enterprises', {
        slug,
        kind: 'emu',
        shortCode: slug,
      })
      const { token } = await server.home.ok<{ token: string }>('POST', `/enterprises/${slug}/tokens`, {
        scopes: ['scim:enterprise'],
      })
      const call = (method: 'GET' | 'POST', path: string, body?: object) =>
        server.app.inject({
          method,
          url: new URL(addresses.github).pathname + path,
          headers: { 'user-agent': 'test', authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
          ...(body ? { payload: body } : {}),
        })
      const users = []
      for (const name of ['a', 'b', 'c'])
        users.push((await call('POST', '/Users', aUser({ userName: `${name}@${slug}.example` }))).json())
      const display = `The "${slug}" \\ ones\u2028`
      const members = [{ value: users[1].id }]
      expect((await call('POST', '/Groups', aGroup({ displayName: display, members }))).statusCode).toBe(201)
      return {
        slug,
        display,
        users,
        page: (startIndex: number) => call('GET', `/Users?count=2&startIndex=${startIndex}`),
      }
    }),
  )
  const asked = [1, 2, 3].flatMap((startIndex) => lists.map((list) => ({ ...list, startIndex })))
  const pages = await Promise.all(asked.map(async (one) => ({ ...one, answer: await one.page(one.startIndex) })))
  for (const { slug, display, users, startIndex, answer } of pages) {
    const { totalResults, Resources } = answer.json()
    expect(totalResults).toBe(3)
    expect(Resources.map((one: { id: string }) => one.id)).toEqual(
      users.slice(startIndex - 1, startIndex + 1).map((one) => one.id),
    )
    for (const { userName, groups } of Resources)
      expect(groups.map((one: { display: string }) => one.display)).toEqual(
        userName === `b@${slug}.example` ? [display] : [],
      )
  }

  const { queries } = server.deps
  const events = async () =>
    (await queries.query('select distinct enterprise_id from audit_event order by 1')).rows.map(
      (row) => row.enterprise_id,
    )
  const { rows } = await queries.query<{ id: number }>(`select id from enterprise where slug = 'right'`)
  const before = await events()
  expect(before).toContain(rows[0]?.id)
  await server.home.ok('DELETE', '/enterprises/right?confirm=right')
  expect(await events()).toEqual(before.filter((id) => id !== rows[0]?.id))
})

test('a place in a list that was counted to is found again, whoever goes before it', async () => {
  const { scim } = bench
  const page = async () => (await scim('GET', '/Users?startIndex=3&count=1')).json().Resources[0].id
  const made = []
  for (let n = 0; n < 3; n++) made.push((await scim('POST', '/Users', aUser())).json().id)
  const third = await page()
  const first = (await scim('GET', '/Users?count=1')).json().Resources[0].id
  expect((await scim('DELETE', `/Users/${first}`)).statusCode).toBe(204)
  expect(await page()).toBe(third)
  expect(made).toContain(third)
})
