import type { Finding } from '@rollcall/api'
import { checks } from '@rollcall/checks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'

let server: TestServer
const now = Date.parse('2026-06-01T12:00:00Z')
const day = 86_400_000
const count = 10_000

beforeAll(async () => {
  server = await openTestServer({ now: () => new Date(now) })
  const { db, vault } = server.deps
  const { tenant } = server.home
  const secret_id = await vault.seal(db, tenant, { token: 'x' })
  await db
    .insertInto('connection')
    .values({
      tenant,
      id: 'con_1',
      connector: 'github',
      name: 'Acme on GitHub',
      config: '{}',
      secret_id,
      web: 'https://github.com',
      system: 'GitHub.com',
      scopes: '[]',
      credential: '{"kind":"x","owner":"x","scopes":null}',
      health: '{"state":"ok","detail":"","fix":null}',
      created_by: 'me',
    })
    .execute()
  const severities = ['critical', 'high', 'medium', 'low', 'info'] as const
  for (let start = 0; start < count; start += 1000)
    await db
      .insertInto('finding')
      .values(
        Array.from({ length: 1000 }, (_, offset) => {
          const index = start + offset
          const rank = index % 5
          const resolved = index % 10 === 9
          const unknown = index % 100 === 7
          const check = checks[index % checks.length]
          return {
            tenant,
            id: `fnd_${String(index).padStart(6, '0')}`,
            connection_id: 'con_1',
            fingerprint: `f${index}`,
            check_id: check?.id ?? '',
            scope: index % 2 === 0 ? 'acme' : 'labs',
            stream: check?.each ?? '',
            ref: unknown ? null : String(index),
            subject: unknown
              ? null
              : JSON.stringify({ stream: 'x', ref: String(index), name: `acme/thing-${index}`, url: null }),
            subject_name: `acme/thing-${index}`,
            result: unknown ? ('unknown' as const) : ('fail' as const),
            state: resolved ? ('resolved' as const) : ('open' as const),
            severity: severities[rank] ?? 'info',
            severity_rank: rank,
            evidence: '[]',
            gap: unknown ? JSON.stringify({ reason: 'permission', detail: 'No.', fix: 'Grant it.' }) : null,
            count: null,
            subjects: '[]',
            opened_at: new Date(now - (index % 60) * day),
            seen_at: new Date(now),
            resolved_at: resolved ? new Date(now) : null,
            resolution: resolved ? ('passed' as const) : null,
          }
        }),
      )
      .execute()
})
afterAll(() => server.close())

interface Group {
  query: string
  open: number
  unknown: number
}

interface List<T> {
  items: T[]
  total: number
  next: string | null
}
const list = (query: Record<string, string | number>) =>
  server.home.ok<List<Finding>>(
    'GET',
    `/findings?${new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]))}`,
  )

describe('the list', () => {
  test('is about what needs attention: open and unknown, worst first', async () => {
    const { items, total } = await list({ limit: 200 })
    expect(total).toBe(count * 0.9)
    expect(new Set(items.map(({ status }) => status))).not.toContain('resolved')
    expect(items[0]?.severity).toBe('critical')
  })

  test('pages through everything once, in order', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: List<Finding> = await list({ limit: 200, sort: 'subject', ...(cursor === '' ? {} : { cursor }) })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next
    }
    expect(seen.length).toBe(count * 0.9)
    expect(new Set(seen).size).toBe(seen.length)
  })

  test.each([
    ['status:resolved', (finding: Finding) => finding.status === 'resolved'],
    ['status:unknown', (finding: Finding) => finding.status === 'unknown' && finding.gap?.reason === 'permission'],
    ['severity:>=high', (finding: Finding) => ['critical', 'high'].includes(finding.severity)],
    ['-severity:critical,high', (finding: Finding) => !['critical', 'high'].includes(finding.severity)],
    ['scope:labs', (finding: Finding) => finding.scope === 'labs'],
    ['category:"supply chain"', (finding: Finding) => finding.category === 'supply chain'],
    ['system:github', (finding: Finding) => finding.system === 'github'],
    ['connection:con_1', () => true],
    ['is:new', (finding: Finding) => now - Date.parse(finding.openedAt) <= 7 * day],
    ['subject:acme/thing-42', (finding: Finding) => finding.subject?.name === 'acme/thing-42'],
    ['thing-12 scope:acme', (finding: Finding) => finding.subject?.name.includes('thing-12') === true],
    [
      '"two-factor"',
      (finding: Finding) => /two-factor/i.test(`${finding.problem} ${finding.title} ${finding.checkId}`),
    ],
  ])('%s', async (q, holds) => {
    const { items, total } = await list({ q, limit: 200 })
    expect(total).toBeGreaterThan(0)
    for (const finding of items) expect(holds(finding), JSON.stringify(finding)).toBe(true)
  })

  test.each(['system:okta', 'connection:con_other', 'subject:nothing', "x'; drop table finding; --", '%', '\\', '_'])(
    '%s finds nothing that is not meant',
    async (q) => {
      expect((await list({ q })).total).toBe(0)
    },
  )

  test('a query that cannot be read is an error that names the term', async () => {
    const answer = await server.home.call('GET', '/findings?q=severity:huge%20colour:red')
    expect(answer.statusCode).toBe(422)
    expect(answer.json().error).toMatchObject({
      code: 'query.invalid',
      fields: [{ path: 'q: severity:huge' }, { path: 'q: colour:red' }],
    })
  })

  test.each(['limit=0', 'limit=201', 'limit=x', 'cursor=nonsense', 'sort=colour', 'unknown=1'])(
    '%s is refused',
    async (query) => {
      expect((await server.home.call('GET', `/findings?${query}`)).statusCode).toBe(400)
    },
  )
})

describe('groups', () => {
  test.each(['check', 'scope', 'subject', 'severity', 'category'])('by %s add up to the list', async (by) => {
    const groups: Group[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: List<Group> = await server.home.ok(
        'GET',
        `/findings/groups?by=${by}&limit=200${cursor ? `&cursor=${cursor}` : ''}`,
      )
      groups.push(...page.items)
      cursor = page.next
    }
    expect(groups.reduce((sum, group) => sum + group.open + group.unknown, 0)).toBe(count * 0.9)
    const [first] = groups
    const narrowed = await list({ q: first?.query ?? '' })
    expect(narrowed.total).toBe((first?.open ?? 0) + (first?.unknown ?? 0))
  })
})

describe('the export', () => {
  test('follows the query to its end, as CSV that no spreadsheet runs', async () => {
    const { db } = server.deps
    await db
      .updateTable('finding')
      .set({
        subject_name: '=HYPERLINK("http://evil")',
        subject: JSON.stringify({ stream: 'x', ref: '0', name: '=HYPERLINK("http://evil")', url: null }),
      })
      .where('id', '=', 'fnd_000000')
      .execute()
    const answer = await server.home.call('GET', '/findings/export?format=csv&q=scope:acme')
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="rollcall-findings-2026-06-01\.csv"$/)
    const lines = answer.body.trimEnd().split('\r\n')
    expect(lines.length - 1).toBe((await list({ q: 'scope:acme' })).total)
    expect(answer.body).toContain(`"'=HYPERLINK(""http://evil"")"`)
    expect((await server.home.ok<List<{ data: object }>>('GET', '/events?type=export')).items[0]?.data).toMatchObject({
      what: 'findings',
      format: 'csv',
    })
  })

  test('as JSON is one array', async () => {
    const answer = await server.home.call('GET', '/findings/export?format=json&q=severity:critical')
    expect(answer.json()).toHaveLength((await list({ q: 'severity:critical' })).total)
  })
})

describe('the overview', () => {
  test('counts what the list counts', async () => {
    const overview = await server.home.ok<{
      open: Record<string, number>
      unknown: number
      trend: { day: string; open: number }[]
      topChecks: unknown[]
    }>('GET', '/overview')
    for (const severity of ['critical', 'high', 'info'])
      expect(overview.open[severity]).toBe((await list({ q: `severity:${severity} status:open` })).total)
    expect(overview.unknown).toBe((await list({ q: 'status:unknown' })).total)
    expect(overview.trend).toHaveLength(30)
    expect(overview.trend.at(-1)).toMatchObject({ day: '2026-06-01', open: (await list({ q: 'status:open' })).total })
    expect(overview.topChecks).toHaveLength(5)
  })
})
