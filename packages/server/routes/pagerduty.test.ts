import type { Connection, CoverageRow, Decision, Event, Finding, Identity, PreflightReport, Scan } from '@rollcall/api'
import {
  exampleCompany,
  type RunningGithub,
  type RunningPagerduty,
  startGithub,
  startPagerduty,
} from '@rollcall/sandbox'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer, until, type Visitor } from '../../../test/support/server.ts'
import { writeExpiries } from '../jobs/expiry.ts'

const company = exampleCompany({ now: new Date() })
let pagerduty: RunningPagerduty
let github: RunningGithub
let server: TestServer
/** A tenant of its own for each test, so that none sees another's connections. */
let me: Visitor

beforeAll(async () => {
  pagerduty = await startPagerduty({ company, contract: true, limit: null })
  github = await startGithub({ company })
  server = await openTestServer({ jobs: true, origins: [pagerduty.url, github.url] })
})
afterAll(async () => {
  expect(pagerduty.contractViolations).toEqual([])
  await server.close()
  await Promise.all([pagerduty.close(), github.close()])
})
beforeEach(async () => {
  me = await server.addTenant()
})

interface List<T> {
  items: T[]
  total: number
}

const key = (label: string) => pagerduty.state.key(label).secret
const input = (label = 'demo', config: Record<string, unknown> = {}) => ({
  connector: 'pagerduty',
  config: { subdomain: pagerduty.url, ...config },
  secrets: { apiKey: key(label) },
})
async function connect(body: object): Promise<{ connection: Connection; scan: Scan }> {
  const { connection, scanId } = await me.ok<{ connection: Connection; scanId: string }>('POST', '/connections', body)
  const scan = await until('the scan to end', async () => {
    const one = await me.ok<Scan>('GET', `/scans/${scanId}`)
    return ['succeeded', 'failed'].includes(one.state) && one
  })
  return { connection, scan }
}
const findings = async (q: string) =>
  (await me.ok<List<Finding>>('GET', `/findings?limit=200&q=${encodeURIComponent(q)}`)).items
const named = async (q: string) => (await findings(q)).map(({ subject }) => subject?.name).sort()

describe('an instance of PagerDuty', () => {
  test('is connected with label and owner, read whole, and judged', async () => {
    const declared = { domains: ['harborlight.example'], hosts: ['harborlight.example', 'slack.com'], keys: ['k3Qz'] }
    const { connection, scan } = await connect({ ...input('demo', declared), label: ' production ', owner: 'Platform' })
    expect(connection).toMatchObject({ label: 'production', owner: 'Platform', system: 'PagerDuty (US)' })
    expect(scan).toMatchObject({ state: 'succeeded', error: null })
    const { items } = await me.ok<List<CoverageRow>>('GET', `/connections/${connection.id}/coverage`)
    expect(items.filter(({ state }) => state !== 'complete')).toEqual([])
    expect(await named('check:pagerduty-schedule-users-exist')).toEqual(['Freight Core primary'])
    expect(await named('check:pagerduty-admin-company-address')).toEqual(['Per Lindholm'])
    expect(await named('check:pagerduty-api-key-known')).toEqual(['…Wm07 (old-monitoring)'])
    expect(await named('check:pagerduty-webhook-encrypted')).toEqual(['Wallboard'])
    expect(await named('check:pagerduty-runner-limited')).toEqual(['old-vm-runner'])
    const changed = await me.ok<Connection>('PATCH', `/connections/${connection.id}`, { label: 'sandbox', owner: '' })
    expect(changed).toMatchObject({ label: 'sandbox', owner: '' })
  })

  test('of a responder’s key: what it loses is said before, and nothing passes for whole', async () => {
    const report = await me.ok<PreflightReport>('POST', '/connections/preflight', input('responder'))
    const of = (stream: string) => report.streams.find((one) => one.stream === stream)
    expect(of('pagerduty.api_key')).toMatchObject({ state: 'blocked', gap: { reason: 'permission' } })
    expect(of('pagerduty.api_key')?.checksLost.map(({ id }) => id)).toContain('pagerduty-api-key-known')
    expect(of('pagerduty.user')).toMatchObject({ state: 'limited' })
  })

  test('a key gives way to an app though nobody typed the subdomain: the key has told it', async () => {
    const { connection } = await connect(input())
    expect(connection).toMatchObject({ scopes: [{ scope: 'harborlight' }], credential: { methods: ['key'] } })
    expect(connection.config.subdomain).toBe(pagerduty.url)
    const app = pagerduty.state.world.apps.find(({ label }) => label !== 'narrow')
    const body = { config: { clientId: app?.clientId }, secrets: { clientSecret: app?.clientSecret } }
    await me.ok('PUT', `/connections/${connection.id}/credential`, body)
    const after = await me.ok<Connection>('GET', `/connections/${connection.id}`)
    expect(after).toMatchObject({ scopes: [{ scope: 'harborlight' }], credential: { methods: ['app'] } })
    expect(after.config.subdomain).toBe(`${pagerduty.url}/harborlight`)
    // An app of another account is none of this one.
    const foreign = { config: { clientId: 'no-such-app' }, secrets: { clientSecret: app?.clientSecret } }
    expect((await me.call('PUT', `/connections/${connection.id}/credential`, foreign)).statusCode).toBe(422)
  })

  test('without an audit trail: one finding, and unknown where it is needed', async () => {
    pagerduty.state.changePlan({ auditTrail: false })
    await connect(input())
    pagerduty.state.changePlan({ auditTrail: true })
    expect(await named('check:pagerduty-audit-trail-available status:open')).toEqual(['harborlight'])
    const [unseen] = await findings('check:pagerduty-api-key-known')
    expect(unseen).toMatchObject({ status: 'unknown', gap: { reason: 'plan' } })
  })

  test('people have one identity in both systems, with the reason', async () => {
    await connect({
      connector: 'github',
      config: { organizations: ['harborlight'], address: github.url },
      secrets: { token: company.tokens.owner.secret },
    })
    await connect(input())
    const { items } = await me.ok<List<Identity>>('GET', '/identities?limit=200')
    const both = items.filter(({ systems }) => systems.length === 2)
    expect(both.length).toBeGreaterThan(30)
    const mira = both.find(({ name }) => name === 'Mira Okafor')
    const { accountList } = await me.ok<{ accountList: { system: string; why: string }[] }>(
      'GET',
      `/identities/${mira?.id}`,
    )
    expect(accountList.map(({ system }) => system).sort()).toEqual(['github', 'pagerduty'])
    expect(accountList.map(({ why }) => why).join(' ')).toContain('Shares the verified address mira.okafor@')
  })
})

test('a key that is deleted, or sees less, is found by a test, until one sees it well again', async () => {
  const secret = key('demo')
  const { connection } = await connect(input())
  const found = async () =>
    (await findings('status:open stream:pagerduty.connection')).map(({ checkId, severity }) => `${checkId} ${severity}`)
  const tryNow = () => me.ok<Connection>('POST', `/connections/${connection.id}/test`)
  await tryNow()
  expect(await found()).toEqual([])
  const held = pagerduty.state.key('demo')
  held.secret = 'another'
  expect((await tryNow()).health.state).toBe('failing')
  expect(await found()).toEqual(['pagerduty-connection-credential-accepted critical'])
  held.secret = secret
  await tryNow()
  expect(await found()).toEqual([])
  expect(await findings('status:resolved check:pagerduty-connection-credential-accepted')).toHaveLength(1)
})

describe('across systems', () => {
  const token = company.tokens.owner.secret
  const scanAgain = async (id: string) => {
    const { id: scanId } = await me.ok<Scan>('POST', `/connections/${id}/scans`)
    await until('the scan to end', async () => (await me.ok<Scan>('GET', `/scans/${scanId}`)).state === 'succeeded')
  }

  test('who holds the highest role in both, and who left one and lives, or is on call, in the other', async () => {
    const first = await connect({
      connector: 'github',
      config: { organizations: ['harborlight'], address: github.url },
      secrets: { token },
    })
    const { connection } = await connect(input())
    expect(await named('check:pagerduty-admin-of-one-system')).toEqual([
      'Dagny Lindqvist',
      'Mira Okafor',
      'Renzo Castellan',
      'Tobias Weiss',
    ])
    expect(await named('check:pagerduty-user-left-elsewhere')).toEqual([])
    const lent = pagerduty.state.user('Viktor Holm').delegations.find(({ kind }) => kind === 'integration')
    if (lent) pagerduty.state.user('Marcus Bell').delegations.push({ ...lent, id: 'marcus' })
    github.state.removeMember('harborlight', 'mbell')
    github.state.removeMember('harborlight', 'adiallo')
    await scanAgain(first.connection.id)
    await scanAgain(connection.id)
    expect(await named('check:pagerduty-user-left-elsewhere')).toEqual(['Amina Diallo', 'Marcus Bell'])
    expect(await named('check:pagerduty-on-call-not-leaver')).toEqual(['Marcus Bell'])
    expect(await named('check:pagerduty-delegation-not-leaver')).toEqual(['Marcus Bell'])
    // Somebody who comes back has left nothing.
    github.state.addMember('harborlight', { login: 'adiallo' })
    await scanAgain(first.connection.id)
    await scanAgain(connection.id)
    expect(await named('check:pagerduty-user-left-elsewhere status:open')).toEqual(['Marcus Bell'])
  })
})

describe('what no API shows', () => {
  const until = new Date(Date.now() + 90 * 86_400_000).toISOString()
  const attestation = {
    kind: 'attested',
    reason: 'Looked with the account owner',
    value: 'Required for all users',
    evidence: 'https://wiki.example/sso.png',
    until,
  }
  const attest = (id: string | undefined, decision: object = attestation) =>
    me.call('POST', '/findings/apply', { select: { ids: [id] }, change: { decision } })

  test('is unknown until somebody attests it, and then reads as attested, with value and evidence', async () => {
    await connect(input())
    const [sso] = await findings('check:pagerduty-sso-required')
    expect(sso).toMatchObject({ status: 'unknown', gap: { attestable: true } })
    const due = async () => (await me.ok<{ attestable: number }>('GET', '/overview')).attestable
    const before = await due()
    expect(await findings('is:attestable')).toHaveLength(before)
    expect(before).toBe(7)
    expect((await attest(sso?.id)).statusCode).toBe(200)
    expect(await due()).toBe(before - 1)
    expect(await findings('check:pagerduty-sso-required')).toEqual([])
    const [attested] = await findings('check:pagerduty-sso-required decision:attested')
    expect(attested).toMatchObject({
      status: 'unknown',
      decision: { kind: 'attested', value: 'Required for all users', evidence: 'https://wiki.example/sso.png', until },
    })
    // It comes due like any other decision, and no check counts it as a pass.
    const { items } = await me.ok<List<Decision>>('GET', '/decisions?kind=attested')
    expect(items).toMatchObject([{ state: 'active', until }])
    const { counts } = await me.ok<{ counts: { pass: number } | null }>('GET', '/checks/pagerduty-sso-required')
    expect(counts).toMatchObject({ pass: 0 })
  })

  test('runs out: then it is unknown and due again, and the log has its end', async () => {
    await connect(input())
    const [sso] = await findings('check:pagerduty-sso-required')
    await attest(sso?.id)
    const [decision] = (await me.ok<List<Decision>>('GET', '/decisions?kind=attested')).items
    expect(await findings('check:pagerduty-sso-required is:attestable')).toEqual([])
    // As if three months had gone by.
    const over = new Date(Date.now() - 1000).toISOString()
    await server.deps.db
      .updateTable('decision')
      .set({ until: over })
      .where('id', '=', decision?.id ?? '')
      .execute()
    const [again] = await findings('check:pagerduty-sso-required is:attestable')
    expect(again).toMatchObject({ id: sso?.id, status: 'unknown', decision: null, gap: { attestable: true } })
    expect(await me.ok('GET', `/decisions/${decision?.id}`)).toMatchObject({ state: 'ended', endedWhy: 'expired' })
    await writeExpiries(server.deps)
    const { items } = await me.ok<List<Event>>('GET', '/events?type=finding.decision_ended')
    expect(items).toMatchObject([{ subject: { id: sso?.id }, data: { kind: 'attested', why: 'expired' } }])
    // Somebody looks once more.
    expect((await attest(sso?.id)).statusCode).toBe(200)
    expect(await findings('check:pagerduty-sso-required decision:attested')).toHaveLength(1)
  })

  test('needs value and evidence, and is nothing for what a scan sees', async () => {
    await connect(input())
    const [sso] = await findings('check:pagerduty-sso-required')
    const refused = await attest(sso?.id, { ...attestation, evidence: ' ' })
    expect(refused.statusCode).toBe(422)
    expect(refused.json()).toMatchObject({ error: { fields: [{ path: 'change.decision.evidence' }] } })
    const [seen] = await findings('check:pagerduty-schedule-users-exist')
    expect((await attest(seen?.id)).json()).toMatchObject({
      error: { message: expect.stringContaining('a scan sees it') },
    })
  })
})
