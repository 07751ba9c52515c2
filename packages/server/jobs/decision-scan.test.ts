import type { Connection, Decision, Event, Finding, Scan } from '@rollcall/api'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { canaryToken } from '../../../test/support/canary.ts'
import { openTestServer, type TestServer, until, type Visitor } from '../../../test/support/server.ts'

let github: RunningGithub
let server: TestServer
let me: Visitor
let connection: Connection

beforeAll(async () => {
  github = await startGithub({ company: exampleCompany({ now: new Date() }), contract: true })
  server = await openTestServer({ jobs: true, origins: [github.url] })
})
afterAll(async () => {
  expect(github.contractViolations).toEqual([])
  await server.close()
  await github.close()
})
/** A tenant of its own, with a first scan behind it. */
beforeEach(async () => {
  me = await server.addTenant()
  const token = canaryToken()
  github.state.addToken({
    label: token,
    secret: token,
    login: 'mokafor',
    scopes: ['admin:org', 'admin:org_hook', 'repo'],
    ssoOrganizations: ['harborlight', 'harborlight-labs'],
  })
  const made = await me.ok<{ connection: Connection; scanId: string }>('POST', '/connections', {
    connector: 'github',
    config: { organizations: ['harborlight'], address: github.url },
    secrets: { token },
  })
  connection = made.connection
  await ended(made.scanId)
})

const ended = (scanId: string) =>
  until('the scan to end', async () => {
    const scan = await me.ok<Scan>('GET', `/scans/${scanId}`)
    return ['succeeded', 'failed', 'cancelled'].includes(scan.state) && scan
  })
const scanAgain = async () => ended((await me.ok<Scan>('POST', `/connections/${connection.id}/scans`)).id)
const findings = async (q: string) =>
  (await me.ok<{ items: Finding[] }>('GET', `/findings?limit=200&q=${encodeURIComponent(q)}`)).items
const events = async (type: string) => (await me.ok<{ items: Event[] }>('GET', `/events?limit=200&type=${type}`)).items
const nextMonth = () => new Date(Date.now() + 30 * 86_400_000).toISOString()
const decide = async (select: object, decision: object) =>
  (await me.ok<{ decisionId: string }>('POST', '/findings/apply', { select, change: { decision } })).decisionId
const decision = (id: string) => me.ok<Decision>('GET', `/decisions/${id}`)
const twoFactor = 'github-member-two-factor-enabled'

describe('a scan and what was decided', () => {
  test('what opens and fits an exception is excepted as it opens, counted and in the log', async () => {
    const pattern = { checkId: twoFactor, scope: 'harborlight', subject: 'temp-*' }
    const id = await decide({ pattern }, { kind: 'excepted', reason: 'Fair staff, gone on Friday', until: nextMonth() })
    github.state.addMember('harborlight', { login: 'temp-1', twoFactor: 'disabled' })
    github.state.addMember('harborlight', { login: 'stranger', twoFactor: 'disabled' })
    const { summary } = await scanAgain()
    expect(summary?.opened).toBeGreaterThanOrEqual(2)
    const open = (await findings(`check:${twoFactor}`)).map(({ subject }) => subject?.name)
    expect(open).toContain('stranger')
    expect(open).not.toContain('temp-1')
    const [excepted] = await findings(`check:${twoFactor} decision:excepted`)
    expect(excepted).toMatchObject({ status: 'open', subject: { name: 'temp-1' }, decision: { id, byPattern: true } })
    expect(await decision(id)).toMatchObject({ findings: 1 })
    expect((await events('finding')).filter(({ subject }) => subject?.id === excepted?.id)).toMatchObject([
      { type: 'finding.decided', actor: { kind: 'system' }, data: { decision: id, byPattern: true } },
      { type: 'finding.opened' },
    ])

    // It resolves, and comes back under the same exception; once that is over, it stands.
    github.state.removeMember('harborlight', 'temp-1')
    await scanAgain()
    expect(await decision(id)).toMatchObject({ state: 'active', findings: 0, everFindings: 1 })
    expect((await events('finding.decision_ended'))[0]?.data).toMatchObject({ why: 'resolved', stands: 'resolved' })
    github.state.addMember('harborlight', { login: 'temp-1', twoFactor: 'disabled' })
    await scanAgain()
    expect(await findings(`check:${twoFactor} decision:excepted`)).toMatchObject([{ reopenedAt: expect.any(String) }])
    await me.ok('POST', `/decisions/${id}/end`)
    expect((await findings(`check:${twoFactor}`)).map((one) => one.subject?.name)).toContain('temp-1')
    for (const login of ['temp-1', 'stranger']) github.state.removeMember('harborlight', login)
  })

  test('a false positive ends by itself when the evidence changes, and not before', async () => {
    const [owners] = await findings('check:github-organization-owners-few')
    const id = await decide({ ids: [owners?.id] }, { kind: 'false_positive', reason: 'Two of them are robots' })
    await scanAgain()
    expect(await decision(id)).toMatchObject({ state: 'active', findings: 1 })
    github.state.addMember('harborlight', { login: 'newcomer', twoFactor: 'secure' })
    await scanAgain()
    expect(await decision(id)).toMatchObject({ state: 'ended', endedWhy: 'evidence_changed', endedBy: null })
    expect((await findings('check:github-organization-owners-few'))[0]).toMatchObject({
      status: 'open',
      decision: null,
    })
    expect(await events('finding.decision_ended')).toMatchObject([
      { data: { kind: 'false_positive', why: 'evidence_changed', stands: 'open' } },
    ])
    github.state.removeMember('harborlight', 'newcomer')
  })

  test('an exception outlives changed evidence, and ends with its finding', async () => {
    const [owners] = await findings('check:github-organization-owners-few')
    const [member] = (await findings(`check:${twoFactor}`)).filter((one) => one.subject?.name === 'bhaddad')
    const wanted = { kind: 'excepted', reason: 'Known', until: nextMonth() }
    const lasting = await decide({ ids: [owners?.id] }, wanted)
    const ending = await decide({ ids: [member?.id] }, wanted)
    github.state.addMember('harborlight', { login: 'newcomer', twoFactor: 'secure' })
    github.state.setTwoFactor('bhaddad', 'secure')
    await scanAgain()
    expect(await decision(lasting)).toMatchObject({ state: 'active' })
    expect(await decision(ending)).toMatchObject({ state: 'ended', endedWhy: 'resolved' })
    expect((await events('finding')).slice(0, 2).map(({ type }) => type)).toEqual([
      'finding.decision_ended',
      'finding.resolved',
    ])
    // What comes back after it was mended is news.
    github.state.setTwoFactor('bhaddad', 'disabled')
    await scanAgain()
    const again = (await findings(`check:${twoFactor}`)).find(({ id }) => id === member?.id)
    expect(again).toMatchObject({ status: 'open', decision: null })
    github.state.removeMember('harborlight', 'newcomer')
  })

  test('a scan that cannot look ends no decision', async () => {
    const [member] = await findings(`check:${twoFactor}`)
    const id = await decide({ ids: [member?.id] }, { kind: 'snoozed', until: nextMonth() })
    github.faults.add({ kind: 'forbidden', graphql: 'membersWithRole' })
    await scanAgain()
    github.faults.clear()
    expect(await decision(id)).toMatchObject({ state: 'active', findings: 1 })
  })

  test('what no longer fits the pattern stands again', async () => {
    const [member] = await findings(`check:${twoFactor}`)
    const pattern = { checkId: twoFactor, subject: member?.subject?.name ?? '' }
    const id = await decide({ pattern }, { kind: 'excepted', reason: 'Known', until: nextMonth() })
    expect(await decision(id)).toMatchObject({ findings: 1 })
    // As if it had had another name when it came under the exception.
    await server.deps.db.updateTable('decision').set({ subject: 'another' }).where('id', '=', id).execute()
    await scanAgain()
    expect(await decision(id)).toMatchObject({ state: 'active', findings: 0 })
    expect((await events('finding.decision_ended'))[0]?.data).toMatchObject({ why: 'unmatched', stands: 'open' })
  })
})
