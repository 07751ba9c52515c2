import {
  AppError,
  type ConnectorContext,
  type ConnectorInput,
  estimateFirst,
  type Gap,
  gapOfError,
  type StreamRecord,
  tryStreams,
  withDeclared,
} from '@rollcall/core'
import { exampleCompany, generateCompany, type RunningPagerduty, startPagerduty } from '@rollcall/sandbox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readAddress, subdomainOf } from './address.ts'
import { pagerduty } from './index.ts'
import { isPersonalMailbox, isSharedMailbox, nameKeyOf, phoneKeyOf } from './mailbox.ts'
import { chooseUsers, mapDelegations } from './streams/delegations.ts'
import { mapUser } from './streams/users.ts'

const now = new Date('2026-11-20T08:00:00Z')
const company = exampleCompany({ now })
const keyOf = (label: string) => company.pagerduty.keys.find((one) => one.label === label)?.secret ?? ''

let standIn: RunningPagerduty
beforeAll(async () => {
  standIn = await startPagerduty({ company, now, limit: null, contract: true })
})
afterAll(async () => {
  expect(standIn.contractViolations).toEqual([])
  await standIn.close()
})

const contextOf = (input: ConnectorInput): ConnectorContext => ({
  ...pagerduty.normalize(input),
  fetch: (url, init) => fetch(url, init),
  signal: AbortSignal.timeout(20_000),
  now: () => now,
})
const withKey = (label: string, config: ConnectorInput['config'] = {}) =>
  contextOf({ config: { subdomain: standIn.url, ...config }, secrets: { apiKey: keyOf(label) } })

async function refusalOf(given: ConnectorInput | ConnectorContext): Promise<AppError> {
  try {
    await pagerduty.connect('fetch' in given ? given : contextOf(given))
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('It was not refused')
}

async function readAll(context: ConnectorContext, id: string): Promise<{ records: StreamRecord[]; gap: Gap | null }> {
  const { scopes } = await pagerduty.connect(context)
  const records: StreamRecord[] = []
  let gap: Gap | null = null
  try {
    for (const stream of pagerduty.streams.filter((one) => one.id === id))
      for await (const page of stream.read(context, scopes[0] as never, null)) {
        records.push(...page.records.map((record) => withDeclared(stream, record, context.config)))
        gap ??= page.gap ?? null
      }
  } catch (error) {
    gap = gapOfError(error)
  }
  return { records, gap }
}

describe('an address', () => {
  test.each([
    ['', 'https://api.pagerduty.com', ''],
    ['acme', 'https://api.pagerduty.com', 'acme'],
    ['Acme.pagerduty.com', 'https://api.pagerduty.com', 'acme'],
    ['https://acme.eu.pagerduty.com/users/PXPGF42?x=1', 'https://api.eu.pagerduty.com', 'acme'],
    ['app.eu.pagerduty.com', 'https://api.eu.pagerduty.com', ''],
    ['https://eu.pagerduty.com', 'https://api.eu.pagerduty.com', ''],
    ['https://app.pagerduty.com/sign_in', 'https://api.pagerduty.com', ''],
  ])('%s is %s, account "%s"', (typed, api, subdomain) => {
    expect(readAddress(typed, '')).toMatchObject({ api, subdomain })
  })

  test('keeps one spelling, which reads as the same', () => {
    for (const typed of ['', 'acme', 'https://acme.eu.pagerduty.com/incidents', 'http://127.0.0.1:9/eu/acme']) {
      const first = readAddress(typed, '')
      expect(readAddress(first.kept.subdomain, first.kept.region)).toEqual(first)
    }
  })

  test.each([
    ['https://acme.eu.pagerduty.com', 'us', 'config.region', /in the service region EU, and not in US/],
    ['acme', 'asia', 'config.region', /"asia" is no service region/],
    ['https://acme.example.com', '', 'config.subdomain', /is not PagerDuty/],
    ['https://pagerduty.com.evil.example', '', 'config.subdomain', /is not PagerDuty/],
    ['acme corp!', '', 'config.subdomain', /no subdomain|not PagerDuty/],
  ])('%s with region "%s" is refused at %s', (typed, region, path, problem) => {
    expect(() => readAddress(typed, region)).toThrow(problem)
    try {
      readAddress(typed, region)
    } catch (error) {
      expect((error as AppError).fields).toEqual([{ path, message: expect.any(String) }])
    }
  })

  test('of a page names the account', () => {
    expect(subdomainOf('https://acme.eu.pagerduty.com/users/P1')).toBe('acme')
    expect(subdomainOf('https://app.pagerduty.com/users/P1')).toBe('')
    expect(subdomainOf('https://eu.pagerduty.com/users/P1')).toBe('')
    expect(subdomainOf(null)).toBe('')
  })
})

describe('a form', () => {
  test.each([
    [{}, {}, 'secrets.apiKey', /neither an app nor an API key/],
    [{}, { apiKey: 'too short' }, 'secrets.apiKey', /spaces/],
    [{}, { apiKey: 'tooshort' }, 'secrets.apiKey', /does not look like/],
    [{ clientId: 'x' }, { clientSecret: 'sealed-0001' }, 'config.subdomain', /needs to know the account/],
    [{ clientId: 'x', subdomain: 'acme' }, {}, 'secrets.clientSecret', /missing/],
    [
      { clientId: 'x', subdomain: 'acme' },
      { clientSecret: 'sealed-0001', apiKey: 'sealed-0002' },
      'secrets.apiKey',
      /one of them is enough/,
    ],
    [{ domains: ['not a domain'] }, { apiKey: 'abcdefghij0123456789' }, 'config.domains', /no host name/],
    [{ keys: ['u+wholekey123456789'] }, { apiKey: 'abcdefghij0123456789' }, 'config.keys', /last four/],
  ])('%j is refused at its field', (config, secrets, path, problem) => {
    const given = { config, secrets } as unknown as ConnectorInput
    expect(() => pagerduty.normalize(given)).toThrow(problem)
    try {
      pagerduty.normalize(given)
    } catch (error) {
      expect((error as AppError).fields[0]?.path).toBe(path)
      for (const secret of Object.values(secrets)) expect((error as AppError).message).not.toContain(secret)
    }
  })

  test('comes out in one spelling', () => {
    const { config, secrets } = pagerduty.normalize({
      config: {
        subdomain: 'https://acme.eu.pagerduty.com/x',
        hosts: ['*.acme.com, https://hooks.slack.com/services/x'],
      },
      secrets: { apiKey: ' abcdefghij0123456789 ' },
    })
    expect(config).toEqual({ subdomain: 'acme', region: 'eu', hosts: ['acme.com', 'hooks.slack.com'] })
    expect(secrets).toEqual({ apiKey: 'abcdefghij0123456789' })
    expect(pagerduty.normalize({ config, secrets })).toEqual({ config, secrets })
  })
})

describe('connecting', () => {
  test('by a key of the account', async () => {
    const report = await pagerduty.connect(withKey('demo'))
    expect(report).toMatchObject({
      credential: { kind: 'Account API key', scopes: null },
      system: 'PagerDuty (US)',
      scopes: [{ scope: 'harborlight', role: 'account' }],
    })
  })

  test('by an app; what it was not granted blocks the streams that need it', async () => {
    const app = company.pagerduty.apps.find(({ label }) => label === 'narrow')
    const context = contextOf({
      config: { subdomain: `${standIn.url}/harborlight`, clientId: app?.clientId ?? '' },
      secrets: { clientSecret: app?.clientSecret ?? '' },
    })
    const { scopes, credential } = await pagerduty.connect(context)
    expect(credential.scopes).toEqual(['abilities.read', 'teams.read', 'users.read'])
    const tried = await tryStreams(pagerduty, context, scopes)
    const ready = tried.filter(({ state }) => state === 'ready').map(({ stream }) => stream)
    expect(ready).toEqual([
      'pagerduty.account',
      'pagerduty.user',
      'pagerduty.team',
      'pagerduty.runner',
      'pagerduty.credential',
    ])
    expect(tried.find(({ stream }) => stream === 'pagerduty.service')?.gap).toMatchObject({
      reason: 'permission',
      detail: expect.stringContaining('was not granted services.read'),
      fix: expect.stringContaining('select services.read'),
    })
  })

  test('with the wrong region says which is right', async () => {
    const error = await refusalOf({ config: { subdomain: `${standIn.url}/eu` }, secrets: { apiKey: keyOf('demo') } })
    expect(error.message).toContain('good in the service region US, and not in EU')
    expect(error.fields).toEqual([{ path: 'config.region', message: expect.any(String) }])
  })

  test('with a key of nobody', async () => {
    const apiKey = 'abcdefghij0123456789'
    const error = await refusalOf({ config: { subdomain: standIn.url }, secrets: { apiKey } })
    expect(error.message).toContain('refused the key')
    expect(JSON.stringify([error.message, error.fix, error.gap])).not.toContain(apiKey)
  })

  test('to an account that does not exist, by key and by app', async () => {
    const byKey = await refusalOf(withKey('demo', { subdomain: `${standIn.url}/acme` }))
    expect(byKey.message).toContain('belongs to the account harborlight, and not to acme')
    const [app] = company.pagerduty.apps
    const byApp = await refusalOf({
      config: { subdomain: `${standIn.url}/acme`, clientId: app?.clientId ?? '' },
      secrets: { clientSecret: app?.clientSecret ?? '' },
    })
    expect(byApp.message).toContain('knows no account acme')
  })

  test('with a wrong client secret, which no message repeats', async () => {
    const [app] = company.pagerduty.apps
    const error = await refusalOf({
      config: { subdomain: `${standIn.url}/harborlight`, clientId: app?.clientId ?? '' },
      secrets: { clientSecret: 'not-the-secret' },
    })
    expect(error.fields[0]?.path).toBe('secrets.clientSecret')
    expect(`${error.message} ${error.fix}`).not.toContain('not-the-secret')
  })
})

describe('a key that sees less', () => {
  test('of a responder: what admins see is blocked, and no list passes for whole', async () => {
    const context = withKey('responder')
    const { scopes } = await pagerduty.connect(context)
    expect(scopes[0]?.role).toBe('limited_user')
    const tried = await tryStreams(pagerduty, context, scopes)
    const of = (id: string) => tried.find(({ stream }) => stream === id)
    expect(of('pagerduty.user_change')).toMatchObject({ state: 'blocked', gap: { reason: 'permission' } })
    expect(of('pagerduty.ip_allow_list')).toMatchObject({ state: 'blocked', gap: { reason: 'permission' } })
    expect(of('pagerduty.user')).toMatchObject({
      state: 'limited',
      gap: { detail: expect.stringContaining('limited_user') },
    })
    expect((await readAll(context, 'pagerduty.user')).gap?.reason).toBe('permission')
  })
})

describe('an account that has less', () => {
  const world = () => standIn.state.world

  test('without audit trail: its streams are none for the plan, and the account says so', async () => {
    standIn.state.changePlan({ auditTrail: false })
    for (const id of ['pagerduty.user_change', 'pagerduty.api_key'])
      expect(await readAll(withKey('demo'), id)).toMatchObject({ records: [], gap: { reason: 'plan' } })
    const { records } = await readAll(withKey('demo'), 'pagerduty.account')
    expect(records[0]?.data.auditTrail).toBe(false)
    standIn.state.changePlan({ auditTrail: true })
  })

  test('outside of early access', async () => {
    standIn.state.changePlan({ ipAllowLists: false })
    const { gap } = await readAll(withKey('demo'), 'pagerduty.ip_allow_list')
    expect(gap).toMatchObject({ reason: 'plan', detail: expect.stringContaining('early access') })
    standIn.state.changePlan({ ipAllowLists: true })
  })

  test('without session configuration: two records that say so', async () => {
    const kept = world().sessions
    world().sessions = { web: null, mobile: null }
    const { records, gap } = await readAll(withKey('demo'), 'pagerduty.session_configuration')
    expect([gap, records.map(({ data }) => data.configured)]).toEqual([null, [false, false]])
    world().sessions = kept
  })

  test('without users: nothing is found, and that is whole', async () => {
    const [first, ...rest] = world().users.splice(0)
    expect(await readAll(withKey('demo'), 'pagerduty.user')).toEqual({ records: [], gap: null })
    expect((await readAll(withKey('demo'), 'pagerduty.user_delegations')).records).toEqual([])
    world().services = []
    world().policies = []
    expect((await pagerduty.connect(withKey('demo'))).scopes[0]?.scope).toBe('account')
    Object.assign(world(), structuredClone(company.pagerduty))
    world().users = first ? [first, ...rest] : []
  })
})

describe('what is read', () => {
  test('somebody who was deleted stays in schedules and is no user', async () => {
    const context = withKey('demo')
    const { records: users } = await readAll(context, 'pagerduty.user')
    const { records: schedules } = await readAll(context, 'pagerduty.schedule')
    const known = new Set(users.map(({ ref }) => ref))
    const gone = schedules.flatMap(({ data }) => (data.users as string[]).filter((id) => !known.has(id)))
    expect(gone.length).toBe(1)
  })

  test('what nobody declared is unseen, and what was declared is held against it', async () => {
    const without = await readAll(withKey('demo'), 'pagerduty.user')
    expect(without.records.every(({ data }) => data.companyAddress === null)).toBe(true)
    expect(without.records[0]?.gaps?.companyAddress).toMatchObject({
      fix: expect.stringContaining('Company e-mail domains'),
    })
    const declared = { domains: ['harborlight.example'], hosts: ['harborlight.example'], keys: ['k3Qz'] }
    const { records } = await readAll(withKey('demo', declared), 'pagerduty.user')
    expect(records.filter(({ data }) => data.companyAddress === false).map(({ name }) => name)).toEqual([
      'Per Lindholm',
    ])
    const hooks = await readAll(withKey('demo', declared), 'pagerduty.webhook')
    expect(hooks.records.map(({ data }) => data.approvedHost)).toEqual([true, false, false, true])
    const keys = await readAll(withKey('demo', declared), 'pagerduty.api_key')
    expect(keys.records.map(({ ref, data }) => [ref, data.known, data.changes])).toEqual([
      ['k3Qz', true, 3],
      ['Wm07', false, 1],
    ])
    // A key that differs in case alone is another key.
    const other = await readAll(withKey('demo', { keys: ['K3qz'] }), 'pagerduty.api_key')
    expect(other.records.map(({ data }) => data.known)).toEqual([false, false])
  })

  test('nothing of it holds a number, a key, a calendar or what is behind a host', async () => {
    const { users } = standIn.state.world
    const context = withKey('demo')
    const texts = await Promise.all(
      pagerduty.streams.map(async ({ id }) => JSON.stringify((await readAll(context, id)).records)),
    )
    const text = texts.join('\n')
    for (const user of users)
      for (const { kind, address } of user.contacts) if (kind !== 'email') expect(text).not.toContain(address)
    for (const secret of ['/services/T0', 'integration_email', 'cal_url', 'Redacted', 'routing_key', keyOf('demo')])
      expect(text).not.toContain(secret)
  })
})

describe('small things', () => {
  test('mailboxes and names', () => {
    expect([isPersonalMailbox('a@GMail.com'), isPersonalMailbox('a@gmail.com.acme.com')]).toEqual([true, false])
    expect(['ops@x.y', 'sre-eu@x.y', 'noc+2@x.y'].every(isSharedMailbox)).toBe(true)
    expect(['opal@x.y', 'teamer@x.y', 'itai@x.y'].some(isSharedMailbox)).toBe(false)
    expect(nameKeyOf('Zoë  Pap-adakis (Ext)')).toBe(nameKeyOf('pap adakis, zoe'))
    expect(phoneKeyOf(1, '555-0100')).toBe(phoneKeyOf(1, '5550100'))
    expect(phoneKeyOf(1, '5550100')).not.toContain('5550100')
  })

  test('created_via_sso is a text in some answers', () => {
    const user = { id: 'P1', name: 'A', email: 'a@b.c', role: 'user' as const }
    const read = (value: boolean | string | undefined) =>
      mapUser({ ...user, ...(value === undefined ? {} : { created_via_sso: value }) }).data.createdViaSso
    expect([read('true'), read(true), read('false'), read(false), read(undefined)]).toEqual([
      true,
      true,
      false,
      false,
      null,
    ])
  })

  test('a delegation is told by type in some answers', () => {
    const user = { id: 'P1', name: 'A', email: 'a@b.c', role: 'user' as const, invitation_sent: false }
    const one = {
      id: 'd',
      client_id: 'c',
      scope: 'x.read y.write',
      created_at: '2026-01-01T00:00:00Z',
      expires_at: '2027-01-01T00:00:00Z',
      status: 'issued',
    }
    const { data } = mapDelegations(user, [
      { ...one, type: 'web' },
      { ...one, delegation_type: 'integration' },
    ])
    expect([data.lastSignInAt, data.apps.map(({ scopes }) => scopes)]).toEqual([
      one.created_at,
      [['x.read', 'y.write']],
    ])
  })

  test('everybody has a turn within some days, and admins every day', () => {
    const all = Array.from({ length: 730 }, (_, index) => ({
      id: `P${index}`,
      role: index < 9 ? ('admin' as const) : ('user' as const),
    }))
    const seen = new Set<string>()
    for (let day = 0; day < 9; day++) {
      const chosen = chooseUsers(all, new Date(now.getTime() + day * 86_400_000))
      expect(chosen.length).toBe(100)
      expect(chosen.filter(({ role }) => role === 'admin').length).toBe(9)
      for (const { id } of chosen) seen.add(id)
    }
    expect(seen.size).toBe(730)
  })
})

test('a scan of 1,000 users costs 300 requests at most, about as many as are foretold, by a quota of a minute', async () => {
  const large = generateCompany({ members: 1000, repositories: 1, now, seed: 5 })
  const running = await startPagerduty({ company: large, now })
  const context = contextOf({
    config: { subdomain: running.url },
    secrets: { apiKey: large.pagerduty.keys[0]?.secret ?? '' },
  })
  const { scopes } = await pagerduty.connect(context)
  const tried = await tryStreams(pagerduty, context, scopes)
  const sizes = new Map(tried.flatMap(({ stream, size }) => (size ? [[stream, size.records]] : [])))
  expect(tried.find(({ stream }) => stream === 'pagerduty.user')?.size).toEqual({
    records: 1000,
    pool: 'rest',
    limit: 960,
  })
  running.requests.reset()
  for (const stream of pagerduty.streams) for await (const _ of stream.read(context, scopes[0] as never, null));
  const { total } = running.requests.counts
  expect(total).toBeLessThanOrEqual(300)
  expect(total).toBeGreaterThan(150)
  const foretold = pagerduty.estimate?.(sizes).rest ?? 0
  expect(foretold / total).toBeGreaterThan(0.5)
  expect(foretold / total).toBeLessThan(2)
  const limits = { rest: 960, graphql: null }
  expect(estimateFirst([{ rest: foretold, graphql: 0 }], limits, pagerduty.quotaSeconds)).toMatchObject({
    pools: [{ share: foretold / 960 }, { share: null }],
    quotaSeconds: 60,
  })
  await running.close()
}, 60_000)
