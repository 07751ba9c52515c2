import type { Connection, PreflightReport } from '@rollcall/api'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canaryMark, canaryToken, takeLeaks, watch } from '../../../test/support/canary.ts'
import { installApp, newKeyPair, type TestApp } from '../../../test/support/github-app.ts'
import { openTestServer, type TestServer, until } from '../../../test/support/server.ts'

const company = exampleCompany({ now: new Date() })
for (const token of Object.values(company.tokens)) token.secret = canaryToken()

let server: TestServer
let github: RunningGithub
let app: TestApp
let connection: Connection
beforeAll(async () => {
  github = await startGithub({ company, secretMark: canaryMark })
  app = installApp(github, ['harborlight'])
  server = await openTestServer({ jobs: true, origins: [github.url] })
})
afterAll(async () => {
  await server.close()
  await github.close()
})

/** A key is nothing but letters; whichever piece of it that came out would be in an answer or a log line. */
const pieceOf = (key: string) => key.split('\n')[5] ?? ''

async function scanned(id: string): Promise<Connection> {
  return until('the scan', async () => {
    const now = await server.home.ok<Connection>('GET', `/connections/${id}`)
    return now.lastScan?.state === 'succeeded' && now
  })
}

test('a GitHub App connects, reads and is shown; nothing secret is', async () => {
  const body = {
    connector: 'github',
    config: { organizations: ['harborlight'], address: github.url, appId: app.appId },
    secrets: { privateKey: app.privateKey.replaceAll('\n', ' ') },
  }
  const created = await server.home.ok<{ connection: Connection }>('POST', '/connections', body)
  connection = await scanned(created.connection.id)
  expect(connection.credential).toMatchObject({ kind: 'GitHub App', owner: 'rollcall-test' })
  expect(connection.credential.facts).toHaveLength(2)
  const { items } = await server.home.ok<{ items: { stream: string; state: string }[] }>(
    'GET',
    `/connections/${connection.id}/coverage`,
  )
  expect(items.find(({ stream }) => stream === 'github.fine_grained_token')).toMatchObject({ state: 'complete' })
})

test('a key that is not the App’s does not take the place of the one that is', async () => {
  const secrets = { privateKey: newKeyPair().privateKey }
  const answer = await server.home.call('PUT', `/connections/${connection.id}/credential`, { secrets })
  expect(answer.statusCode).toBe(422)
  expect(answer.json()).toMatchObject({ error: { fields: [{ path: 'secrets.privateKey', message: 'was refused' }] } })
})

test('a new key takes the place of the old one, and is in the log', async () => {
  const pair = newKeyPair()
  github.state.changeApp(app.slug, { publicKey: pair.publicKey })
  const secrets = { privateKey: pair.privateKey }
  await server.home.ok('PUT', `/connections/${connection.id}/credential`, { secrets })
  app.privateKey = pair.privateKey
  const { items } = await server.home.ok<{ items: { type: string; data: unknown }[] }>('GET', '/events')
  expect(items.find(({ type }) => type === 'connection.credential_replaced')?.data).toEqual({
    kind: 'GitHub App',
    replaced: ['privateKey'],
  })
})

test('a token is added beside the App, which stays; neither follows another address', async () => {
  const secrets = { token: company.tokens.owner.secret }
  const tried = await server.home.ok<PreflightReport>('POST', '/connections/preflight', {
    connector: 'github',
    connection: connection.id,
    config: { organizations: ['harborlight-labs'], address: 'http://127.0.0.1:9' },
    secrets,
  })
  expect(tried.scopes.map(({ scope }) => scope)).toEqual(['harborlight'])
  expect(tried.streams.filter(({ state }) => state !== 'ready')).toEqual([])
  await server.home.ok('PUT', `/connections/${connection.id}/credential`, { secrets })
  const after = await server.home.ok<Connection>('GET', `/connections/${connection.id}`)
  expect(after.credential.kind).toBe('GitHub App and personal access token (classic)')
})

test('what the App loses the token reads on, and it is told once and taken back', async () => {
  const scanAgain = async () => {
    const { id } = await server.home.ok<{ id: string }>('POST', `/connections/${connection.id}/scans`)
    return until('the scan', async () => {
      const now = await server.home.ok<Connection>('GET', `/connections/${connection.id}`)
      return now.lastScan?.id === id && now.lastScan.state === 'succeeded' && now
    })
  }
  const readers = async () => {
    const { items } = await server.home.ok<{ items: { stream: string; state: string; methods: string[] }[] }>(
      'GET',
      `/connections/${connection.id}/coverage`,
    )
    return new Map(items.map(({ stream, state, methods }) => [stream, `${state} ${methods.join('+')}`]))
  }
  const notices = async () =>
    (await server.home.ok<{ items: { kind: string; detail: string }[] }>('GET', '/notices')).items
  await scanAgain()
  const whole = await readers()
  expect(whole.get('github.team')).toBe('complete app')
  expect(whole.get('github.member')).toBe('complete token')
  expect(whole.get('github.credential')).toBe('complete app+token')
  expect(await notices()).toEqual([])

  github.state.changeAppInstallation(app.slug, 'harborlight', { suspendedAt: new Date().toISOString() })
  const { health, scopes } = await scanAgain()
  expect(scopes).toMatchObject([{ role: 'owner', without: [{ method: 'app' }] }])
  expect(health.state).toBe('limited')
  const narrowed = await readers()
  expect(narrowed.get('github.team')).toBe('complete token')
  expect(narrowed.get('github.fine_grained_token')).toBe('none token')
  expect(await notices()).toMatchObject([{ kind: 'permission_missing', detail: expect.stringContaining('suspended') }])

  github.state.changeAppInstallation(app.slug, 'harborlight', { suspendedAt: null })
  await scanAgain()
  expect(await readers()).toEqual(whole)
  expect(await notices()).toEqual([])
})

test('a token that is withdrawn beside the App leaves the App reading, and is refused to whoever enters it', async () => {
  const label = company.tokens.owner.label
  github.state.revokeToken(label)
  await server.home.ok('POST', `/connections/${connection.id}/test`)
  const after = await server.home.ok<Connection>('GET', `/connections/${connection.id}`)
  expect(after.scopes).toMatchObject([{ role: 'App', without: [{ method: 'token' }] }])
  expect(after.health.state).toBe('limited')
  const secrets = { token: company.tokens.owner.secret }
  const answer = await server.home.call('PUT', `/connections/${connection.id}/credential`, { secrets })
  expect(answer.statusCode).toBe(422)
  expect(answer.json()).toMatchObject({ error: { fields: [{ path: 'secrets.token', message: 'was refused' }] } })
  const fresh = canaryToken()
  const { login, scopes, ssoOrganizations } = company.tokens.owner
  github.state.addToken({ label: 'fresh', secret: fresh, login, scopes, ssoOrganizations })
  await server.home.ok('PUT', `/connections/${connection.id}/credential`, { secrets: { token: fresh } })
})

test('the App is taken away again, and the token goes on alone', async () => {
  const body = { config: { appId: '' }, secrets: { privateKey: '' } }
  await server.home.ok('PUT', `/connections/${connection.id}/credential`, body)
  const after = await server.home.ok<Connection>('GET', `/connections/${connection.id}`)
  expect(after.credential.kind).toBe('Personal access token (classic)')
  expect(after.config).not.toHaveProperty('appId')
})

test('no answer and no log line holds a key or a token of an installation', () => {
  expect(takeLeaks()).toEqual([])
  expect(JSON.stringify(server.logs)).not.toContain(pieceOf(app.privateKey))
  expect([...github.state.tokens.values()].some(({ secret }) => secret.includes(canaryMark))).toBe(true)
  // The watch does find what is there to be found.
  watch('this test', `ghs_${canaryMark}`)
  expect(takeLeaks()).toHaveLength(1)
})
