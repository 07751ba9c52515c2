import {
  AppError,
  type ConnectorContext,
  type Gap,
  type ScopeReport,
  type Stream,
  type StreamRecord,
  tryStreams,
} from '@rollcall/core'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readAddress, readOrganization } from './address.ts'
import { github } from './index.ts'
import { bypassOf } from './protection.ts'
import { checkTokenForm, covers, readExpiry } from './token.ts'

const now = new Date('2026-11-20T08:00:00Z')

describe('the example company', () => {
  const company = exampleCompany({ now })
  let running: RunningGithub
  beforeAll(async () => {
    running = await startGithub({ company, now, contract: true })
  })
  afterAll(() => running.close())

  const contextFor = (token: string, organizations = ['harborlight', 'harborlight-labs']): ConnectorContext => ({
    config: { organizations, address: running.url },
    secrets: { token },
    fetch,
    signal: new AbortController().signal,
    now: () => now,
  })
  const connect = (token: string, organizations?: string[]) => github.connect(contextFor(token, organizations))
  async function readAll(id: string, token: string, org = 'harborlight') {
    const context = contextFor(token)
    const scope = (await github.connect(context)).scopes.find((one) => one.scope === org) as ScopeReport
    const stream = github.streams.find((one) => one.id === id) as Stream
    const records: StreamRecord[] = []
    const gaps: Gap[] = []
    for await (const page of stream.read(context, scope, null)) {
      records.push(...page.records)
      if (page.gap) gaps.push(page.gap)
    }
    return { records, gaps }
  }
  const { tokens } = company

  test('an owner’s token tells its kind, scopes, expiry in either spelling, and role', async () => {
    const report = await connect(tokens.demo.secret)
    expect(report).toMatchObject({
      system: 'GitHub',
      credential: {
        kind: 'Personal access token (classic)',
        owner: 'mokafor',
        scopes: ['admin:org', 'read:audit_log', 'repo'],
      },
      scopes: [
        { scope: 'harborlight', role: 'owner' },
        { scope: 'harborlight-labs', role: 'owner' },
      ],
    })
    expect(Date.parse(report.credential.expiresAt ?? '')).toBeGreaterThan(now.getTime())
    const member = await connect(tokens.member.secret, ['harborlight'])
    expect(member.scopes[0]?.role).toBe('member')
    expect(Date.parse(member.credential.expiresAt ?? '')).toBeGreaterThan(now.getTime())
    expect((await connect(tokens.owner.secret)).credential.expiresAt).toBeNull()
  })

  test.each([
    ['an expired token', () => connect(tokens.expired.secret), 'secrets.token', /refused the token/],
    ['a mistyped token', () => connect(`ghp_${'x'.repeat(36)}`), 'secrets.token', /mistyped, expired or revoked/],
  ])('%s is told at its field', async (_, attempt, path, message) => {
    await expect(attempt()).rejects.toMatchObject({
      code: 'connection.invalid',
      message: expect.stringMatching(message),
      fields: [{ path }],
    })
  })

  test.each([
    ['mokafor', /personal account, not an organization/],
    ['no-such-organization', /no organization no-such-organization, or this token cannot see it/],
  ])('%s is not an organization, and the report says so', async (login, detail) => {
    const { scopes } = await connect(tokens.demo.secret, [login])
    expect(scopes[0]).toMatchObject({
      scope: login,
      gap: { reason: 'permission', detail: expect.stringMatching(detail) },
    })
  })

  test('an organization behind single sign-on gives the link to authorise the token', async () => {
    const { scopes } = await connect(tokens.noSso.secret)
    expect(scopes.map(({ scope, gap }) => [scope, gap?.link?.includes('/sso?authorization_request=')])).toEqual([
      ['harborlight', true],
      ['harborlight-labs', undefined],
    ])
  })

  test('preflight names the scope that is missing, and only where it is', async () => {
    const context = contextFor(tokens.demo.secret, ['harborlight'])
    const { scopes } = await github.connect(context)
    const streams = await tryStreams(github, context, scopes)
    const notReady = streams.filter(({ state }) => state !== 'ready')
    expect(notReady).toMatchObject([
      {
        stream: 'github.webhook',
        state: 'blocked',
        gap: { reason: 'permission', fix: expect.stringContaining('admin:org_hook') },
      },
      ...['github.fine_grained_token', 'github.token_request'].map((stream) => ({
        stream,
        state: 'blocked',
        gap: { reason: 'permission', fix: expect.stringContaining('GitHub App') },
      })),
    ])
  })

  test('a member’s token is limited where a member sees less, and never reads as clean', async () => {
    const context = contextFor(tokens.member.secret, ['harborlight'])
    const streams = await tryStreams(github, context, (await github.connect(context)).scopes)
    const states = Object.fromEntries(streams.map(({ stream, state }) => [stream, state]))
    expect(states).toMatchObject({
      'github.organization': 'limited',
      'github.member': 'limited',
      'github.actions_policy': 'blocked',
      'github.installation': 'blocked',
      'github.webhook': 'blocked',
      'github.deploy_key': 'limited',
      'github.branch_protection': 'limited',
    })
    const { records } = await readAll('github.organization', tokens.member.secret)
    expect(records[0]?.data).toMatchObject({ twoFactorRequired: null, samlEnabled: null })
    const protection = await readAll('github.branch_protection', tokens.member.secret)
    const open = protection.records.filter(({ data }) => (data as { classic: boolean | null }).classic === false)
    expect(open.every(({ data }) => !(data as { hasDefaultBranch: boolean }).hasDefaultBranch)).toBe(true)
    for (const { data } of protection.records) expect(data).not.toMatchObject({ vulnerabilityAlerts: false })
  })

  test('private repositories that a token cannot see are counted, not forgotten', async () => {
    const { secret } = running.state.addToken({
      label: 'noRepo',
      login: 'mokafor',
      scopes: ['admin:org'],
      ssoOrganizations: ['harborlight'],
    })
    const { records, gaps } = await readAll('github.repository', secret)
    expect(records.length).toBe(10)
    expect(gaps).toMatchObject([{ reason: 'permission', detail: 'GitHub lists 10 of 94 repositories for this token.' }])
  })

  test('members come with role and second factor', async () => {
    const { records, gaps } = await readAll('github.member', tokens.owner.secret)
    const data = records.map((record) => record.data as { login: string; role: string; twoFactor: string })
    const by = (factor: string) =>
      data
        .filter(({ twoFactor }) => twoFactor === factor)
        .map(({ login }) => login)
        .sort()
    expect(gaps).toEqual([])
    expect(
      data
        .filter(({ role }) => role === 'owner')
        .map(({ login }) => login)
        .sort(),
    ).toEqual(['dlindqvist', 'mokafor', 'rcastellan', 'tweiss'])
    expect(by('disabled')).toEqual(['bhaddad', 'fnazari', 'gpryce', 'harborlight-docs-bot', 'rcastellan'])
    expect(by('insecure')).toEqual(['bpinto', 'creid', 'ethorsen', 'kasante', 'lstrand', 'meriksen'])
  })

  test('classic protection and rulesets are judged together, inactive rulesets not at all', async () => {
    const { records } = await readAll('github.branch_protection', tokens.owner.secret)
    const of = (name: string) => records.find((record) => record.name === `harborlight/${name}`)?.data
    expect(of('freight-engine')).toMatchObject({
      classic: false,
      rulesets: ['Protect default branches'],
      bypass: [],
      allowsForcePush: false,
    })
    expect(of('portal-carrier')).toMatchObject({ bypass: expect.arrayContaining([expect.any(String)]) })
    expect(of('website')).toMatchObject({ classic: true, bypass: [] })
    expect(of('data-lake')).toMatchObject({
      classic: true,
      allowsForcePush: true,
      bypass: expect.arrayContaining(['administrators']),
    })
    expect(of('legacy-tms')).toMatchObject({ classic: false, rulesets: [], requiredApprovals: 0 })
    expect(of('forecast-lab')).toMatchObject({ rulesets: [] })
    expect(of('pricing-poc')).toMatchObject({ hasDefaultBranch: false })
  })

  test('a webhook’s address is kept without its query, where secrets hide', async () => {
    const { records } = await readAll('github.webhook', tokens.owner.secret)
    expect(JSON.stringify(records)).not.toContain('key=')
    expect(records.map(({ data }) => (data as { scheme: string }).scheme).sort()).toEqual(['http', 'https', 'https'])
  })

  test('a list that single sign-on has thinned out is partial, though its status is 200', async () => {
    running.faults.add({ kind: 'partial_results', organizations: [61204411] })
    for (const id of ['github.repository', 'github.member', 'github.team'])
      expect((await readAll(id, tokens.owner.secret)).gaps[0], id).toMatchObject({
        reason: 'permission',
        detail: expect.stringContaining('single sign-on'),
      })
    running.faults.clear()
  })

  test('a GraphQL page that GitHub does not finish is asked for again in halves', async () => {
    running.faults.add({ kind: 'bad_gateway', graphql: 'defaultBranchRef', times: 2 })
    expect((await readAll('github.branch_protection', tokens.owner.secret)).records.length).toBe(94)
    running.faults.clear()
  })

  test('every answer of the stand-in is one that GitHub publishes', () => {
    expect(running.contractViolations).toEqual([])
  })
})

describe('GitHub Enterprise Server', () => {
  test('is reached by its address, and what it does not have is unseen', async () => {
    const company = exampleCompany({ now })
    const running = await startGithub({ company, now, flavour: 'ghes', contract: true })
    const context: ConnectorContext = {
      config: { organizations: ['harborlight'], address: `${running.url}/api/v3` },
      secrets: { token: company.tokens.owner.secret },
      fetch,
      signal: new AbortController().signal,
      now: () => now,
    }
    const { system, scopes } = await github.connect(context)
    expect(system).toBe('GitHub Enterprise Server 3.19.1')
    const streams = await tryStreams(github, context, scopes)
    const blocked = streams.filter(({ state }) => state === 'blocked')
    expect(blocked.map(({ stream }) => stream)).toEqual(['github.fine_grained_token', 'github.token_request'])
    expect(running.contractViolations).toEqual([])
    await running.close()
  })

  test('an address that is not GitHub is told, whatever answers there', async () => {
    const { createServer } = await import('node:http')
    for (const [type, body] of [
      ['text/html', '<html>'],
      ['application/json', '{"hello":1}'],
    ] as const) {
      const server = createServer((_, response) => response.setHeader('content-type', type).end(body)).listen(
        0,
        '127.0.0.1',
      )
      await new Promise((resolve) => server.once('listening', resolve))
      const { port } = server.address() as { port: number }
      const context = {
        config: { organizations: ['x'], address: `http://127.0.0.1:${port}` },
        secrets: { token: 'x' },
        fetch,
        signal: new AbortController().signal,
        now: () => now,
      }
      await expect(github.connect(context as never)).rejects.toMatchObject({
        code: 'connection.invalid',
        fields: [{ path: 'config.address' }],
      })
      server.close()
    }
  })
})

describe('what a person types', () => {
  test.each([
    ['', 'https://api.github.com', 'https://github.com'],
    ['github.com', 'https://api.github.com', 'https://github.com'],
    ['https://api.github.com/', 'https://api.github.com', 'https://github.com'],
    ['ghe.example.com', 'https://ghe.example.com/api/v3', 'https://ghe.example.com'],
    ['https://ghe.example.com/api/v3/', 'https://ghe.example.com/api/v3', 'https://ghe.example.com'],
    ['https://octo.ghe.com', 'https://api.octo.ghe.com', 'https://octo.ghe.com'],
    ['http://127.0.0.1:9', 'http://127.0.0.1:9', 'http://127.0.0.1:9'],
    ['http://127.0.0.1:9/api/v3', 'http://127.0.0.1:9/api/v3', 'http://127.0.0.1:9'],
  ])('the server address "%s" leads to %s', (typed, api, web) => {
    expect(readAddress(typed)).toMatchObject({ api, web })
    expect(readAddress(readAddress(typed).kept)).toEqual(readAddress(typed))
  })

  test.each([
    ['acme', 'acme'],
    ['@acme', 'acme'],
    ['https://github.com/acme', 'acme'],
    ['github.com/orgs/acme/people', 'acme'],
    ['https://github.com/organizations/acme/settings/profile', 'acme'],
    ['octo_corp', 'octo_corp'],
  ])('the organization "%s" is %s', (typed, login) => {
    expect(readOrganization(typed, readAddress(''))).toBe(login)
  })

  test.each(['https://gitlab.com/acme', 'https://github.com', 'acme!', '-acme', 'a'.repeat(200)])(
    '"%s" is no organization',
    (typed) => {
      expect(() => readOrganization(typed, readAddress(''))).toThrow(
        expect.objectContaining({ code: 'connection.invalid' }),
      )
    },
  )

  test.each([
    '',
    'hello',
    'ghp_short',
    'ghs_abcdefghijklmnopqrstuvwxyz0123456789',
    `ghp_${'a'.repeat(20)} ${'b'.repeat(20)}`,
  ])('"%s" is no token, and is not repeated', (typed) => {
    try {
      checkTokenForm(typed)
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ code: 'connection.invalid', fields: [{ path: 'secrets.token' }] })
      if (typed.length > 5) expect((error as AppError).message + (error as AppError).fix).not.toContain(typed)
    }
  })

  test('several organizations in one field, once each', () => {
    const { config } = github.normalize({
      config: { organizations: ['acme, https://github.com/Acme', 'labs'] },
      secrets: { token: `ghp_${'a'.repeat(36)}` },
    })
    expect(config).toEqual({ organizations: ['Acme', 'labs'] })
  })
})

describe('small readings', () => {
  test('scopes include narrower ones', () => {
    expect(covers(['admin:org'], 'read:org')).toBe(true)
    expect(covers(['read:org'], 'admin:org')).toBe(false)
    expect(covers(['repo'], 'public_repo')).toBe(true)
  })

  test('both spellings of an expiry are the same moment, no header is never, and nonsense is not', () => {
    expect(readExpiry('2027-10-12 09:00:00 UTC')).toBe('2027-10-12T09:00:00.000Z')
    expect(readExpiry('2027-10-12 18:00:00 +0900')).toBe('2027-10-12T09:00:00.000Z')
    expect(readExpiry(undefined)).toBeNull()
    expect(() => readExpiry('next year')).toThrow(AppError)
  })

  test('a protection holds when one layer gives it without bypass', () => {
    const layer = (protections: string[], bypass: string[] | null) => ({
      protections: new Set(protections),
      approvals: 0,
      bypass,
    })
    expect(bypassOf([layer(['review'], ['admins']), layer(['review'], [])])).toEqual([])
    expect(bypassOf([layer(['review'], ['admins']), layer(['force push'], [])])).toEqual(['admins'])
    expect(bypassOf([layer(['review'], ['admins']), layer(['review'], null)])).toBeNull()
    expect(bypassOf([layer(['review'], ['admins']), layer(['deletion'], null)])).toEqual(['admins'])
    expect(bypassOf([])).toEqual([])
  })
})
