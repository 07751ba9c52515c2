import type { Decision } from '@rollcall/api'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestServer } from '../../../test/support/server.ts'
import { checkA, exception, inDays, type List, openWorkbench, type Workbench } from '../../../test/support/workbench.ts'
import { writeExpiries } from '../jobs/expiry.ts'
import { tell } from '../live.ts'

let bench: Workbench

beforeAll(async () => {
  bench = await openWorkbench()
})
afterAll(() => bench.server.close())
beforeEach(() => bench.begin())

describe('a decision', () => {
  test('stands on top of the result: the finding leaves the list, the number of those left out says so', async () => {
    const before = await bench.list()
    expect(before).toMatchObject({ total: 5, leftOut: 0 })
    const { decisionId } = await bench.except(bench.choose('portal'))
    expect(await bench.list()).toMatchObject({ total: 4, leftOut: 1 })
    expect(await bench.named('decision:excepted')).toEqual(['portal'])
    expect(await bench.finding('portal')).toMatchObject({
      status: 'open',
      decision: { id: decisionId, kind: 'excepted', reason: 'Goes in July', until: inDays(30), byPattern: false },
      history: [{ type: 'finding.decided', data: { kind: 'excepted', reason: 'Goes in July', decision: decisionId } }],
    })
    expect((await bench.events('decision.made'))[0]).toMatchObject({
      actor: { id: bench.me.personId },
      subject: { kind: 'decision', id: decisionId },
      data: { kind: 'excepted', findings: 1, until: inDays(30) },
    })
  })

  test.each([
    ['', ['legacyEdi', 'legacyTms', 'unseen']],
    ['decision:none', ['legacyEdi', 'legacyTms', 'unseen']],
    ['decision:any', ['other', 'portal']],
    ['decision:excepted', ['portal']],
    ['decision:snoozed', ['other']],
    ['decision:false_positive', []],
    ['decision:excepted,none', ['legacyEdi', 'legacyTms', 'portal', 'unseen']],
    ['-decision:excepted', ['legacyEdi', 'legacyTms', 'other', 'unseen']],
    ['-decision:any', ['legacyEdi', 'legacyTms', 'unseen']],
    ['status:open', ['legacyEdi', 'legacyTms']],
    ['status:resolved', ['mended']],
    ['status:resolved decision:any', []],
  ])('the query %j finds what it says', async (q, expected) => {
    await bench.except(bench.choose('portal'))
    await bench.except(bench.choose('other'), { kind: 'snoozed', until: inDays(3) })
    expect(await bench.named(q)).toEqual(expected)
  })

  test('groups count what the list finds, and of that what is decided', async () => {
    await bench.except(bench.choose('portal', 'unseen'))
    await bench.except(bench.choose('other'), { kind: 'snoozed', until: inDays(3) })
    await bench.except(bench.choose('legacyTms'), { kind: 'false_positive', reason: 'The API lies' })
    const groups = async (q: string) =>
      bench.me.ok<List<Record<string, number>>>('GET', `/findings/groups?by=severity&q=${encodeURIComponent(q)}`)
    expect(await groups('')).toMatchObject({ items: [{ key: 'high', open: 1, unknown: 0, excepted: 0 }], leftOut: 4 })
    expect((await groups('decision:any')).items).toMatchObject([
      { key: 'critical', open: 1, falsePositive: 1, excepted: 0 },
      { key: 'high', open: 1, unknown: 1, excepted: 2 },
      { key: 'low', open: 1, snoozed: 1 },
    ])
    const overview = await bench.me.ok<{ decided: object; open: object; unknown: number; trend: { open: number }[] }>(
      'GET',
      '/overview',
    )
    expect(overview).toMatchObject({
      decided: { excepted: 2, falsePositive: 1, snoozed: 1 },
      open: { critical: 0, high: 1, low: 0 },
      unknown: 0,
    })
    expect(overview.trend.at(-1)?.open).toBe((await bench.list('status:open')).total)
  })

  test('the export carries it, with assignee and date', async () => {
    await bench.except(bench.choose('portal'), exception(inDays(30), '=SUM(A1)'))
    await bench.apply(bench.choose('portal'), { assigneeId: bench.me.personId })
    const { body } = await bench.me.call('GET', '/findings/export?format=csv&q=decision:any')
    const [head, line] = body.split('\r\n')
    expect(head).toMatch(/,decision,decision reason,decided by,decided until,assignee,due$/)
    expect(line).toContain(`,excepted,'=SUM(A1),The admin,${inDays(30)},${bench.me.email},`)
  })

  test.each([
    ['no reason', exception(inDays(30), ' '), 'change.decision.reason'],
    ['no end', { kind: 'excepted', reason: 'x' }, 'change.decision.until'],
    ['an end in the past', exception(inDays(0)), 'change.decision.until'],
    ['an end too far ahead', exception(inDays(367)), 'change.decision.until'],
    ['a false positive with an end', { ...exception(), kind: 'false_positive' }, 'change.decision.until'],
  ])('is refused with %s, naming the field', async (_, decision, path) => {
    const answer = await bench.me.call('POST', '/findings/apply', {
      select: bench.choose('portal'),
      change: { decision },
    })
    expect(answer.statusCode).toBe(422)
    expect(answer.json().error).toMatchObject({ code: 'decision.invalid', fields: [{ path }] })
    expect(await bench.named('decision:any')).toEqual([])
  })

  test.each([
    [{}, { assigneeId: null }],
    [{ ids: ['x'], q: '' }, { assigneeId: null }],
    [{ q: '' }, {}],
    [{ q: '' }, { assigneeId: null, dueAt: null }],
    [{ ids: [] }, { assigneeId: null }],
  ])('one of each is chosen and changed: %j %j is refused', async (select, change) => {
    expect((await bench.me.call('POST', '/findings/apply', { select, change })).statusCode).toBe(400)
  })

  test('of two on one finding the later takes the place of the earlier, which ends with its last finding', async () => {
    const { decisionId: first } = await bench.except(bench.choose('portal', 'legacyTms'))
    const { decisionId: second } = await bench.except(bench.choose('portal'), { kind: 'snoozed', until: inDays(3) })
    expect((await bench.finding('portal')).decision).toMatchObject({ id: second, kind: 'snoozed' })
    expect(await bench.decisions()).toMatchObject({ counts: { active: 2 } })
    await bench.except(bench.choose('legacyTms'), { kind: 'snoozed', until: inDays(3) })
    const ended = (await bench.decisions('state=ended')).items
    expect(ended).toMatchObject([{ id: first, endedWhy: 'replaced', findings: 0, everFindings: 2 }])
    expect((await bench.events('finding.decided'))[1]?.data).toMatchObject({ decision: second, replaced: first })
  })

  test('ends when somebody ends it: its findings stand again, each says why, the log is whole', async () => {
    const { decisionId } = await bench.except(bench.choose('portal', 'unseen'))
    const ended = await bench.me.ok<Decision>('POST', `/decisions/${decisionId}/end`)
    expect(ended).toMatchObject({
      state: 'ended',
      endedWhy: 'ended',
      endedBy: 'The admin',
      findings: 0,
      everFindings: 2,
    })
    expect((await bench.list()).total).toBe(5)
    const told = await bench.events('finding.decision_ended')
    expect(told.map(({ data }) => [data.about, data.why, data.stands]).sort()).toEqual([
      ['acme', 'ended', 'unknown'],
      ['acme/portal', 'ended', 'open'],
    ])
    const again = await bench.me.call('POST', `/decisions/${decisionId}/end`)
    expect(again.json().error.code).toBe('decision.ended')
    expect(await bench.events('decision.ended')).toHaveLength(1)
    expect(await bench.me.ok('GET', '/events/verify')).toMatchObject({ intact: true })
  })

  test('ends on one finding alone, and as a whole with the last', async () => {
    const { decisionId } = await bench.except(bench.choose('portal', 'legacyTms'))
    await bench.me.ok('DELETE', `/findings/${bench.ids.portal}/decision`)
    expect(await bench.named('decision:any')).toEqual(['legacyTms'])
    expect(await bench.me.ok('GET', `/decisions/${decisionId}`)).toMatchObject({ state: 'active', findings: 1 })
    expect((await bench.me.call('DELETE', `/findings/${bench.ids.portal}/decision`)).json().error.code).toBe(
      'decision.ended',
    )
    await bench.me.ok('DELETE', `/findings/${bench.ids.legacyTms}/decision`)
    expect(await bench.me.ok('GET', `/decisions/${decisionId}`)).toMatchObject({ state: 'ended', endedWhy: 'ended' })
  })

  test('its end can be moved, within the limit, while it stands', async () => {
    const { decisionId } = await bench.except(bench.choose('portal'))
    const path = `/decisions/${decisionId}`
    expect(await bench.me.ok('PATCH', path, { until: inDays(60) })).toMatchObject({ until: inDays(60) })
    expect((await bench.events('decision.extended'))[0]?.data).toMatchObject({ from: inDays(30), until: inDays(60) })
    expect((await bench.me.call('PATCH', path, { until: inDays(400) })).json().error.code).toBe('decision.invalid')
    await bench.travel(45)
    expect(await bench.named('decision:any')).toEqual(['portal'])
    await bench.travel(60)
    expect((await bench.me.call('PATCH', path, { until: inDays(90) })).json().error.code).toBe('decision.ended')
    await bench.travel(0)
    const { decisionId: wrong } = await bench.except(bench.choose('legacyTms'), {
      kind: 'false_positive',
      reason: 'No',
    })
    const answer = await bench.me.call('PATCH', `/decisions/${wrong}`, { until: inDays(5) })
    expect(answer.json().error.code).toBe('decision.not_extendable')
  })

  test('of an API token carries its name, and `me` is nobody to it', async () => {
    const token = await bench.server.addToken(['findings:read', 'findings:write'], { tenant: bench.me.tenant })
    const headers = { authorization: `Bearer ${token}` }
    const payload = { select: bench.choose('portal'), change: { decision: exception() } }
    const answer = await bench.server.app.inject({ method: 'POST', url: '/api/v1/findings/apply', headers, payload })
    expect(answer.statusCode).toBe(200)
    expect((await bench.finding('portal')).decision?.madeBy).toBe('test')
    const mine = await bench.server.app.inject({ url: '/api/v1/findings?q=assignee:me', headers })
    expect(mine.json().error).toMatchObject({ code: 'query.invalid' })
  })
})

describe('time', () => {
  test('ends it at the moment, not at the next scan; the log follows, once', async () => {
    const { decisionId } = await bench.except(bench.choose('portal'), exception(inDays(2)))
    await bench.travel(2, -1)
    expect(await bench.named('decision:any')).toEqual(['portal'])
    await bench.travel(2)
    expect(await bench.list()).toMatchObject({ total: 5, leftOut: 0 })
    expect((await bench.finding('portal')).decision).toBeNull()
    expect(await bench.me.ok('GET', `/decisions/${decisionId}`)).toMatchObject({
      state: 'ended',
      endedWhy: 'expired',
      endedAt: inDays(2),
      findings: 0,
    })
    expect(await bench.events('finding.decision_ended')).toEqual([])
    await bench.travel(7)
    await writeExpiries(bench.server.deps)
    await writeExpiries(bench.server.deps)
    expect(await bench.events('decision.ended')).toMatchObject([
      { actor: { kind: 'system' }, data: { why: 'expired', until: inDays(2), findings: 1 } },
    ])
    expect(await bench.events('finding.decision_ended')).toMatchObject([
      { subject: { id: bench.ids.portal }, data: { why: 'expired', kind: 'excepted', stands: 'open' } },
    ])
    expect(await bench.me.ok('GET', `/decisions/${decisionId}`)).toMatchObject({ endedAt: inDays(2), endedBy: null })
  })

  test('two servers write one end between them', async () => {
    const second = await openTestServer({
      database: bench.server.database,
      keyFile: bench.server.deps.key.file ?? '',
      now: bench.server.deps.now,
    })
    await bench.except(bench.choose('portal', 'legacyTms'), exception(inDays(1)))
    await bench.except(bench.choose('other'), { kind: 'snoozed', until: inDays(1) })
    await bench.travel(3)
    const heard: string[] = []
    const stop = second.deps.live.subscribe(bench.me.tenant, ({ type }) => heard.push(type))
    // News come in order: what was told of the exceptions themselves is heard before this.
    await tell(second.deps.db, { tenant: bench.me.tenant, type: 'scim', enterprise: 'none' })
    await expect.poll(() => heard.at(-1)).toBe('scim')
    heard.length = 0
    await Promise.all([bench.server, second, bench.server, second, bench.server].map((one) => writeExpiries(one.deps)))
    expect(await bench.events('decision.ended')).toHaveLength(2)
    expect(await bench.events('finding.decision_ended')).toHaveLength(3)
    await expect.poll(() => heard).toEqual(['findings'])
    stop()
    await second.close()
  })

  test('leaves what another decision still covers where it is, and says so', async () => {
    await bench.except({ pattern: { checkId: checkA, subject: 'acme/legacy-*' } }, exception(inDays(20)))
    await bench.except(bench.choose('legacyTms'), { kind: 'snoozed', until: inDays(1) })
    expect((await bench.finding('legacyTms')).decision).toMatchObject({ kind: 'snoozed', byPattern: false })
    await bench.travel(2)
    expect((await bench.finding('legacyTms')).decision).toMatchObject({ kind: 'excepted', byPattern: true })
    await writeExpiries(bench.server.deps)
    expect((await bench.events('finding.decision_ended'))[0]?.data).toMatchObject({
      kind: 'snoozed',
      stands: 'excepted',
    })
    expect(await bench.named('decision:excepted')).toEqual(['legacyEdi', 'legacyTms'])
    expect(await bench.named('decision:snoozed')).toEqual([])
  })
})
