import { createSign, generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exampleCompany } from '../company/harborlight.ts'
import { createCaller } from './caller.ts'
import { type RunningGithub, startGithub } from './server.ts'

const now = new Date('2026-11-20T08:00:00Z')
const seconds = Math.floor(now.getTime() / 1000)
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })

let github: RunningGithub
let clock = now
let appId = 0
let installation = 0
beforeAll(async () => {
  github = await startGithub({ company: exampleCompany({ now }), now: () => clock, contract: true })
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  appId = github.state.addApp({
    slug: 'reader',
    owner: 'harborlight',
    publicKey,
    permissions: { members: 'read', metadata: 'read' },
  }).id
  installation = github.state.installApp('reader', 'harborlight').id
})
afterAll(() => github.close())

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
function sign(claims: object = {}, { privateKey } = pair, alg = 'RS256'): string {
  const text = `${encode({ alg, typ: 'JWT' })}.${encode({ iss: String(appId), iat: seconds - 30, exp: seconds + 540, ...claims })}`
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey).toString('base64url')}`
}
const asApp = (jwt = sign()) => createCaller(github, jwt)
const mint = async () =>
  (await asApp().send('POST', `/app/installations/${installation}/access_tokens`)) as {
    status: number
    body: { token: string; expires_at: string }
  }

describe('an App proves who it is', () => {
  test.each<[string, () => string, number, RegExp]>([
    ['with another key', () => sign({}, stranger), 401, /could not be decoded/],
    ['without a signature that counts', () => sign({}, pair, 'none'), 401, /could not be decoded/],
    ['as an App that is not there', () => sign({ iss: '1' }), 404, /Integration not found/],
    ['with a clock that is behind', () => sign({ iat: seconds - 4000, exp: seconds - 3400 }), 401, /'Expiration time'/],
    ['with a clock that is ahead', () => sign({ iat: seconds + 60, exp: seconds + 600 }), 401, /'Issued at'/],
    ['for longer than ten minutes', () => sign({ exp: seconds + 900 }), 401, /too far in the future/],
  ])('%s: refused', async (_, jwt, status, words) => {
    expect(await asApp(jwt()).get('/app')).toMatchObject({ status, body: { message: expect.stringMatching(words) } })
  })

  test('with its own: it is told who it is and where it is installed', async () => {
    expect(await asApp().get('/app')).toMatchObject({ status: 200, body: { id: appId, slug: 'reader' } })
    const found = { id: installation, repository_selection: 'all', suspended_at: null }
    expect(await asApp().get('/orgs/harborlight/installation')).toMatchObject({ status: 200, body: found })
    expect(await asApp().get(`/app/installations/${installation}`)).toMatchObject({ status: 200, body: found })
    expect(await asApp().get('/orgs/harborlight-labs/installation')).toMatchObject({ status: 404 })
    expect(await asApp().get('/app/installations/1')).toMatchObject({ status: 404 })
    expect(await asApp().get('/orgs/harborlight/teams')).toMatchObject({ status: 401 })
    expect(await createCaller(github, null).get('/app')).toMatchObject({ status: 401 })
  })
})

describe('an installation token', () => {
  test('lasts an hour, for what was given', async () => {
    const { status, body } = await mint()
    expect(status).toBe(201)
    const caller = createCaller(github, body.token)
    expect((await caller.list('/orgs/harborlight/members')).length).toBeGreaterThan(20)
    const refused = await caller.get('/orgs/harborlight/hooks')
    expect(refused).toMatchObject({ status: 403, body: { message: 'Resource not accessible by integration' } })
    expect(refused.headers.get('x-accepted-github-permissions')).toBe('organization_hooks=read')
    expect((await caller.get('/orgs/harborlight')).body).not.toHaveProperty('two_factor_requirement_enabled')
    expect(await caller.get('/orgs/harborlight/members?filter=2fa_disabled')).toMatchObject({ status: 422 })
    expect(await caller.get('/user')).toMatchObject({ status: 403 })
    clock = new Date(now.getTime() + 3_600_001)
    expect(await caller.get('/orgs/harborlight/members')).toMatchObject({ status: 401 })
    clock = now
  })

  test('sees the chosen repositories only, and nothing where it was taken away', async () => {
    github.state.changeAppInstallation('reader', 'harborlight', {
      selection: 'selected',
      repositories: ['tool-migrate'],
    })
    const caller = createCaller(github, (await mint()).body.token)
    const list = await caller.list<{ name: string; private: boolean }>('/orgs/harborlight/repos')
    expect(list.filter((one) => one.private).map(({ name }) => name)).toEqual(['tool-migrate'])
    github.state.changeAppInstallation('reader', 'harborlight', { suspendedAt: now.toISOString() })
    expect(await mint()).toMatchObject({ status: 403, body: { message: 'This installation has been suspended' } })
    github.state.changeAppInstallation('reader', 'harborlight', { suspendedAt: null, selection: 'all' })
    github.state.uninstallApp('reader', 'harborlight')
    expect(await caller.get('/orgs/harborlight/members')).toMatchObject({ status: 401 })
    expect(await mint()).toMatchObject({ status: 404 })
  })
})

test('a manifest is converted once, and within an hour', async () => {
  const { app, code } = github.state.registerApp({
    slug: 'made',
    owner: 'harborlight',
    permissions: { members: 'read' },
  })
  const nobody = createCaller(github, null)
  const answer = await nobody.send('POST', `/app-manifests/${code}/conversions`)
  expect(answer).toMatchObject({
    status: 201,
    body: { id: app.id, pem: expect.stringContaining('BEGIN RSA PRIVATE KEY'), webhook_secret: expect.any(String) },
  })
  expect(await nobody.send('POST', `/app-manifests/${code}/conversions`)).toMatchObject({ status: 404 })
  const late = github.state.registerApp({ slug: 'late', owner: 'harborlight', permissions: {} })
  clock = new Date(now.getTime() + 3_600_001)
  expect(await nobody.send('POST', `/app-manifests/${late.code}/conversions`)).toMatchObject({ status: 404 })
  clock = now
})

test('every answer is as GitHub describes it', () => {
  expect(github.contractViolations).toEqual([])
})
