import type { Decision } from '@rollcall/api'
import { checks } from '@rollcall/checks'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
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

describe('an exception for a pattern', () => {
  test('covers what fails and fits, never what is unknown, and may wait for its first', async () => {
    const { changed } = await bench.except({ pattern: { checkId: checkA, subject: '*' } })
    expect(changed).toBe(3)
    expect(await bench.named()).toEqual(['other', 'unseen'])
    expect((await bench.except({ pattern: { checkId: checkB, scope: 'nowhere' } })).changed).toBe(0)
    const { items } = await bench.decisions()
    expect(items.find((one) => one.pattern?.scope === 'nowhere')).toMatchObject({ findings: 0, example: null })
    expect(items.find((one) => one.pattern?.subject === '*')).toMatchObject({
      findings: 3,
      worst: 'critical',
      pattern: { checkId: checkA, problem: checks[0]?.problem },
      example: { id: bench.ids.legacyTms },
    })
  })

  test('is ended whole, not on one finding', async () => {
    await bench.except({ pattern: { checkId: checkA, subject: 'acme/legacy-*' } })
    const answer = await bench.me.call('DELETE', `/findings/${bench.ids.legacyTms}/decision`)
    expect(answer.json().error.code).toBe('decision.by_pattern')
    expect(await bench.named('decision:any')).toEqual(['legacyEdi', 'legacyTms'])
  })

  test('names a check and a connection that are there, and is an exception', async () => {
    const tryIt = (pattern: object, change: object) =>
      bench.me.call('POST', '/findings/apply', { select: { pattern }, change })
    expect((await tryIt({ checkId: 'no-such' }, { decision: exception() })).statusCode).toBe(404)
    expect((await tryIt({ checkId: checkA, connectionId: 'con_x' }, { decision: exception() })).statusCode).toBe(404)
    const snooze = { decision: { kind: 'snoozed', until: inDays(2) } }
    expect((await tryIt({ checkId: checkA }, snooze)).json().error.code).toBe('decision.invalid')
    expect((await tryIt({ checkId: checkA }, { assigneeId: null })).json().error.code).toBe('decision.invalid')
  })

  test('goes with its connection, as do decisions on its findings', async () => {
    await bench.except({ pattern: { checkId: checkA, connectionId: 'con_1' } })
    await bench.except(bench.choose('other'))
    await bench.except({ pattern: { checkId: checkB } })
    await bench.me.ok('DELETE', '/connections/con_1')
    const { items } = await bench.decisions('state=ended')
    expect(items.map(({ endedWhy }) => endedWhy)).toEqual(['gone', 'gone'])
    expect(await bench.decisions('state=active')).toMatchObject({
      items: [{ pattern: { checkId: checkB }, findings: 0 }],
    })
  })
})

describe('the list of decisions', () => {
  test('has what ends next first, then what has ended, with counts for each filter', async () => {
    const { decisionId: late } = await bench.except(bench.choose('portal'), exception(inDays(90), 'Later'))
    const { decisionId: soon } = await bench.except(bench.choose('other'), {
      kind: 'snoozed',
      reason: 'Soon',
      until: inDays(5),
    })
    const { decisionId: wrong } = await bench.except(bench.choose('legacyTms'), {
      kind: 'false_positive',
      reason: 'No',
    })
    const { decisionId: over } = await bench.except(bench.choose('unseen'), exception(inDays(30), 'Over'))
    await bench.me.ok('POST', `/decisions/${over}/end`)
    const shown = async (query: string) => (await bench.decisions(query)).items.map(({ id }) => id)
    expect(await shown('')).toEqual([soon, late, wrong, over])
    expect(await shown('state=active')).toEqual([soon, late, wrong])
    expect(await shown('state=ending')).toEqual([soon])
    expect(await shown('state=ended')).toEqual([over])
    expect(await shown('kind=excepted')).toEqual([late, over])
    expect(await shown('q=soon')).toEqual([soon])
    expect(await shown('q=labs/')).toEqual([soon])
    expect(await shown(`check=${checkB}`)).toEqual([soon])
    expect((await bench.decisions('kind=excepted')).counts).toEqual({ active: 1, ending: 0, ended: 1 })
    const first = await bench.me.ok<List<Decision> & { next: string }>('GET', '/decisions?limit=3')
    expect(first).toMatchObject({ total: 4, items: [{ id: soon }, { id: late }, { id: wrong }] })
    expect(await shown(`limit=3&cursor=${first.next}`)).toEqual([over])
  })

  test('leads to the findings that a decision stands or stood on', async () => {
    const { decisionId } = await bench.except(bench.choose('portal', 'other'))
    expect(await bench.named(`decision:${decisionId}`)).toEqual(['other', 'portal'])
    await bench.me.ok('POST', `/decisions/${decisionId}/end`)
    expect(await bench.named(`decision:${decisionId}`)).toEqual(['other', 'portal'])
  })
})
