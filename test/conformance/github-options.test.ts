import { enterpriseOptions } from '@rollcall/directory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  aGroup,
  aUser,
  type DirectoryBench,
  openDirectory,
  patch,
  type ScimCallOptions,
  userSchema,
  useUpTheHour,
} from '../support/directory.ts'

/** Every point of the protocol that GitHub leaves open does what its option says, at the GitHub base of a server. */

let bench: DirectoryBench
let ghes: DirectoryBench
let userId: string
let groupId: string
beforeAll(async () => {
  bench = await openDirectory()
  ghes = await openDirectory({ slug: 'appliance', kind: 'ghes', host: 'ghes.octo.example' })
  userId = (await bench.scim('POST', '/Users', aUser({ userName: 'Mona.Lisa@octo.example' }))).json().id
  groupId = (await bench.scim('POST', '/Groups', aGroup())).json().id
})
afterAll(async () => {
  await bench.close()
  await ghes.close()
})

type Options = Record<string, string | number>
const choose = (options: Options) => bench.server.home.ok('PATCH', '/enterprises/octo', { options })

const status = async (method: string, path: string, body?: unknown, more?: ScimCallOptions) =>
  (await bench.scim(method, path, body, more)).statusCode
const listed = (filter: string) => `/Users?filter=${encodeURIComponent(filter)}`
const email = [{ value: 'mona.lisa@octo.example' }]
let changes = 0
const changedEmail = async () => {
  const value = `mona${++changes}@octo.example`
  const operation = { op: 'replace', path: 'emails[type eq "work"].value', value }
  const { emails } = (await bench.scim('PATCH', `/Users/${userId}`, patch(operation))).json()
  return JSON.stringify(emails).includes(value)
}
/** What can be seen of each option: by default, and when its other value is chosen. */
const cases: Record<
  string,
  { chosen: string | number; see: () => Promise<unknown>; usual: unknown; other: unknown }[]
> = {
  undocumentedEndpoints: [
    { chosen: 'serve', see: () => status('GET', '/ServiceProviderConfig'), usual: 404, other: 200 },
    { chosen: 'serve', see: () => status('GET', '/Schemas'), usual: 404, other: 200 },
    {
      chosen: 'serve',
      see: async () => {
        const answer = await bench.scim('POST', '/Users/.search', { filter: `id eq "${userId}"` })
        return answer.statusCode === 200 ? answer.json().totalResults : answer.statusCode
      },
      usual: 404,
      other: 1,
    },
    {
      chosen: 'serve',
      see: async () => {
        const Operations = [{ method: 'DELETE', path: '/Users/0' }]
        const answer = await bench.scim('POST', '/Bulk', { Operations })
        return answer.json().Operations?.[0].status ?? answer.statusCode
      },
      usual: 404,
      other: '404',
    },
  ],
  errorStatusType: [
    {
      chosen: 'string',
      see: async () => (await bench.scim('POST', '/Users', {})).json().status,
      usual: 400,
      other: '400',
    },
  ],
  requestId: [
    {
      chosen: 'own',
      see: async () => {
        const { headers } = await bench.scim('GET', '/Users/0')
        const { db } = bench.server.deps
        const last = await db.selectFrom('audit_event').select('request_id').orderBy('seq', 'desc').executeTakeFirst()
        return headers['x-github-request-id'] === last?.request_id
      },
      usual: true,
      other: false,
    },
  ],
  unknownAttributes: [
    { title: 'Engineer' },
    { schemas: [userSchema, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'] },
    { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'x' } },
    { groups: [] },
  ].map((more, place) => ({
    chosen: 'refuse',
    see: () => status('PUT', `/Users/${userId}`, { ...aUser({ userName: 'Mona.Lisa@octo.example' }), ...more }),
    usual: 200,
    other: place === 3 ? 200 : 400,
  })),
  requiredAttributes: [
    {
      chosen: 'strict',
      see: () => status('PUT', `/Users/${userId}`, { ...aUser({ userName: 'Mona.Lisa@octo.example' }), emails: email }),
      usual: 200,
      other: 400,
    },
  ],
  metaLocation: [
    {
      chosen: 'without_enterprise',
      see: async () =>
        new URL((await bench.scim('GET', `/Users/${userId}`)).json().meta.location).pathname.replace(userId, ''),
      usual: '/scim/v2/enterprises/octo/Users/',
      other: '/scim/v2/Users/',
    },
  ],
  itemsPerPage: [
    {
      chosen: 'page_size',
      see: async () => (await bench.scim('GET', '/Users?count=20')).json().itemsPerPage,
      usual: 1,
      other: 20,
    },
  ],
  unsupportedFilter: [
    { chosen: 'evaluate', see: () => status('GET', listed('userName co "mona"')), usual: 400, other: 200 },
  ],
  userNameFilter: [
    {
      chosen: 'login',
      see: async () => (await bench.scim('GET', listed('userName eq "Mona-Lisa_octo"'))).json().totalResults,
      usual: 0,
      other: 1,
    },
  ],
  maximumCount: [
    {
      chosen: 200,
      see: async () => {
        await choose({ itemsPerPage: 'page_size' })
        return (await bench.scim('GET', '/Users?count=150')).json().itemsPerPage
      },
      usual: 100,
      other: 150,
    },
  ],
  filteredPatchPaths: [{ chosen: 'ignore', see: changedEmail, usual: true, other: false }],
  patchOperationCase: [
    {
      chosen: 'lower',
      see: () => status('PATCH', `/Users/${userId}`, patch({ op: 'Replace', path: 'active', value: true })),
      usual: 200,
      other: 400,
    },
  ],
  groupPatchStatus: [
    { chosen: 204, see: () => status('PATCH', `/Groups/${groupId}`, patch()), usual: 200, other: 204 },
  ],
  rateLimit: [
    {
      chosen: 5000,
      see: async () => (await bench.scim('GET', '/Users?count=0')).headers['x-ratelimit-limit'],
      usual: '15000',
      other: '5000',
    },
  ],
  emptyUserAgent: [
    {
      chosen: 'accept',
      see: () => status('GET', '/Users?count=0', undefined, { headers: { 'user-agent': ' ' } }),
      usual: 403,
      other: 200,
    },
  ],
}

test.each(Object.entries(cases))('%s', async (option, seen) => {
  const { default: usual } = enterpriseOptions[option as keyof typeof enterpriseOptions]
  for (const { chosen, see, usual: before, other } of seen) {
    expect(await see()).toEqual(before)
    await choose({ [option]: chosen })
    expect(await see()).toEqual(other)
    await choose({ [option]: usual })
  }
})

test('ghesEnterprisePath', async () => {
  const call = async () => (await ghes.scim('GET', '/enterprises/anything/Users')).statusCode
  expect(await call()).toBe(200)
  await ghes.server.home.ok('PATCH', '/enterprises/appliance', { options: { ghesEnterprisePath: 'refuse' } })
  expect(await call()).toBe(404)
})

test('scimOffStatus', async () => {
  const { db } = ghes.server.deps
  await db.updateTable('enterprise').set({ scim_on: false }).execute()
  await ghes.server.home.ok('PATCH', '/enterprises/appliance', { options: { scimOffStatus: 404 } })
  const call = async () => (await ghes.scim('GET', '/Users')).statusCode
  expect(await call()).toBe(404)
  await ghes.server.home.ok('PATCH', '/enterprises/appliance', { options: { scimOffStatus: 403 } })
  expect(await call()).toBe(403)
})

test('rateLimitStatus', async () => {
  await choose({ rateLimit: 5000, rateLimitStatus: 403 })
  const call = () => status('GET', '/Users?count=0')
  expect(await call()).toBe(200)
  await useUpTheHour(bench)
  await expect.poll(call, { timeout: 10_000 }).toBe(403)
  await choose({ rateLimitStatus: 429 })
  expect(await call()).toBe(429)
})

test('organizationScope', async () => {
  const { home, app } = bench.server
  await home.ok('POST', '/enterprises/octo/organizations', { login: 'octo-org' })
  const { token } = await home.ok<{ token: string }>('POST', '/enterprises/octo/tokens', {
    scopes: ['admin:enterprise'],
  })
  const headers = { 'user-agent': 'test client', authorization: `Bearer ${token}` }
  const call = async () => (await app.inject({ url: '/orgs/octo-org/teams', headers })).statusCode
  // Here and not of the requests that are counted above.
  await choose({ organizationScope: 'accept', rateLimit: 0 })
  expect(await call()).toBe(200)
  await choose({ organizationScope: 'refuse' })
  expect(await call()).toBe(403)
})

test('none of the protocol’s is left out', () => {
  const protocol = Object.entries(enterpriseOptions).flatMap(([name, { area }]) => (area === 'protocol' ? [name] : []))
  const tried = [...Object.keys(cases), 'ghesEnterprisePath', 'scimOffStatus', 'rateLimitStatus', 'organizationScope']
  expect(tried.toSorted()).toEqual(protocol.toSorted())
})
