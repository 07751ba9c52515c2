import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ScopeReport } from './connector.ts'
import { coverageKey, type Gap, noticeKinds } from './coverage.ts'
import { expiryThresholds, type HealthSeen, nextNotices, noticeKey, sumUpHealth } from './health.ts'

const now = new Date('2027-03-01T00:00:00Z')
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString()
const gap = (notice?: Gap['notice']): Gap => ({
  reason: 'permission',
  detail: 'It is refused.',
  fix: 'Ask.',
  ...(notice ? { notice } : {}),
})
const scope = (name: string, more: Partial<ScopeReport> = {}): ScopeReport => ({
  scope: name,
  name,
  url: `https://github.com/${name}`,
  role: 'owner',
  ...more,
})
const seen = (outcome: HealthSeen['outcome'], more: Partial<HealthSeen> = {}): HealthSeen => ({
  outcome,
  credential: { kind: 'token', owner: 'someone', scopes: null, expiresAt: null },
  wanted: ['acme', 'labs'],
  readBefore: new Set([coverageKey('hooks', 'acme')]),
  reachedBefore: new Set([coverageKey('token', 'acme'), coverageKey('app', 'acme'), coverageKey('token', 'labs')]),
  ...more,
})
const connected = (scopes: ScopeReport[], streams: { stream: string; scope: string; gap: Gap | null }[] = []) =>
  ({
    state: 'connected',
    scopes,
    streams: streams.map((one) => ({ ...one, title: one.stream, blocked: one.gap !== null })),
  }) as const
const keys = (notices: ReturnType<typeof nextNotices>) => notices.map(({ kind, scope: of }) => [kind, of])

describe('what stands against a connection', () => {
  test.each(['app_suspended', 'app_uninstalled', 'organization_lost'] as const)(
    'an organization whose credential says %s is told as that',
    (kind) => {
      const notices = nextNotices([], seen(connected([scope('acme', { gap: gap(kind) }), scope('labs')])), now)
      expect(keys(notices)).toEqual([[kind, 'acme']])
      expect(sumUpHealth(notices, [{ gap: gap(kind) }, {}], [{ gap: null }]).state).toBe(
        kind === 'organization_lost' ? 'limited' : 'failing',
      )
      expect(nextNotices(notices, seen(connected([scope('acme'), scope('labs')])), now)).toEqual([])
    },
  )

  test('an App that lost repositories is read on, and told of', () => {
    const notices = nextNotices([], seen(connected([scope('acme', { narrowed: [gap('app_narrowed')] })])), now)
    expect(keys(notices)).toEqual([['app_narrowed', 'acme']])
    expect(sumUpHealth(notices, [{}], [{ gap: null }]).state).toBe('limited')
  })

  test('only what was read before is missed', () => {
    const blocked = (stream: string) => ({ stream, scope: 'acme', gap: gap() })
    const notices = nextNotices([], seen(connected([scope('acme')], [blocked('hooks'), blocked('keys')])), now)
    expect(notices).toMatchObject([
      { kind: 'permission_missing', detail: expect.stringMatching(/^acme: hooks could be read before and not now/) },
    ])
  })

  test('one of two credentials that reached an organization and does so no more is told, until it does again', () => {
    const without = [{ method: 'app', gap: gap('app_uninstalled') }]
    const lost = [{ stream: 'hooks', scope: 'acme', gap: gap() }]
    // In the other one the App never was: that is how somebody wants it.
    const report = connected([scope('acme', { without }), scope('labs', { without })], lost)
    const notices = nextNotices([], seen(report), now)
    expect(notices).toMatchObject([{ kind: 'permission_missing', scope: 'acme', detail: 'It is refused.' }])
    expect(sumUpHealth(notices, [{}, {}], [{ gap: null }]).state).toBe('limited')
    expect(nextNotices(notices, seen(report, { reachedBefore: new Set() }), now)).toEqual(notices)
    expect(nextNotices(notices, seen(connected([scope('acme'), scope('labs')])), now)).toEqual([])
  })

  test('a credential passes each threshold once, and the day it ended counts as the last', () => {
    const days = [31, 30, 29, 14, 8, 7, 2, 1, 0, -3].map((left) => {
      const credential = { kind: 'token', owner: 'someone', scopes: null, expiresAt: inDays(left) }
      return nextNotices([], seen(connected([scope('acme')]), { credential }), now).map((one) => one.days)
    })
    expect(days).toEqual([[], [30], [30], [14], [14], [7], [7], [1], [1], [1]])
    expect([...expiryThresholds].sort((a, b) => b - a)).toEqual(expiryThresholds)
  })

  test('nothing is cleared while nobody answers, and the same twice changes nothing', () => {
    const known = fc.uniqueArray(
      fc.record({
        kind: fc.constantFrom(...noticeKinds),
        scope: fc.constantFrom('', 'acme', 'labs'),
        days: fc.constant(null),
        detail: fc.string(),
        fix: fc.string(),
        link: fc.constant(null),
      }),
      { selector: noticeKey },
    )
    const outcomes: HealthSeen['outcome'][] = [
      { state: 'unreachable', gap: gap() },
      { state: 'refused', gap: gap('app_suspended') },
      connected([scope('acme', { gap: gap('organization_lost') }), scope('labs')]),
    ]
    fc.assert(
      fc.property(known, fc.constantFrom(...outcomes), (before, outcome) => {
        const after = nextNotices(before, seen(outcome), now)
        const again = nextNotices(after, seen(outcome), now)
        expect(again.map(noticeKey).sort()).toEqual([...new Set(after.map(noticeKey))].sort())
        if (outcome.state !== 'unreachable') return
        const kept = new Set(after.map(noticeKey))
        for (const one of before)
          if (one.kind !== 'unreachable' && one.kind !== 'credential_expiring')
            expect(kept.has(noticeKey(one))).toBe(true)
      }),
    )
  })

  test('a good credential over streams that a bad one left unread asks for a scan', () => {
    expect(sumUpHealth([], [{}], [{ gap: gap('credential_failing') }])).toMatchObject({
      state: 'limited',
      fix: expect.stringMatching(/^Scan/),
    })
  })
})
