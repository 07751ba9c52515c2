import type { Event, Person } from '@rollcall/api'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { plantFindings } from '../../../test/support/findings.ts'
import { until, type Visitor } from '../../../test/support/server.ts'
import {
  checkA,
  checkB,
  exception,
  inDays,
  type List,
  openWorkbench,
  type Workbench,
} from '../../../test/support/workbench.ts'

let bench: Workbench

beforeAll(async () => {
  bench = await openWorkbench()
})
afterAll(() => bench.server.close())
beforeEach(() => bench.begin())

const codeOf = async (answer: ReturnType<Visitor['call']>) => (await answer).json().error?.code

describe('who works on it, and until when', () => {
  test('a finding is given to a person and to nobody, each with its event', async () => {
    const { me, ids } = bench
    const responder = await bench.server.signIn('responder', me.tenant)
    await me.ok('PATCH', `/findings/${ids.portal}`, { assigneeId: responder.personId, dueAt: inDays(5) })
    expect(await bench.finding('portal')).toMatchObject({
      assignee: { id: responder.personId, name: 'The responder', email: responder.email },
      dueAt: inDays(5),
    })
    await responder.ok('PATCH', `/findings/${ids.portal}`, { assigneeId: null })
    expect((await bench.events('finding.assigned')).map(({ actor, data }) => [actor.name, data.from, data.to])).toEqual(
      [
        ['The responder', 'The responder', null],
        ['The admin', null, 'The responder'],
      ],
    )
    expect((await bench.events('finding.due_set'))[0]?.data).toMatchObject({ due: inDays(5), from: null })
    expect(await bench.finding('portal')).toMatchObject({ assignee: null, dueAt: inDays(5) })
  })

  test('what is so already is no change and no event', async () => {
    const { me, ids } = bench
    await me.ok('PATCH', `/findings/${ids.portal}`, { assigneeId: null, dueAt: null })
    expect(await bench.events('finding')).toEqual([])
    expect((await me.call('PATCH', `/findings/${ids.portal}`, {})).statusCode).toBe(400)
  })

  test('queries find them', async () => {
    const { me } = bench
    const other = await bench.server.signIn('viewer', me.tenant)
    await bench.apply(bench.choose('portal', 'mended'), { assigneeId: me.personId })
    await bench.apply(bench.choose('other'), { assigneeId: other.personId })
    await bench.apply(bench.choose('portal', 'mended'), { dueAt: inDays(2) })
    await bench.apply(bench.choose('other'), { dueAt: inDays(20) })
    const found: Record<string, string[]> = {
      'assignee:me': ['portal'],
      [`assignee:${other.email.toUpperCase()}`]: ['other'],
      'assignee:nobody@rollcall.example': [],
      'assignee:none': ['legacyEdi', 'legacyTms', 'unseen'],
      'assignee:any': ['other', 'portal'],
      'assignee:me,none': ['legacyEdi', 'legacyTms', 'portal', 'unseen'],
      '-assignee:me': ['legacyEdi', 'legacyTms', 'other', 'unseen'],
      'due:soon': ['portal'],
      'due:overdue': [],
      'due:any': ['other', 'portal'],
      'due:none': ['legacyEdi', 'legacyTms', 'unseen'],
    }
    for (const [q, expected] of Object.entries(found)) expect(await bench.named(q), q).toEqual(expected)
    await bench.travel(3)
    expect(await bench.named('due:overdue')).toEqual(['portal'])
    expect(await bench.named('due:overdue status:open,resolved')).toEqual(['portal'])
    expect(await bench.named('due:soon')).toEqual([])
  })

  test('only to whose role sees findings, and who is not disabled', async () => {
    const { me, server, ids } = bench
    const give = (assigneeId: string) => me.call('PATCH', `/findings/${ids.portal}`, { assigneeId })
    const connector = await server.signIn('connector_admin', me.tenant)
    const leaver = await server.signIn('responder', me.tenant)
    await me.ok<Person>('PATCH', `/people/${leaver.personId}`, { disabled: true })
    expect(await codeOf(give(connector.personId))).toBe('assignee.unable')
    expect(await codeOf(give(leaver.personId))).toBe('assignee.unable')
    expect(await codeOf(give(server.home.personId))).toBe('request.not_found')
    const { items } = await me.ok<List<{ id: string }>>('GET', '/assignees')
    expect(items.map(({ id }) => id)).toEqual([me.personId])
  })

  test('whoever is removed leaves findings with nobody, and they say so', async () => {
    const { me, server } = bench
    const leaver = await server.signIn('responder', me.tenant)
    await bench.apply(bench.choose('portal', 'other'), { assigneeId: leaver.personId })
    await me.ok('DELETE', `/people/${leaver.personId}`)
    expect(await bench.named('assignee:none')).toHaveLength(5)
    const told = await bench.events('finding.assigned')
    expect(told.slice(0, 2).map(({ data }) => [data.from, data.to])).toEqual([
      ['The responder', null],
      ['The responder', null],
    ])
  })
})

describe('notes', () => {
  test('are a thread with author and time, counted, and in the log', async () => {
    const { me, server, ids } = bench
    const responder = await server.signIn('responder', me.tenant)
    await me.ok('POST', `/findings/${ids.portal}/notes`, { text: '  Asked the owner. ' })
    await bench.travel(1)
    await responder.ok('POST', `/findings/${ids.portal}/notes`, { text: 'They\nagree.' })
    const detail = await bench.finding('portal')
    expect(detail).toMatchObject({
      notes: 2,
      noteList: [
        { text: 'Asked the owner.', author: { kind: 'person', name: 'The admin' }, at: inDays(0) },
        { text: 'They\nagree.', author: { name: 'The responder' }, at: inDays(1) },
      ],
    })
    expect(detail.history.map(({ type, data }) => [type, data.text])).toEqual([
      ['finding.noted', 'They\nagree.'],
      ['finding.noted', 'Asked the owner.'],
    ])
  })

  test.each(['', '   \n', 'x'.repeat(4001)])('%j is refused', async (text) => {
    const answer = await bench.me.call('POST', `/findings/${bench.ids.portal}/notes`, { text })
    expect(answer.statusCode).toBe(400)
  })

  test('of 4,000 characters are kept whole', async () => {
    const text = 'ä'.repeat(4000)
    await bench.me.ok('POST', `/findings/${bench.ids.portal}/notes`, { text })
    expect((await bench.finding('portal')).noteList[0]?.text).toBe(text)
  })
})

describe('many at once', () => {
  const preview = (select: object, change: object) =>
    bench.me.ok<Record<string, unknown>>('POST', '/findings/preview', { select, change })

  test('the preview says what would change, what would not and why, and saves nothing', async () => {
    await bench.except(bench.choose('legacyTms'))
    const wrong = { decision: { kind: 'false_positive', reason: 'The API lies' } }
    const select = { q: 'decision:any,none status:open,unknown,resolved' }
    expect(await preview(select, wrong)).toMatchObject({
      matched: 6,
      changed: 4,
      bySeverity: [
        { severity: 'critical', count: 1 },
        { severity: 'high', count: 2 },
        { severity: 'low', count: 1 },
      ],
      decided: 1,
      unchanged: [
        { why: 'resolved', count: 1 },
        { why: 'unknown', count: 1 },
      ],
      examples: [{ id: bench.ids.legacyTms, subject: 'acme/legacy-tms' }, {}, {}, {}],
    })
    expect(await bench.named('decision:false_positive')).toEqual([])
    const { changed, unchanged } = await bench.apply(select, wrong)
    expect([changed, unchanged]).toEqual([
      4,
      [
        { why: 'resolved', count: 1 },
        { why: 'unknown', count: 1 },
      ],
    ])
  })

  test('a query means what its list shows: what is decided is not decided again unasked', async () => {
    await bench.except(bench.choose('legacyTms'))
    expect(await preview({ q: '' }, { decision: exception() })).toMatchObject({ matched: 4, decided: 0 })
  })

  test('what moved since the preview is not done', async () => {
    const body = { select: { q: '' }, change: { decision: exception() }, expected: 5 }
    await bench.except(bench.choose('legacyTms'))
    expect(await codeOf(bench.me.call('POST', '/findings/apply', body))).toBe('change.outdated')
    expect(await bench.named('decision:any')).toEqual(['legacyTms'])
    expect(await bench.me.ok('POST', '/findings/apply', { ...body, expected: 4 })).toMatchObject({ changed: 4 })
  })

  test('all or none: one id that is not there stops it all', async () => {
    const select = { ids: [bench.ids.portal, 'fnd_gone'] }
    const answer = bench.me.call('POST', '/findings/apply', { select, change: { decision: exception() } })
    expect(await codeOf(answer)).toBe('request.not_found')
    expect(await bench.named('decision:any')).toEqual([])
  })

  test('what cannot be decided at all says why', async () => {
    const answer = await bench.me.call('POST', '/findings/apply', {
      select: bench.choose('mended'),
      change: { decision: exception() },
    })
    expect(answer.json().error).toMatchObject({
      code: 'decision.nothing',
      message: expect.stringContaining('resolved'),
    })
  })

  test('leaves an event for each finding and one for the whole', async () => {
    await bench.apply({ q: `check:${checkA}` }, { assigneeId: bench.me.personId })
    expect(await bench.events('finding.assigned')).toHaveLength(4)
    expect(await bench.events('findings.changed')).toMatchObject([
      { data: { change: 'assignee', to: 'The admin', findings: 4, query: expect.stringContaining(checkA) } },
    ])
  })

  test('10,000 in one request, with an event for each, and back again by ending the decision', async () => {
    const { me, server } = bench
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      id: `fnd_${me.tenant.slice(4)}${index}`,
      check: checkB,
    }))
    await plantFindings(server, me.tenant, many)
    const select = { q: `check:${checkB} scope:acme` }
    const body = { select, change: { decision: exception() } }
    expect(await me.ok('POST', '/findings/preview', body)).toMatchObject({ changed: 10_000 })
    const { decisionId } = await me.ok<{ decisionId: string }>('POST', '/findings/apply', { ...body, expected: 10_000 })
    expect(await bench.list()).toMatchObject({ total: 5, leftOut: 10_000 })
    const counted = async (type: string) => (await me.ok<List<Event>>('GET', `/events?limit=1&type=${type}`)).total
    expect(await counted('finding.decided')).toBe(10_000)
    expect(await counted('decision.made')).toBe(1)
    await me.ok('POST', `/decisions/${decisionId}/end`)
    expect(await bench.list()).toMatchObject({ total: 10_005, leftOut: 0 })
    expect(await counted('finding.decision_ended')).toBe(10_000)
    expect(await me.ok('GET', '/events/verify')).toMatchObject({ intact: true })
  })

  test('more than 20,000 are too many, and nothing is done', async () => {
    const { me, server } = bench
    const many = Array.from({ length: 20_001 }, (_, index) => ({
      id: `fnd_${me.tenant.slice(4)}${index}`,
      check: checkB,
    }))
    await plantFindings(server, me.tenant, many)
    const answer = me.call('POST', '/findings/apply', {
      select: { q: `check:${checkB}` },
      change: { assigneeId: null },
    })
    expect(await codeOf(answer)).toBe('change.too_large')
  })
})

test('viewers see decisions and change nothing; programs without the permission neither', async () => {
  const { me, server, ids } = bench
  await bench.except(bench.choose('portal'))
  const viewer = await server.signIn('viewer', me.tenant)
  expect((await bench.list('decision:any', viewer)).items).toMatchObject([{ decision: { kind: 'excepted' } }])
  const { items } = await viewer.ok<List<{ id: string }>>('GET', '/decisions')
  const change = { select: { q: '' }, change: { assigneeId: viewer.personId } }
  for (const [method, path, body] of [
    ['PATCH', `/findings/${ids.portal}`, { assigneeId: viewer.personId }],
    ['POST', `/findings/${ids.portal}/notes`, { text: 'x' }],
    ['DELETE', `/findings/${ids.portal}/decision`, undefined],
    ['POST', '/findings/preview', change],
    ['POST', '/findings/apply', change],
    ['PATCH', `/decisions/${items[0]?.id}`, { until: inDays(9) }],
    ['POST', `/decisions/${items[0]?.id}/end`, undefined],
  ] as const)
    expect((await viewer.call(method, path, body)).statusCode, `${method} ${path}`).toBe(403)
  expect(await bench.finding('portal')).toMatchObject({ assignee: null, notes: 0, decision: { until: inDays(30) } })
})

test('whoever looks is told', async () => {
  const { me, server } = bench
  const heard: string[] = []
  const stop = server.deps.live.subscribe(me.tenant, ({ type }) => heard.push(type))
  await bench.except(bench.choose('portal'))
  await until('the news', async () => heard.includes('findings'))
  stop()
})
