import {
  AppError,
  type ConnectorContext,
  type ScopeReport,
  type Stream,
  type StreamRecord,
  tryStreams,
  watchMethods,
} from '@rollcall/core'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appPermissions, installApp, newKeyPair, type TestApp } from '../../../test/support/github-app.ts'
import { checkAppId, checkKeyForm } from './app-key.ts'
import { permissionKeys } from './app-permissions.ts'
import { github } from './index.ts'

const now = new Date('2026-11-20T08:00:00Z')
const company = exampleCompany({ now })
const other = newKeyPair().privateKey

let running: RunningGithub
let app: TestApp
let clock = now
/** How far our clock is from GitHub's. */
let skewMs = 0
beforeAll(async () => {
  running = await startGithub({ company, now: () => clock, contract: true })
  app = installApp(running, ['harborlight'])
})
afterAll(() => running.close())

const contextFor = (
  given: { privateKey?: string; appId?: string; token?: string } = {},
  organizations = ['harborlight'],
): ConnectorContext => ({
  config: { organizations, address: running.url, appId: given.appId ?? app.appId },
  secrets: {
    privateKey: given.privateKey ?? app.privateKey,
    ...(given.token === undefined ? {} : { token: given.token }),
  },
  fetch,
  signal: new AbortController().signal,
  now: () => new Date(clock.getTime() + skewMs),
})

const readAll = async (id: string, context: ConnectorContext) =>
  readAllIn(id, context, (await github.connect(context)).scopes[0] as ScopeReport)

async function readAllIn(id: string, context: ConnectorContext, scope: ScopeReport) {
  const stream = github.streams.find((one) => one.id === id) as Stream
  const records: StreamRecord[] = []
  for await (const page of stream.read(context, scope, null)) records.push(...page.records)
  return records
}

describe('what was typed', () => {
  test('a key is taken with and without its line breaks', () => {
    const flat = app.privateKey.replaceAll('\n', '')
    for (const typed of [app.privateKey, flat, app.privateKey.replaceAll('\n', '\\n'), `  ${app.privateKey}  `])
      expect(checkKeyForm(typed)).toBe(app.privateKey)
  })

  test.each<[string, string, RegExp]>([
    ['something else', 'hunter2', /not a private key in PEM form/],
    ['a public key', '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----', /public key, not the private/],
    ['an SSH key', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----', /SSH key/],
    ['a locked key', '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----', /passphrase/],
    ['half a key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA', /cut off/],
    ['a damaged key', '-----BEGIN RSA PRIVATE KEY-----\n*?\n-----END RSA PRIVATE KEY-----', /damaged/],
  ])('%s is refused, and not repeated', (_, typed, words) => {
    expect(() => checkKeyForm(typed)).toThrow(words)
    expect(() => checkKeyForm(typed)).not.toThrow(/hunter2|MII|b3Bl/)
  })

  test('an App ID is a number; a client ID is told apart', () => {
    expect(checkAppId(' 123456 ')).toBe('123456')
    expect(() => checkAppId('Iv23liABC')).toThrow(/client ID/)
    expect(() => checkAppId('rollcall')).toThrow(/not a number/)
  })

  test('half an App is no credential, and nothing at all says what to enter', () => {
    const normalize = (config: Record<string, string>, secrets: Record<string, string>) =>
      github.normalize({ config: { organizations: ['harborlight'], ...config }, secrets })
    expect(() => normalize({}, {})).toThrow(/No credential/)
    expect(() => normalize({}, { privateKey: app.privateKey })).toThrow(/App ID is missing/)
    expect(() => normalize({ appId: '1' }, {})).toThrow(/private key of the App is missing/)
  })
})

describe('connecting', () => {
  test('says which App, with which permissions, where it is installed and where it is changed', async () => {
    const { credential, scopes } = await github.connect(contextFor())
    expect(credential).toMatchObject({ kind: 'GitHub App', owner: 'rollcall-test', expiresAt: null })
    expect(credential.scopes).toContain('members: read')
    expect(credential.facts).toEqual([
      expect.objectContaining({ url: `${running.url}/organizations/harborlight/settings/apps/rollcall-test` }),
      expect.objectContaining({ name: 'Installed in harborlight', value: expect.stringContaining('all repositories') }),
    ])
    expect(scopes).toMatchObject([{ scope: 'harborlight', role: 'App' }])
  })

  test.each<[string, () => ConnectorContext, RegExp, string]>([
    [
      'a key of another App',
      () => contextFor({ privateKey: other }),
      /does not belong to this App ID/,
      'secrets.privateKey',
    ],
    ['an App that is not there', () => contextFor({ appId: '17' }), /knows no App/, 'config.appId'],
  ])('%s', async (_, context, words, path) => {
    const error = await github.connect(context()).catch((one: unknown) => one)
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({
      code: 'connection.invalid',
      message: expect.stringMatching(words),
      fields: [{ path }],
    })
  })

  test('an organization without the App: which one, and where to install it', async () => {
    const { scopes } = await github.connect(contextFor({}, ['harborlight', 'harborlight-labs']))
    expect(scopes[0]?.gap).toBeUndefined()
    expect(scopes[1]?.gap).toMatchObject({
      detail: expect.stringContaining('not installed in harborlight-labs'),
      link: expect.stringMatching(/\/apps\/rollcall-test\/installations\/new$/),
    })
  })

  test('a suspended installation is told, with the page that lifts it', async () => {
    running.state.changeAppInstallation(app.slug, 'harborlight', { suspendedAt: now.toISOString() })
    const { scopes } = await github.connect(contextFor())
    running.state.changeAppInstallation(app.slug, 'harborlight', { suspendedAt: null })
    expect(scopes[0]?.gap).toMatchObject({ detail: expect.stringContaining('suspended'), link: expect.any(String) })
  })
})

describe('what an App sees', () => {
  const preflight = async (context: ConnectorContext) => {
    const { scopes } = await github.connect(context)
    const streams = await tryStreams(github, context, scopes)
    return (id: string) => streams.find(({ stream }) => stream === id)
  }

  test('with all it asks for, only what GitHub shows to people is missing, and a token is the fix', async () => {
    const { scopes } = await github.connect(contextFor())
    const streams = await tryStreams(github, contextFor(), scopes)
    const less = streams.filter(({ state }) => state !== 'ready')
    expect(less.map(({ stream }) => stream).sort()).toEqual([
      'github.branch_protection',
      'github.domain',
      'github.ip_allow_entry',
      'github.member',
      'github.outside_collaborator',
      'github.ruleset',
    ])
    for (const { gap } of less) expect(gap?.fix).toContain('Add a personal access token (classic)')
  })

  test('a token beside it fills in exactly that', async () => {
    const context = contextFor({ token: company.tokens.owner.secret })
    const { scopes, credential } = await github.connect(context)
    expect(credential.kind).toBe('GitHub App and personal access token (classic)')
    const streams = await tryStreams(github, context, scopes)
    expect(streams.filter(({ state }) => state !== 'ready')).toEqual([])
    expect(
      (await readAll('github.member', context)).every(({ data }) => 'twoFactor' in data && data.twoFactor !== null),
    ).toBe(true)
    running.requests.reset()
    await readAll('github.team', context)
    expect(running.requests.entries.find(({ path }) => path === '/orgs/{org}/teams')?.token).toContain('rollcall-test@')
  })

  test('a second factor that an App cannot see is unseen, and not off', async () => {
    const members = await readAll('github.member', contextFor())
    expect(members.length).toBeGreaterThan(20)
    for (const { data, gaps } of members) {
      expect(data).toMatchObject({ twoFactor: null, role: expect.stringMatching(/owner|member/) })
      expect(gaps?.twoFactor?.fix).toContain('Add a personal access token')
    }
  })

  test('the permission that is missing is named as the settings page names it, with the link there', async () => {
    const { organization_hooks: _, ...fewer } = appPermissions
    running.state.changeAppInstallation(app.slug, 'harborlight', { permissions: fewer })
    const of = await preflight(contextFor())
    running.state.changeAppInstallation(app.slug, 'harborlight', { permissions: appPermissions })
    expect(of('github.webhook')).toMatchObject({
      state: 'blocked',
      gap: {
        detail: expect.stringContaining('lacks the permission "Organization › Webhooks: Read-only"'),
        link: `${running.url}/organizations/harborlight/settings/apps/rollcall-test/permissions`,
      },
    })
    expect(of('github.team')).toMatchObject({ state: 'ready' })
  })

  test('on selected repositories only: that is a gap, and says what to choose', async () => {
    running.state.changeAppInstallation(app.slug, 'harborlight', {
      selection: 'selected',
      repositories: ['tool-migrate'],
    })
    const of = await preflight(contextFor())
    running.state.changeAppInstallation(app.slug, 'harborlight', { selection: 'all' })
    expect(of('github.repository')).toMatchObject({
      state: 'limited',
      gap: {
        detail: expect.stringContaining('selected repositories only'),
        fix: expect.stringContaining('All repositories'),
      },
    })
  })
})

describe('two credentials, and organizations that one of them does not reach', () => {
  const both = ['harborlight', 'harborlight-labs']
  const token = company.tokens.owner.secret
  /** Reads every stream of an organization; which tokens GitHub saw, beside what is told of it. */
  async function readers(context: ConnectorContext, scope: ScopeReport) {
    const seen = new Map<string, { told: string[]; paid: string[] }>()
    for (const stream of github.streams) {
      running.requests.reset()
      const { methods, context: watched } = watchMethods(context)
      const pages = stream.read(watched, scope, null)
      // What cannot be read is asked for all the same.
      for (;;) if ((await pages.next().catch(() => ({ done: true }))).done) break
      const asked = running.requests.entries.filter(
        ({ path }) => !path.startsWith('/app') && !/installation$/.test(path),
      )
      const paid = asked.map((one) => (one.token?.includes('@') ? 'app' : 'token'))
      seen.set(stream.id, { told: [...methods].sort(), paid: [...new Set(paid)].sort() })
    }
    return seen
  }

  test('the token reads what the App is not installed in, and it is told of each stream', async () => {
    const context = contextFor({ token }, both)
    const { scopes, credential } = await github.connect(context)
    expect(credential.facts?.filter(({ name }) => name.startsWith('Installed'))).toHaveLength(1)
    expect(scopes).toMatchObject([{ role: 'App and owner' }, { role: 'owner', without: [{ method: 'app' }] }])
    expect(scopes.map(({ gap }) => gap)).toEqual([undefined, undefined])
    expect(scopes[1]?.without?.[0]?.gap).toMatchObject({
      detail: expect.stringContaining('not installed in harborlight-labs'),
      link: expect.stringMatching(/installations\/new$/),
    })
    const [here, there] = [
      await readers(context, scopes[0] as ScopeReport),
      await readers(context, scopes[1] as ScopeReport),
    ]
    for (const { told, paid } of [...here.values(), ...there.values()]) {
      expect(told.length).toBeGreaterThan(0)
      expect(told).toEqual(expect.arrayContaining(paid))
    }
    expect(here.get('github.team')).toEqual({ told: ['app'], paid: ['app'] })
    expect(here.get('github.member')?.told).toEqual(['token'])
    expect(here.get('github.credential')?.told).toEqual(['app', 'token'])
    for (const { told, paid } of there.values()) expect([told, paid]).toEqual([['token'], ['token']])
    const streams = await tryStreams(github, context, scopes)
    const elsewhere = streams.filter(({ scope }) => scope === 'harborlight-labs')
    expect(elsewhere.find(({ stream }) => stream === 'github.fine_grained_token')).toMatchObject({
      state: 'blocked',
      methods: ['token'],
      gap: { fix: expect.stringContaining('Install the GitHub App of the connection in this organization') },
    })
    // All else is as it would be with the token alone.
    const alone = await tryStreams(github, { ...contextFor(), secrets: { token } }, scopes)
    expect(elsewhere.map(({ state }) => state)).toEqual(
      alone.filter(({ scope }) => scope === 'harborlight-labs').map(({ state }) => state),
    )
    const records = await readAllIn('github.credential', context, scopes[1] as ScopeReport)
    expect(records.map(({ data }) => data)).toMatchObject([{ kind: 'classic token', besideApp: false }])
  })

  test('a suspended installation is passed over in the same way', async () => {
    running.state.changeAppInstallation(app.slug, 'harborlight', { suspendedAt: now.toISOString() })
    const { scopes } = await github.connect(contextFor({ token }))
    running.state.changeAppInstallation(app.slug, 'harborlight', { suspendedAt: null })
    expect(scopes).toMatchObject([{ role: 'owner', without: [{ method: 'app' }] }])
    expect(scopes[0]?.without?.[0]?.gap.detail).toContain('suspended')
  })

  test('where the token is no owner’s the App reads everything, and it is said why', async () => {
    const context = contextFor({ token: company.tokens.member.secret })
    const { scopes } = await github.connect(context)
    expect(scopes).toMatchObject([{ role: 'App', without: [{ method: 'token' }] }])
    expect(scopes[0]?.without?.[0]?.gap.detail).toContain('no Organization owner')
    const seen = await readers(context, scopes[0] as ScopeReport)
    for (const { told, paid } of seen.values()) {
      expect(told).toEqual(['app'])
      expect(told).toEqual(expect.arrayContaining(paid))
    }
    const members = await readAllIn('github.member', context, scopes[0] as ScopeReport)
    for (const { gaps } of members) expect(gaps?.twoFactor?.fix).toContain('Add a personal access token')
  })

  test('one that is refused everywhere does not stop the other; both of them do', async () => {
    const gone = `ghp_${'x'.repeat(36)}`
    const reports = [
      await github.connect(contextFor({ token: gone })),
      await github.connect(contextFor({ token, privateKey: other })),
    ]
    expect(reports.map(({ scopes }) => scopes[0])).toMatchObject([
      { role: 'App', without: [{ method: 'token', gap: { notice: 'credential_failing' } }] },
      { role: 'owner', without: [{ method: 'app', gap: { notice: 'credential_failing' } }] },
    ])
    expect(reports.map(({ credential }) => credential.methods)).toEqual([['app'], ['token']])
    await expect(github.connect(contextFor({ token: gone, privateKey: other }))).rejects.toMatchObject({
      code: 'connection.invalid',
    })
  })
})

describe('time', () => {
  test('one token serves many requests; a scan outlives it, and one that was withdrawn', async () => {
    running.requests.reset()
    const minted = () => running.requests.byPath.get('/app/installations/{installation_id}/access_tokens')
    const context = contextFor()
    const read = async () => expect((await readAll('github.team', context)).length).toBeGreaterThan(3)
    await read()
    await read()
    expect(minted()).toBe(1)
    clock = new Date(now.getTime() + 57 * 60_000)
    await read()
    expect(minted()).toBe(2)
    running.state.endInstallationTokens()
    await read()
    expect(minted()).toBe(3)
    clock = now
  })

  test.each([-900, 900])('a clock that is %i seconds off is noticed and corrected', async (seconds) => {
    skewMs = seconds * 1000
    await expect(github.connect(contextFor())).resolves.toMatchObject({ scopes: [{ scope: 'harborlight' }] })
    skewMs = 0
  })
})

test('the permissions of the streams are those that the App is asked for, all of them to read', () => {
  const named = github.streams.flatMap(({ permissionsAs }) => permissionsAs?.['GitHub App'] ?? [])
  expect(github.streams.every(({ permissionsAs }) => (permissionsAs?.['GitHub App'] ?? []).length > 0)).toBe(true)
  expect(permissionKeys(named)).toEqual(Object.keys(appPermissions).sort())
})

test('the stand-in answered as GitHub does', () => {
  expect(running.contractViolations).toEqual([])
})
