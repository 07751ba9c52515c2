import { afterEach, describe, expect, test } from 'vitest'
import { exampleCompany } from '../company/harborlight.ts'
import { createCaller } from './caller.ts'
import { type GithubOptions, type RunningGithub, startGithub } from './server.ts'

const start = new Date('2026-11-20T08:00:00Z')
const company = exampleCompany({ now: start })
const { owner, demo } = company.tokens

let clock = start
let github: RunningGithub
async function run(options: Partial<GithubOptions>) {
  clock = start
  github = await startGithub({ company, now: () => clock, ...options })
  return createCaller(github, owner.secret)
}
afterEach(() => github.close())

const rate = (headers: Headers) =>
  ['limit', 'remaining', 'used', 'reset', 'resource'].map((name) => headers.get(`x-ratelimit-${name}`))

describe('the hourly budget', () => {
  test('is honest, for each token', async () => {
    const { get } = await run({})
    const reset = String(start.getTime() / 1000 + 3_600)
    expect(rate((await get('/user')).headers)).toEqual(['5000', '4999', '1', reset, 'core'])
    expect(rate((await get('/orgs/no-such-org')).headers)).toEqual(['5000', '4998', '2', reset, 'core'])
    expect(rate((await createCaller(github, demo.secret).get('/user')).headers)[2]).toBe('1')
    expect(rate((await createCaller(github, null).get('/meta')).headers)[0]).toBe('60')
  })

  test('can be asked for without spending any', async () => {
    const { get } = await run({ limits: { core: 7 } })
    await get('/user')
    const { body, headers } = await get<{ resources: Record<string, object>; rate: object }>('/rate_limit')
    expect(body.resources.core).toMatchObject({ limit: 7, used: 1, remaining: 6 })
    expect(body.resources.graphql).toMatchObject({ limit: 5_000, used: 0 })
    expect(body.rate).toEqual(body.resources.core)
    expect(headers.get('x-ratelimit-used')).toBe('1')
  })

  test('of REST ends with 403 and comes back with the hour', async () => {
    const { get } = await run({ limits: { core: 2 } })
    await get('/user')
    await get('/user')
    const { status, headers, body } = await get('/user')
    expect(status).toBe(403)
    expect(headers.get('x-ratelimit-remaining')).toBe('0')
    expect(body.message).toMatch(/^API rate limit exceeded for user ID \d+\./)
    expect((await get('/rate_limit')).status).toBe(200)
    clock = new Date(Number(headers.get('x-ratelimit-reset')) * 1_000)
    expect((await get('/user')).status).toBe(200)
  })

  test('of GraphQL ends with an error in a 200', async () => {
    const { graphql } = await run({})
    github.limits.setRemaining('owner', 'graphql', 0)
    const { status, headers, body } = await graphql('{ viewer { login } }')
    expect(status).toBe(200)
    expect(headers.get('x-ratelimit-remaining')).toBe('0')
    expect(body.errors?.[0]?.type).toBe('RATE_LIMITED')
  })
})

describe('the secondary limit', () => {
  test('strikes at too many in a minute', async () => {
    const { get } = await run({ limits: { corePerMinute: 3 } })
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await get('/user')).status)
    expect(statuses).toEqual([200, 200, 200, 403])
    const { headers, body } = await get('/user')
    expect(headers.get('retry-after')).toBe('60')
    expect(body.message).toMatch(/^You have exceeded a secondary rate limit\./)
    expect(headers.get('x-ratelimit-used')).toBe('3')
  })

  test('strikes at too many at a time', async () => {
    const { get } = await run({ limits: { concurrent: 2 }, delayMs: 150 })
    const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await get('/user')).status))
    expect(statuses.filter((status) => status === 200).length).toBe(2)
    expect((await get('/user')).status).toBe(200)
  })
})

test('no limits, if told so', async () => {
  const { get } = await run({ limits: null })
  expect((await get('/user')).headers.get('x-ratelimit-limit')).toBeNull()
})
