import type { Connection, Finding, PreflightReport, Scan, SettingsPreview } from '@rollcall/api'
import {
  exampleCompany,
  type RunningGithub,
  type RunningPagerduty,
  startGithub,
  startPagerduty,
} from '@rollcall/sandbox'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer, until, type Visitor } from '../../../test/support/server.ts'

const company = exampleCompany({ now: new Date() })
let pagerduty: RunningPagerduty
let github: RunningGithub
let server: TestServer
/** A tenant of its own for each test, so that none sees another's connections. */
let me: Visitor

beforeAll(async () => {
  pagerduty = await startPagerduty({ company, limit: 100_000 })
  github = await startGithub({ company })
  server = await openTestServer({ jobs: true, origins: [pagerduty.url, github.url] })
})
afterAll(async () => {
  await server.close()
  await Promise.all([pagerduty.close(), github.close()])
})
beforeEach(async () => {
  me = await server.addTenant()
})

const apiKey = () => pagerduty.state.key('demo').secret
const pagerdutyInput = (config: object = {}) => ({
  connector: 'pagerduty',
  config: { subdomain: `${pagerduty.url}/harborlight`, ...config },
  secrets: { apiKey: apiKey() },
})
const githubInput = () => ({
  connector: 'github',
  config: { organizations: ['harborlight'], address: github.url },
  secrets: { token: company.tokens.owner.secret },
})
const ended = (scanId: string) =>
  until('the scan to end', async () => {
    const one = await me.ok<Scan>('GET', `/scans/${scanId}`)
    return ['succeeded', 'failed'].includes(one.state) && one
  })
async function connect(body: object): Promise<Connection> {
  const { connection, scanId } = await me.ok<{ connection: Connection; scanId: string }>('POST', '/connections', body)
  await ended(scanId)
  return connection
}
const named = async (q: string) => {
  const { items } = await me.ok<{ items: Finding[] }>('GET', `/findings?limit=200&q=${encodeURIComponent(q)}`)
  return items.map(({ subject, status }) => (status === 'unknown' ? 'unknown' : (subject?.name ?? ''))).sort()
}
const preview = (id: string, config: object) =>
  me.ok<SettingsPreview>('POST', `/connections/${id}/settings/preview`, { config })
const change = (id: string, body: object) => me.call('PATCH', `/connections/${id}`, body)
const changes = async () => {
  const { items } = await me.ok<{ items: { type: string; data: object }[] }>('GET', '/events?limit=200')
  return items.filter(({ type }) => type === 'connection.updated').map(({ data }) => data)
}
const scansOf = async (id: string) => (await me.ok<{ total: number }>('GET', `/connections/${id}/scans`)).total

describe('what only settings say', () => {
  const check = 'check:pagerduty-user-company-address'

  test('is previewed, and judged at once when it is saved, by what was read before', async () => {
    const { id } = await connect(pagerdutyInput())
    expect(await named(check)).toEqual(['unknown'])
    pagerduty.requests.reset()

    const seen = await preview(id, { domains: ['@Harborlight.example'] })
    expect(seen).toMatchObject({
      changed: [{ field: 'domains', label: 'Company e-mail domains', before: null, after: ['harborlight.example'] }],
      judged: true,
      preflight: null,
    })
    const own = seen.checks.find((one) => one.id === 'pagerduty-user-company-address')
    expect(own).toMatchObject({ opens: 1, ends: 0, verdict: 'known' })
    expect(await named(check)).toEqual(['unknown'])
    expect(await changes()).toEqual([])

    expect((await change(id, { config: { domains: ['harborlight.example'] } })).statusCode).toBe(200)
    expect(await named(`${check} status:open`)).toEqual(['Per Lindholm'])
    expect(await me.ok<Connection>('GET', `/connections/${id}`)).toMatchObject({
      config: { domains: ['harborlight.example'] },
    })
    expect(await changes()).toEqual([
      { settings: seen.changed, opened: seen.checks.reduce((sum, { opens }) => sum + opens, 0), resolved: 0 },
    ])
    expect([pagerduty.requests.counts.total, await scansOf(id)]).toEqual([0, 1])

    // Another domain of the company clears him; what is said no more is unknown again.
    expect((await preview(id, { domains: ['harborlight.example', 'gmail.com'] })).changed).toHaveLength(1)
    const without = await preview(id, { domains: [] })
    expect(without.checks.find((one) => one.id === 'pagerduty-user-company-address')).toMatchObject({
      opens: 0,
      verdict: 'unknown',
    })
    await change(id, { config: { domains: [] } })
    expect(await named(`${check} status:unknown`)).toEqual(['unknown'])
    expect((await me.ok<Connection>('GET', `/connections/${id}`)).config.domains).toBeUndefined()
  })

  test('a finding ends when the setting says that all is well', async () => {
    const { id } = await connect(pagerdutyInput({ keys: ['k3Qz'] }))
    expect(await named('check:pagerduty-api-key-known status:open')).toEqual(['…Wm07 (old-monitoring)'])
    const seen = await preview(id, { keys: ['k3Qz', 'Wm07'] })
    expect(seen.checks).toEqual([expect.objectContaining({ id: 'pagerduty-api-key-known', opens: 0, ends: 1 })])
    await change(id, { config: { keys: ['k3Qz', 'Wm07'] } })
    expect(await named('check:pagerduty-api-key-known status:open')).toEqual([])
    expect(await named('check:pagerduty-api-key-known status:resolved')).toEqual(['…Wm07 (old-monitoring)'])
    // What does not hang on it was not judged, and stands.
    expect(await named('check:pagerduty-schedule-users-exist status:open')).toEqual(['Freight Core primary'])
    const { counts } = await me.ok<{ counts: { pass: number } | null }>('GET', '/checks/pagerduty-webhook-encrypted')
    expect(counts?.pass).toBeGreaterThan(0)
  })

  test('said while a scan runs counts for that scan too', async () => {
    const { id } = await connect(pagerdutyInput())
    const { id: scanId } = await me.ok<Scan>('POST', `/connections/${id}/scans`)
    for (const domains of [['x.example'], [], ['harborlight.example']]) await change(id, { config: { domains } })
    expect((await ended(scanId)).state).toBe('succeeded')
    expect(await named(`${check} status:open`)).toEqual(['Per Lindholm'])
  })

  test('of two who change it at once neither overwrites the other unseen', async () => {
    const { id } = await connect(pagerdutyInput())
    const wanted = [{ domains: ['a.example'] }, { hosts: ['b.example'] }, { keys: ['abcd'] }]
    const answers = await Promise.all(wanted.map((config) => change(id, { config })))
    const { config } = await me.ok<Connection>('GET', `/connections/${id}`)
    for (const [index, answer] of answers.entries()) {
      if (answer.statusCode === 200) expect(config).toMatchObject(wanted[index] ?? {})
      else expect(answer.json()).toMatchObject({ error: { code: 'connection.changed' } })
    }
    expect(answers.some(({ statusCode }) => statusCode === 200)).toBe(true)
  })
})

test('which repositories are critical is said by what marks them, and judged at once', async () => {
  const check = 'check:github-default-branch-two-approvals'
  const { id } = await connect(githubInput())
  expect(await named(check)).toEqual([])
  github.requests.reset()
  const seen = await preview(id, { critical: 'tier=1, topic:critical' })
  expect(seen).toMatchObject({ changed: [{ field: 'critical', after: 'tier=1, topic:critical' }], preflight: null })
  expect(seen.checks).toMatchObject([{ id: 'github-default-branch-two-approvals', opens: 1, ends: 0 }])
  await change(id, { config: { critical: 'tier=1, topic:critical' } })
  expect(await named(`${check} status:open`)).toEqual(['harborlight/data-finance'])
  const { counts } = await me.ok<{ counts: { pass: number } | null }>(
    'GET',
    '/checks/github-default-branch-two-approvals',
  )
  expect(counts).toMatchObject({ pass: 3, fail: 1, unknown: 0 })
  await change(id, { config: { critical: '' } })
  expect(await named(`${check} status:open`)).toEqual([])
  expect(github.requests.counts.total).toBe(0)
  expect((await change(id, { config: { critical: 'tier' } })).json()).toMatchObject({
    error: { fields: [{ path: 'config.critical' }] },
  })
})

describe('what may not change', () => {
  test('is refused at its field, and nothing is saved', async () => {
    const { id, config } = await connect(pagerdutyInput())
    const cases: [string, string | string[], RegExp][] = [
      ['subdomain', 'acme', /Subdomain cannot be changed/],
      ['region', 'eu', /Service region cannot be changed/],
      ['clientId', 'x', /belongs to the credential/],
      ['apiKey', 'u+abcdefghij01234567', /belongs to the credential/],
      ['nonsense', 'x', /has no setting nonsense/],
      ['hosts', ['not a host'], /no host name/],
      ['domains', 'acme.com', /must be a list/],
      ['keys', ['whole-key-here'], /last four/],
    ]
    for (const [field, value, problem] of cases) {
      const answer = await change(id, { label: 'x', config: { [field]: value } })
      expect(answer.statusCode, field).toBe(422)
      const { error } = answer.json() as { error: { message: string; fields: { path: string }[] } }
      expect(error.message).toMatch(problem)
      expect(error.fields[0]?.path).toBe(`config.${field}`)
      expect(answer.body).not.toContain('abcdefghij')
    }
    expect(await me.ok<Connection>('GET', `/connections/${id}`)).toMatchObject({ label: '', config })
    expect(await changes()).toEqual([])
  })

  test('is nobody else’s to see or change', async () => {
    const { id } = await connect(pagerdutyInput())
    const other = await server.addTenant()
    const body = { config: { domains: ['x.example'] } }
    expect((await other.call('PATCH', `/connections/${id}`, body)).statusCode).toBe(404)
    expect((await other.call('POST', `/connections/${id}/settings/preview`, body)).statusCode).toBe(404)
  })

  test('a change that changes nothing leaves no trace', async () => {
    const { id } = await connect(pagerdutyInput({ keys: ['k3Qz'] }))
    expect(await preview(id, { keys: ['k3Qz'] })).toMatchObject({ changed: [], checks: [] })
    expect((await change(id, { config: { keys: ['k3Qz'] } })).statusCode).toBe(200)
    expect(await changes()).toEqual([])
  })
})

describe('what decides what is read', () => {
  test('is tried on the system before it is saved, and the next scan reads with it', async () => {
    const { id } = await connect(githubInput())
    const seen = await preview(id, {
      enterpriseAccount: 'on',
      enterprise: 'https://github.com/enterprises/harborlight',
    })
    expect(seen).toMatchObject({
      changed: [{ field: 'enterprise', before: null, after: 'harborlight' }],
      preflight: { enterprise: [{ scope: 'harborlight' }] },
    })
    const after = await change(id, { config: { enterpriseAccount: 'on', enterprise: 'harborlight' } })
    expect(after.json()).toMatchObject({ config: { enterprise: 'harborlight' } })
    // The switch alone takes along what stands under it.
    const off = await change(id, { config: { enterpriseAccount: '' } })
    expect((off.json() as Connection).config).not.toHaveProperty('enterprise')
    const halfway = await change(id, { config: { enterpriseAccount: 'on' } })
    expect(halfway.json()).toMatchObject({ error: { fields: [{ path: 'config.enterprise' }] } })
    expect((await change(id, { config: { organizations: ['other'] } })).statusCode).toBe(422)
    expect((await change(id, { config: { address: 'https://evil.example' } })).statusCode).toBe(422)
  })
})

describe('a credential of another kind', () => {
  test('takes the place of the one before, where methods do not join', async () => {
    const { id } = await connect(pagerdutyInput())
    const app = company.pagerduty.apps.find(({ label }) => label !== 'narrow')
    const secrets = { clientSecret: app?.clientSecret ?? '' }
    await me.ok('PUT', `/connections/${id}/credential`, { config: { clientId: app?.clientId }, secrets })
    const now = await me.ok<Connection>('GET', `/connections/${id}`)
    expect(now).toMatchObject({ config: { clientId: app?.clientId }, credential: { methods: ['app'] } })
    // And back; a new secret alone renews the app before that.
    await me.ok('PUT', `/connections/${id}/credential`, { secrets })
    await me.ok('PUT', `/connections/${id}/credential`, { secrets: { apiKey: apiKey() } })
    const then = await me.ok<Connection>('GET', `/connections/${id}`)
    expect(then.credential.methods).toEqual(['key'])
    expect(then.config).not.toHaveProperty('clientId')
  })
})

test('a quota of a minute is told as one', async () => {
  const { estimate } = await me.ok<PreflightReport>('POST', '/connections/preflight', pagerdutyInput())
  expect(estimate).toMatchObject({ quotaSeconds: 60, pools: [{ pool: 'rest', share: expect.any(Number) }, {}] })
  const { id } = await connect(pagerdutyInput())
  const { lastScan, estimate: next } = await me.ok<Connection>('GET', `/connections/${id}`)
  const spent = lastScan?.spending?.pools.find(({ pool }) => pool === 'rest')
  expect(lastScan?.spending?.quotaSeconds).toBe(60)
  expect(spent?.limit).toBe(100_000)
  expect(next).toMatchObject({ quotaSeconds: 60, pools: [{ amount: spent?.spent }, {}] })
  const foretold = estimate?.pools[0]?.amount ?? 0
  expect(foretold / (spent?.spent ?? 1)).toBeGreaterThan(0.5)
  expect(foretold / (spent?.spent ?? 1)).toBeLessThan(2)
})
