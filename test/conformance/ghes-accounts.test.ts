import { afterAll, beforeAll, expect, test } from 'vitest'
import { aUser, type DirectoryBench, openDirectory, patch } from '../support/directory.ts'
import { restDifferences } from './github-contract.ts'

let bench: DirectoryBench
let admin = ''
beforeAll(async () => {
  bench = await openDirectory({ slug: 'appliance', kind: 'ghes', host: 'ghes.octo.example' })
  const made = await bench.server.home.ok<{ token: string }>('POST', '/enterprises/appliance/tokens', {
    scopes: ['admin:enterprise'],
  })
  admin = made.token
})
afterAll(async () => {
  expect(bench.server.logs.filter((line) => line.err)).toEqual([])
  await bench.close()
})

/** Every answer that GitHub describes is held against its description. */
async function call(method: string, path: string, body?: unknown, more: { token?: string; prefix?: string } = {}) {
  const answer = await bench.server.app.inject({
    method: method as 'GET',
    url: `${more.prefix ?? '/ghes/appliance/api/v3'}${path}`,
    headers: {
      authorization: `token ${more.token ?? admin}`,
      'user-agent': 'octokit',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  if (answer.statusCode < 300)
    expect(restDifferences('ghes', 'accounts', method, path, answer.statusCode, answer.body), answer.body).toEqual([])
  else expect(answer.json()).toMatchObject({ message: expect.any(String), status: String(answer.statusCode) })
  return answer
}

test('an account is made, suspended, promoted, renamed and deleted', async () => {
  await bench.takeActions()
  const made = await call('POST', '/admin/users', { login: 'octo_cat', email: 'cat@octo.example' })
  expect(made.statusCode).toBe(201)
  expect(made.json()).toMatchObject({ login: 'octo-cat', site_admin: false })
  const same = await call('POST', '/admin/users', { login: 'Octo-Cat' })
  expect([same.statusCode, same.json().message, same.json().errors]).toEqual([
    422,
    'Validation Failed',
    [
      {
        resource: 'User',
        field: 'login',
        code: 'already_exists',
        message: expect.stringContaining('Octo-Cat belongs to another user'),
      },
    ],
  ])
  const taken = await call('POST', '/admin/users', { login: 'another', email: 'CAT@octo.example' })
  expect(taken.statusCode).toBe(422)
  expect(taken.json()).toMatchObject({
    message: 'Validation Failed',
    errors: [{ resource: 'User', field: 'email', code: 'already_exists' }],
  })
  for (const [method, path] of [
    ['PUT', '/users/OCTO-CAT/suspended'],
    ['DELETE', '/users/octo-cat/suspended'],
    ['PUT', '/users/octo-cat/site_admin'],
    ['DELETE', '/users/octo-cat/site_admin'],
  ] as const)
    expect((await call(method, path)).statusCode, path).toBe(204)
  expect((await call('PATCH', '/admin/users/octo-cat', { login: 'hubot' })).statusCode).toBe(202)
  expect((await call('PUT', '/users/hubot/suspended', { reason: 'left' })).statusCode).toBe(204)
  expect((await call('DELETE', '/admin/users/hubot')).statusCode).toBe(204)
  expect((await call('DELETE', '/admin/users/hubot')).statusCode).toBe(404)
  const { rows } = await bench.server.deps.queries.query('select action, data from audit_event order by seq')
  expect(rows.map((row) => row.action)).toEqual([
    'user.create',
    'user.suspend',
    'user.unsuspend',
    'business.add_admin',
    'business.remove_admin',
    'user.rename',
    'user.suspend',
    'user.delete',
  ])
  expect(rows[1].data).toMatchObject({
    user: 'octo-cat',
    actor: 'scim-admin',
    reason: 'Suspended via API by scim-admin',
  })
  expect(rows[5].data).toMatchObject({ user: 'hubot', old_user: 'octo-cat' })
  expect(rows[6].data).toMatchObject({ reason: 'left' })
})

test('of several that ask for one e-mail at once, one gets it; what an identity or the set-up user has is taken too', async () => {
  const answers = await Promise.all(
    ['one', 'two', 'three', 'four'].map((login) =>
      call('POST', '/admin/users', { login, email: 'shared@octo.example' }),
    ),
  )
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 422, 422, 422])
  const scim = aUser({ userName: 'owner', emails: [{ value: 'owner@octo.example', type: 'work', primary: true }] })
  const { id } = (await bench.scim('POST', '/Users', scim)).json()
  await bench.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false }))
  expect((await call('POST', '/admin/users', { login: 'five', email: 'owner@octo.example' })).statusCode).toBe(422)
  const answer = await bench.server.home.call('POST', '/enterprises/appliance/accounts', {
    login: 'six',
    email: 'shared@octo.example',
  })
  expect(answer.json().error).toMatchObject({
    message: expect.stringContaining('The email shared@octo.example belongs to another user'),
    fields: [{ path: 'email' }],
  })
})

test('what SCIM provisioned is refused with 403 on all of it, until SCIM is off', async () => {
  expect((await bench.scim('POST', '/Users', aUser({ userName: 'mona@octo.example' }))).statusCode).toBe(201)
  const all = [
    ['PUT', '/users/mona/suspended', undefined],
    ['PUT', '/users/mona/site_admin', undefined],
    ['PATCH', '/admin/users/mona', { login: 'lisa' }],
    ['DELETE', '/admin/users/mona', undefined],
  ] as const
  for (const [method, path, body] of [...all, ['DELETE', '/users/mona/suspended', undefined] as const]) {
    const answer = await call(method, path, body)
    expect(answer.statusCode, path).toBe(403)
    expect(answer.json().message).toContain('provisioned over SCIM')
  }
  await bench.server.home.ok('POST', '/enterprises/appliance/changes/scim.disable', { confirm: 'appliance' })
  for (const [method, path, body] of all.map(([method, path, body]) =>
    path === '/admin/users/mona' && method === 'DELETE'
      ? ([method, '/admin/users/lisa', body] as const)
      : ([method, path, body] as const),
  ))
    expect((await call(method, path, body)).statusCode, path).toBeLessThan(300)
})

test('the set-up user, a token of SCIM alone, another address and a bad body are refused', async () => {
  expect((await call('PUT', '/users/scim-admin/suspended')).statusCode).toBe(403)
  expect((await call('DELETE', '/admin/users/SCIM-admin')).statusCode).toBe(403)
  expect((await call('PUT', '/users/x/suspended', undefined, { token: bench.token })).statusCode).toBe(403)
  expect((await call('PUT', '/users/x/suspended', undefined, { token: 'rc_scim_unknown' })).statusCode).toBe(401)
  expect((await call('PUT', '/users/x/suspended', undefined, { prefix: '/ghes/other/api/v3' })).statusCode).toBe(404)
  expect((await call('PUT', '/users/nobody/suspended', undefined, { prefix: '/api/v3' })).statusCode).toBe(404)
  expect((await call('POST', '/admin/users', {})).statusCode).toBe(422)
  expect((await call('POST', '/admin/users', { login: '-' })).statusCode).toBe(422)
  expect((await call('POST', '/admin/users', { login: 'x', email: 'no address' })).statusCode).toBe(422)
  const emu = await bench.server.home.ok<{ slug: string }>('POST', '/enterprises', {
    slug: 'octo',
    kind: 'emu',
    shortCode: 'octo',
  })
  const { token } = await bench.server.home.ok<{ token: string }>('POST', `/enterprises/${emu.slug}/tokens`, {
    scopes: ['admin:enterprise'],
  })
  expect((await call('PUT', '/users/x/suspended', undefined, { token, prefix: '/ghes/octo/api/v3' })).statusCode).toBe(
    404,
  )
})
