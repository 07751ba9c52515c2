import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateCompany } from '../company/generate.ts'
import { exampleCompany } from '../company/harborlight.ts'
import { readExtract } from './contract.ts'
import { playedTemplates, type RunningPagerduty, startPagerduty } from './server.ts'

const now = new Date('2026-11-20T08:00:00Z')
const company = exampleCompany({ now })
const keyOf = (label: string) => company.pagerduty.keys.find((one) => one.label === label)?.secret ?? ''

type Body = Record<string, unknown> & { error?: { code: number } }

const ask = async (pagerduty: RunningPagerduty, path: string, label = 'demo', headers: Record<string, string> = {}) => {
  const authorization = label.startsWith('Bearer ') ? label : `Token token=${keyOf(label)}`
  const response = await fetch(pagerduty.url + path, { headers: { authorization, ...headers } })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body }
}

describe('answers by the published description', () => {
  let pagerduty: RunningPagerduty
  beforeAll(async () => {
    pagerduty = await startPagerduty({ company, now, limit: null, contract: true })
  })
  afterAll(() => pagerduty.close())

  test('every endpoint, with every key, refusals included', async () => {
    const user = company.pagerduty.users[0]?.id
    const team = company.pagerduty.teams[0]?.id
    const statuses = new Set<number>()
    for (const label of ['demo', 'ownerUser', 'responder'])
      for (const template of playedTemplates) {
        const path = template.replace('/users/{id}', `/users/${user}`).replace('{id}', team ?? '')
        const includes =
          path === '/users'
            ? ['contact_methods', 'notification_rules', 'teams']
            : path === '/services'
              ? ['integrations']
              : path === '/schedules'
                ? ['schedule_layers']
                : []
        const query = includes.map((one) => `include[]=${one}`).join('&')
        const early = { 'x-early-access': 'ip-allow-lists' }
        statuses.add((await ask(pagerduty, `${path}?${query}`, label, path === '/ip_allow_lists' ? early : {})).status)
        statuses.add((await ask(pagerduty, path, label)).status)
      }
    expect([...statuses].sort()).toEqual([200, 400, 403])
    expect(pagerduty.contractViolations).toEqual([])
    expect(Object.keys(readExtract().operations)).toEqual(playedTemplates.map((one) => `GET ${one}`))
    expect(pagerduty.requests.counts.writes).toBe(0)
  })

  test('an answer or a parameter that breaks the description is noticed', async () => {
    pagerduty.contractViolations.length = 0
    pagerduty.state.world.statusPages[0] = { ...pagerduty.state.world.statusPages[0], name: 7 } as never
    await ask(pagerduty, '/status_pages?colour=red')
    expect(pagerduty.contractViolations).toEqual([
      'GET /status_pages has no parameter colour',
      expect.stringContaining('/status_pages/0/name must be string'),
    ])
  })
})

describe('its rules', () => {
  let pagerduty: RunningPagerduty
  const large = generateCompany({ members: 130, repositories: 1, now, seed: 3 })
  beforeAll(async () => {
    pagerduty = await startPagerduty({ company, now, limit: null })
  })
  afterAll(() => pagerduty.close())

  test('knows a key in its own region only', async () => {
    expect((await ask(pagerduty, '/users')).status).toBe(200)
    const other = await ask(pagerduty, '/eu/users')
    expect([other.status, other.body.error?.code]).toEqual([401, 2006])
  })

  test('plan and role refuse, and a 404 says that nobody configured sessions', async () => {
    expect((await ask(pagerduty, '/audit/records', 'responder')).status).toBe(403)
    pagerduty.state.changePlan({ auditTrail: false })
    const { status, body } = await ask(pagerduty, '/audit/records')
    expect([status, body.error?.code]).toEqual([402, 2012])
    pagerduty.state.changePlan({ auditTrail: true })
    pagerduty.state.world.sessions = { web: null, mobile: null }
    expect((await ask(pagerduty, '/session_configurations')).status).toBe(404)
  })

  test('audit records come in windows of 31 days at most', async () => {
    const window = (since: string) => `/audit/records?since=${since}&until=2026-11-20T08:00:00Z&limit=3`
    expect((await ask(pagerduty, window('2026-10-01T08:00:00Z'))).status).toBe(400)
    const { body } = await ask(pagerduty, window('2026-10-21T08:00:00Z'))
    expect((body.records as unknown[]).length).toBe(3)
    expect(body.next_cursor).toEqual(expect.any(String))
  })

  test('an app gets the scopes that it may have, and no word about the others', async () => {
    const app = company.pagerduty.apps.find(({ label }) => label === 'narrow')
    const form = {
      grant_type: 'client_credentials',
      client_id: app?.clientId ?? '',
      client_secret: app?.clientSecret ?? '',
      scope: 'as_account-us.harborlight users.read audit_records.read nonsense',
    }
    const issue = async (change: Record<string, string>) => {
      const body = new URLSearchParams({ ...form, ...change })
      const response = await fetch(`${pagerduty.url}/identity/oauth/token`, { method: 'POST', body })
      return { status: response.status, body: (await response.json()) as Record<string, string> }
    }
    const { body } = await issue({})
    expect(body.scope).toBe('as_account-us.harborlight users.read')
    expect((await ask(pagerduty, '/users', `Bearer ${body.access_token}`)).status).toBe(200)
    expect((await ask(pagerduty, '/audit/records', `Bearer ${body.access_token}`)).status).toBe(403)
    expect((await issue({ client_secret: 'wrong' })).status).toBe(401)
    expect((await issue({ scope: 'as_account-us.acme users.read' })).body.error).toBe('invalid_scope')
  })

  test('lists end by offset and limit at 10,000, and 960 requests a minute are all', async () => {
    const many = await startPagerduty({ company: large, now, limit: 3 })
    const key = large.pagerduty.keys[0]?.secret
    const get = (path: string) => fetch(many.url + path, { headers: { authorization: `Token token=${key}` } })
    const page = await get('/users?limit=100&offset=100&total=true')
    expect(await page.json()).toMatchObject({ more: false, total: 130, users: { length: 30 } })
    expect(page.headers.get('ratelimit-limit')).toBe('3')
    expect((await get('/users?limit=100&offset=9950')).status).toBe(400)
    expect((await get('/users')).status).toBe(200)
    expect((await get('/users')).status).toBe(429)
    await many.close()
  })

  test('somebody who is deleted stays named where they were', async () => {
    pagerduty.state.removeUser('Emil Sandberg')
    const { body } = await ask(pagerduty, '/escalation_policies?limit=100')
    expect(JSON.stringify(body)).toContain('"summary":"Deleted"')
    const { body: all } = await ask(pagerduty, '/users?limit=100')
    expect(JSON.stringify(all)).not.toContain('Emil Sandberg')
  })
})

test('5,000 users fit', async () => {
  const huge = generateCompany({ members: 5000, repositories: 1, now, seed: 3 })
  expect(huge.pagerduty.users.length).toBe(5000)
  expect(new Set(huge.pagerduty.users.map(({ id }) => id)).size).toBe(5000)
  expect(huge.pagerduty.teams.length).toBe(250)
})
