import { request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { exampleCompany } from '../company/harborlight.ts'
import { createCaller } from './caller.ts'
import { type GithubOptions, type RunningGithub, startGithub } from './server.ts'

const now = new Date('2026-11-20T08:00:00Z')
const company = exampleCompany({ now })
const { tokens } = company

const running: RunningGithub[] = []
async function start(options: Partial<GithubOptions> = {}) {
  const github = await startGithub({ company, now, ...options })
  running.push(github)
  return github
}
afterEach(async () => {
  for (const github of running.splice(0)) await github.close()
})

describe('a token', () => {
  test('that is unknown, revoked or expired gets one and the same answer', async () => {
    const github = await start()
    github.state.revokeToken('demo')
    for (const secret of ['ghp_nonsense', tokens.demo.secret, tokens.expired.secret]) {
      const { status, body, headers } = await createCaller(github, secret).get('/user')
      expect(status).toBe(401)
      expect(body).toEqual({
        message: 'Bad credentials',
        documentation_url: 'https://docs.github.com/rest',
        status: '401',
      })
      expect(headers.get('x-oauth-scopes')).toBeNull()
      expect((await createCaller(github, secret).graphql('{ viewer { login } }')).status).toBe(401)
    }
  })

  test('is taken in each of the three ways', async () => {
    const github = await start()
    const { secret } = tokens.owner
    const basic = Buffer.from(`mokafor:${secret}`).toString('base64')
    for (const authorization of [`token ${secret}`, `bearer ${secret}`, `Basic ${basic}`]) {
      const { body } = await createCaller(github, null).get('/user', { authorization })
      expect(body.login).toBe('mokafor')
    }
  })

  test('shows its scopes as GitHub does, the greatest only', async () => {
    const github = await start()
    const scopes = async (name: keyof typeof tokens) =>
      (await createCaller(github, tokens[name].secret).get('/user')).headers.get('x-oauth-scopes')
    expect(await scopes('demo')).toBe('admin:org, read:audit_log, repo')
    expect(await scopes('noScopes')).toBe('')
    expect((await createCaller(github, null).get('/meta')).headers.get('x-oauth-scopes')).toBeNull()
  })

  test('shows its expiry in either spelling, or not at all', async () => {
    const github = await start()
    const expiry = async (name: keyof typeof tokens) =>
      (await createCaller(github, tokens[name].secret).get('/user')).headers.get(
        'github-authentication-token-expiration',
      )
    expect(await expiry('demo')).toBe('2027-01-19 08:00:00 UTC')
    expect(await expiry('member')).toBe('2026-12-10 17:00:00 +0900')
    expect(await expiry('owner')).toBeNull()
  })

  test('expires when its time has come', async () => {
    let clock = now
    const github = await start({ now: () => clock })
    const { get } = createCaller(github, tokens.demo.secret)
    expect((await get('/user')).status).toBe(200)
    clock = new Date('2027-01-20T00:00:00Z')
    expect((await get('/user')).status).toBe(401)
  })
})

describe('the protocol', () => {
  test('tells the version of the API, and refuses another', async () => {
    const github = await start()
    const { get } = createCaller(github, tokens.owner.secret)
    const { headers } = await get('/user', { 'x-github-api-version': '2022-11-28' })
    expect(headers.get('x-github-api-version-selected')).toBe('2022-11-28')
    expect(headers.get('x-github-media-type')).toBe('github.v3; format=json')
    expect((await get('/user', { 'x-github-api-version': '2019-01-01' })).status).toBe(400)
  })

  test('gives each request an id of its own', async () => {
    const github = await start()
    const { get } = createCaller(github, tokens.owner.secret)
    const ids = [await get('/user'), await get('/user')].map(({ headers }) => headers.get('x-github-request-id'))
    expect(ids[0]).toMatch(/^[0-9A-F]+:[0-9A-F]{6}$/)
    expect(ids[0]).not.toBe(ids[1])
  })

  test('wants a user agent', async () => {
    const github = await start()
    const status = await new Promise((resolve, reject) => {
      request(`${github.apiUrl}/meta`, (response) => resolve(response.statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(403)
  })

  test('says 404 to what it does not know and to writing, and counts what was written', async () => {
    const github = await start()
    const { get, send } = createCaller(github, tokens.owner.secret)
    expect((await get('/zen')).body).toEqual({
      message: 'Not Found',
      documentation_url: 'https://docs.github.com/rest',
      status: '404',
    })
    expect((await get('/users/%E0%A4%A')).status).toBe(404)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect((await send(method, '/orgs/harborlight')).status).toBe(404)
    }
    expect(github.requests.counts.writes).toBe(4)
    github.requests.reset()
    expect(github.requests.counts).toMatchObject({ total: 0, writes: 0 })
  })

  test('logs what was asked, and never a secret', async () => {
    const github = await start()
    await createCaller(github, tokens.demo.secret).get('/orgs/harborlight/members?page=2')
    expect(github.requests.entries).toMatchObject([
      { method: 'GET', path: '/orgs/{org}/members', status: 200, cost: 1, token: 'demo', page: 2, fault: null },
    ])
    expect(JSON.stringify(github.requests)).not.toContain('ghp_')
  })

  test('takes its time, if told to', async () => {
    const github = await start({ delayMs: 60 })
    const started = performance.now()
    await createCaller(github, tokens.owner.secret).get('/user')
    expect(performance.now() - started).toBeGreaterThan(55)
  })
})

describe('an ETag', () => {
  test('that the client has already costs nothing', async () => {
    const github = await start()
    const { get } = createCaller(github, tokens.owner.secret)
    const first = await get('/orgs/harborlight')
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"[0-9a-f]{64}"$/)
    const again = await get('/orgs/harborlight', { 'if-none-match': etag })
    expect([again.status, again.body]).toEqual([304, undefined])
    expect(again.headers.get('etag')).toBe(etag)
    expect(again.headers.get('x-ratelimit-used')).toBe('1')
    expect(github.requests.counts).toMatchObject({ total: 2, notModified: 1, corePoints: 1 })
    github.state.changeSettings('harborlight', { twoFactorRequired: true })
    expect((await get('/orgs/harborlight', { 'if-none-match': etag })).status).toBe(200)
  })

  test('belongs to one token', async () => {
    const github = await start()
    const etag = (await createCaller(github, tokens.owner.secret).get('/meta')).headers.get('etag') ?? ''
    expect((await createCaller(github, tokens.demo.secret).get('/meta', { 'if-none-match': etag })).status).toBe(200)
  })
})

describe('a server of one’s own', () => {
  test('lives under /api/v3, tells its version, and counts nothing', async () => {
    const github = await start({ flavour: 'ghes' })
    expect(github.apiUrl).toBe(`${github.url}/api/v3`)
    expect(github.graphqlUrl).toBe(`${github.url}/api/graphql`)
    const { get, list } = createCaller(github, tokens.owner.secret)
    const meta = await get('/meta')
    expect(meta.body.installed_version).toBe('3.19.1')
    expect(meta.headers.get('x-github-enterprise-version')).toBe('3.19.1')
    expect(meta.headers.get('x-ratelimit-limit')).toBeNull()
    expect((await get('/rate_limit')).status).toBe(404)
    expect((await get(`${github.url}/user`)).status).toBe(404)
    expect(await list('/orgs/harborlight/members')).toHaveLength(60)
    expect((await createCaller(github, null).get('/meta')).status).toBe(401)
  })
})
