import type { Connection, PreflightReport, Scan } from '@rollcall/api'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { canaryToken } from '../../../test/support/canary.ts'
import { installApp } from '../../../test/support/github-app.ts'
import { openTestServer, type TestServer, until, type Visitor } from '../../../test/support/server.ts'

let github: RunningGithub
let server: TestServer
let me: Visitor
let token: string

beforeAll(async () => {
  github = await startGithub({ company: exampleCompany({ now: new Date() }) })
  server = await openTestServer({ jobs: true, origins: [github.url] })
})
afterAll(async () => {
  await server.close()
  await github.close()
})
beforeEach(async () => {
  me = await server.addTenant()
  token = canaryToken()
  github.state.addToken({
    label: token,
    secret: token,
    login: 'mokafor',
    scopes: ['admin:org', 'admin:org_hook', 'repo'],
    ssoOrganizations: ['harborlight'],
  })
})

const input = () => ({
  connector: 'github',
  config: { organizations: ['harborlight'], address: github.url },
  secrets: { token },
})
const connect = () => me.ok<{ connection: Connection; scanId: string }>('POST', '/connections', input())
const getScan = (id: string) => me.ok<Scan>('GET', `/scans/${id}`)
const ended = (id: string) =>
  until('the scan to end', async () => {
    const scan = await getScan(id)
    return ['succeeded', 'failed', 'cancelled'].includes(scan.state) && scan
  })
const spentOn = (scan: Scan, pool: 'rest' | 'graphql') => scan.spending?.pools.find((one) => one.pool === pool)

test('a scan tells to the point what it cost, and the next one is estimated by it', async () => {
  const guess = (await me.ok<PreflightReport>('POST', '/connections/preflight', input())).estimate
  const { connection, scanId } = await connect()
  expect(connection.estimate).toBeNull()
  expect((await ended(scanId)).state).toBe('succeeded')

  github.requests.reset()
  const { id } = await me.ok<Scan>('POST', `/connections/${connection.id}/scans`)
  const scan = await ended(id)
  const { corePoints, graphqlPoints } = github.requests.counts
  expect(spentOn(scan, 'rest')).toMatchObject({ spent: corePoints, limit: 5000, remaining: expect.any(Number) })
  expect(spentOn(scan, 'graphql')).toMatchObject({ spent: graphqlPoints, limit: 5000 })
  expect(scan).toMatchObject({ endsAt: null, spending: { waitingUntil: null } })

  const { estimate } = await me.ok<Connection>('GET', `/connections/${connection.id}`)
  expect(estimate?.pools).toEqual([
    { pool: 'rest', amount: corePoints, share: corePoints / 5000 },
    { pool: 'graphql', amount: graphqlPoints, share: graphqlPoints / 5000 },
  ])
  // Before anything was read, only the sizes are known; it is a guess, and must not be a wild one.
  for (const { pool, amount, share } of guess?.pools ?? []) {
    const spent = (await getScan(scanId)).spending?.pools.find((one) => one.pool === pool)?.spent ?? 0
    expect(amount / spent).toBeGreaterThan(0.5)
    expect(amount / spent).toBeLessThan(2)
    expect(share).toBe(amount / 5000)
  }
  expect(guess?.pools).toHaveLength(2)
})

test('a fifth of the quota is left alone: the scan says until when it waits, and can be cancelled meanwhile', async () => {
  const { connection, scanId } = await connect()
  await ended(scanId)
  github.limits.setRemaining(token, 'core', 1_010)
  const { id } = await me.ok<Scan>('POST', `/connections/${connection.id}/scans`)
  const waiting = await until('the scan to wait', async () => {
    const scan = await getScan(id)
    return scan.spending?.waitingUntil ? scan : null
  })
  expect(Date.parse(waiting.spending?.waitingUntil ?? '')).toBeGreaterThan(Date.now() + 60_000)
  expect(Date.parse(waiting.endsAt ?? '')).toBeGreaterThanOrEqual(Date.parse(waiting.spending?.waitingUntil ?? ''))
  expect(spentOn(waiting, 'rest')).toMatchObject({ remaining: 1_000 })
  await me.ok('POST', `/scans/${id}/cancel`)
  expect((await ended(id)).state).toBe('cancelled')
  expect(spentOn(await getScan(id), 'rest')).toMatchObject({ spent: 10 })
})

test('what has not changed is not paid for again, and what has is seen', async () => {
  const { connection, scanId } = await connect()
  const first = await ended(scanId)
  github.state.addMember('harborlight', { login: 'newcomer', twoFactor: 'disabled' })
  const repository = github.state.findOrganization('harborlight')?.repositories[0]
  if (repository) repository.description = `changed ${Date.now()}`
  github.requests.reset()
  const second = await ended((await me.ok<Scan>('POST', `/connections/${connection.id}/scans`)).id)
  const { notModified, corePoints } = github.requests.counts
  expect(notModified).toBeGreaterThan(10)
  expect(second.spending).toMatchObject({ unchanged: notModified })
  expect(spentOn(second, 'rest')?.spent).toBe(corePoints)
  expect(corePoints).toBeLessThan(spentOn(first, 'rest')?.spent ?? 0)
  expect(second.summary?.records).toBe((first.summary?.records ?? 0) + 1)

  // Another credential may see less: nothing that the first one got is shown to it.
  github.requests.reset()
  const other = canaryToken()
  github.state.addToken({
    label: other,
    secret: other,
    login: 'mokafor',
    scopes: ['admin:org', 'admin:org_hook', 'repo'],
    ssoOrganizations: ['harborlight'],
  })
  await me.ok('PUT', `/connections/${connection.id}/credential`, { secrets: { token: other } })
  const third = await ended((await me.ok<Scan>('POST', `/connections/${connection.id}/scans`)).id)
  const kept = () => server.deps.db.selectFrom('kept_answer').selectAll().where('tenant', '=', me.tenant).execute()
  expect(third.spending?.unchanged).toBeLessThan(notModified)
  const rows = await kept()
  expect(new Set(rows.map(({ secret_id }) => secret_id)).size).toBe(1)
  expect(rows.map(({ url }) => url).filter((url) => /\/hooks|secret|\/user$/.test(url))).toEqual([])
  expect(JSON.stringify(rows)).not.toContain(other)

  await me.ok('DELETE', `/connections/${connection.id}`)
  expect(await kept()).toEqual([])
})

test('to the next token of an App nothing is unchanged, unless its ETags are worked out', async () => {
  const app = installApp(github, ['harborlight'], undefined, 'rollcall-etags')
  const scanTwice = async (computedEtags: string) => {
    const { connection, scanId } = await me.ok<{ connection: Connection; scanId: string }>('POST', '/connections', {
      connector: 'github',
      config: { organizations: ['harborlight'], address: github.url, appId: app.appId, computedEtags },
      secrets: { privateKey: app.privateKey },
    })
    const first = await ended(scanId)
    github.requests.reset()
    const second = await ended((await me.ok<Scan>('POST', `/connections/${connection.id}/scans`)).id)
    const { notModified, corePoints } = github.requests.counts
    expect(second.spending?.unchanged).toBe(notModified)
    expect(spentOn(second, 'rest')?.spent).toBe(corePoints)
    expect(second.summary?.records).toBe(first.summary?.records)
    return { first, second, connection }
  }
  const without = await scanTwice('')
  const computed = await scanTwice('on')
  const hits = ({ spending }: Scan) => spending?.unchanged ?? 0
  // What is asked twice in one scan has the same token.
  expect(hits(without.second)).toBe(hits(without.first))
  expect(hits(computed.second)).toBeGreaterThan(hits(without.second) + 15)
  const rest = (scan: Scan) => spentOn(scan, 'rest')?.spent ?? 0
  expect(rest(computed.second)).toBeLessThan(rest(without.second) / 2)
  expect(rest(without.second)).toBe(rest(without.first))
  expect(without.connection.config.computedEtags).toBeUndefined()
  expect(computed.connection.config.computedEtags).toBe('on')

  // A change is seen through it.
  github.state.addMember('harborlight', { login: 'latecomer', twoFactor: 'disabled' })
  const third = await ended((await me.ok<Scan>('POST', `/connections/${computed.connection.id}/scans`)).id)
  expect(third.summary?.records).toBe((computed.second.summary?.records ?? 0) + 1)
})
