import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { exampleCompany } from '../company/harborlight.ts'
import { createCaller } from './caller.ts'
import { type RunningGithub, startGithub } from './server.ts'

const now = new Date('2026-11-20T08:00:00Z')
const company = exampleCompany({ now })

let github: RunningGithub
let caller: ReturnType<typeof createCaller>
beforeAll(async () => {
  github = await startGithub({ company, now })
  caller = createCaller(github, company.tokens.owner.secret)
})
afterEach(() => github.faults.clear())
afterAll(() => github.close())

const viewer = '{ viewer { login } }'
const fetchUser = () =>
  fetch(`${github.apiUrl}/user`, { headers: { authorization: `token ${company.tokens.owner.secret}` } })

describe('which requests a fault strikes', () => {
  test('by method and path, as a template, an address or a pattern', async () => {
    github.faults.add({ kind: 'not_found', method: 'GET', path: '/orgs/{org}/members' })
    expect((await caller.get('/orgs/harborlight/members')).status).toBe(404)
    expect((await caller.get('/orgs/harborlight-labs/members')).status).toBe(404)
    expect((await caller.get('/orgs/harborlight')).status).toBe(200)
    github.faults.clear()
    github.faults.add({ kind: 'not_found', path: '/orgs/harborlight/members' })
    expect((await caller.get('/orgs/harborlight/members')).status).toBe(404)
    expect((await caller.get('/orgs/harborlight-labs/members')).status).toBe(200)
    github.faults.clear()
    github.faults.add({ kind: 'not_found', path: /labs/ })
    expect((await caller.get('/orgs/harborlight-labs/teams')).status).toBe(404)
  })

  test('by page', async () => {
    github.faults.add({ kind: 'bad_gateway', path: '/orgs/{org}/repos', page: 3 })
    const path = (page: number) => `/orgs/harborlight/repos?per_page=20&page=${page}`
    expect((await caller.get(path(2))).status).toBe(200)
    expect((await caller.get(path(3))).status).toBe(502)
  })

  test('after so many, and so often', async () => {
    github.faults.add({ kind: 'server_error', path: '/user', after: 1, times: 2 })
    const statuses = []
    for (let i = 0; i < 5; i++) statuses.push((await caller.get('/user')).status)
    expect(statuses).toEqual([200, 500, 500, 200, 200])
    expect(github.faults.count()).toBe(2)
  })

  test('in GraphQL by what is in the query', async () => {
    github.faults.add({ kind: 'bad_gateway', graphql: 'viewer' })
    expect((await caller.graphql(viewer)).status).toBe(502)
    expect((await caller.get('/user')).status).toBe(200)
    github.faults.clear()
    github.faults.add({ kind: 'forbidden', path: '/graphql' })
    expect((await caller.graphql(viewer)).status).toBe(403)
  })

  test('until it is taken back', async () => {
    const remove = github.faults.add({ kind: 'unauthorized' })
    expect((await caller.get('/user')).status).toBe(401)
    remove()
    expect((await caller.get('/user')).status).toBe(200)
  })
})

describe('what a fault does', () => {
  test('primary limit', async () => {
    github.faults.add({ kind: 'primary_limit', resetInSeconds: 90 })
    const { status, headers } = await caller.get('/user')
    expect([status, headers.get('x-ratelimit-remaining')]).toEqual([403, '0'])
    expect(headers.get('x-ratelimit-reset')).toBe(String(now.getTime() / 1_000 + 90))
    expect((await caller.graphql(viewer)).body.errors?.[0]?.type).toBe('RATE_LIMITED')
    github.faults.clear()
    github.faults.add({ kind: 'primary_limit', status: 429 })
    expect((await caller.graphql(viewer)).status).toBe(429)
  })

  test('secondary limit', async () => {
    github.faults.add({ kind: 'secondary_limit', retryAfterSeconds: 7, status: 429 })
    const { status, headers } = await caller.get('/user')
    expect([status, headers.get('retry-after')]).toEqual([429, '7'])
    expect(headers.get('x-ratelimit-remaining')).not.toBe('0')
  })

  test('forbidden, in given words', async () => {
    github.faults.add({ kind: 'forbidden', message: 'The organization has an IP allow list enabled.' })
    expect((await caller.get('/user')).body.message).toBe('The organization has an IP allow list enabled.')
  })

  test('a bad gateway of GraphQL has an answer of its own', async () => {
    github.faults.add({ kind: 'bad_gateway' })
    const { body } = await caller.graphql(viewer)
    expect(body.errors?.[0]?.message).toMatch(/^Something went wrong while executing your query\./)
  })

  test('slow', async () => {
    github.faults.add({ kind: 'slow', delayMs: 80 })
    const started = performance.now()
    expect((await caller.get('/user')).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThan(75)
  })

  test('hang, until the client gives up', async () => {
    github.faults.add({ kind: 'hang', times: 1 })
    const aborted = fetch(`${github.apiUrl}/meta`, { signal: AbortSignal.timeout(80) })
    await expect(aborted).rejects.toThrow()
    expect(github.requests.entries.at(-1)).toMatchObject({ status: 0, aborted: true, fault: 'hang' })
    expect((await caller.get('/user')).status).toBe(200)
  })

  test('malformed, truncated, cut off, a web page', async () => {
    github.faults.add({ kind: 'malformed', times: 1 })
    await expect((await fetchUser()).json()).rejects.toThrow(SyntaxError)
    github.faults.add({ kind: 'truncated', times: 1 })
    await expect(fetchUser().then((response) => response.text())).rejects.toThrow()
    github.faults.add({ kind: 'disconnect', times: 1 })
    await expect(fetchUser()).rejects.toThrow()
    github.faults.add({ kind: 'html', times: 1 })
    const page = await fetchUser()
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await page.text()).toContain('<!DOCTYPE html>')
  })

  test('partial results: the right answer, and a header that says it is not all', async () => {
    github.faults.add({ kind: 'partial_results', organizations: [21_955_855, 20_582_480] })
    const { status, headers, body } = await caller.get('/user')
    expect([status, body.login]).toEqual([200, 'mokafor'])
    expect(headers.get('x-github-sso')).toBe('partial-results; organizations=21955855,20582480')
  })
})

test('a server with a hanging request can be closed', async () => {
  const other = await startGithub({ company, now })
  other.faults.add({ kind: 'hang' })
  const hanging = fetch(`${other.apiUrl}/meta`).catch((error: unknown) => error)
  while (other.requests.counts.total === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await other.close()
  expect(await hanging).toBeInstanceOf(Error)
})
