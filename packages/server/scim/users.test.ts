import { afterAll, beforeAll, expect, test } from 'vitest'
import { aUser, type DirectoryBench, openDirectory, patch } from '../../../test/support/directory.ts'

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
