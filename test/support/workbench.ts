import type { Decision, Event, Finding, FindingDetail } from '@rollcall/api'
import { checks } from '@rollcall/checks'
import { newId } from '../../packages/server/store/id.ts'
import { plantConnection, plantFindings } from './findings.ts'
import { openTestServer, type TestServer, type Visitor } from './server.ts'

export interface List<T> {
  items: T[]
  total: number
  next: string | null
  leftOut: number
}
type Name = 'legacyTms' | 'legacyEdi' | 'portal' | 'other' | 'unseen' | 'mended'

const day = 86_400_000
const start = Date.parse('2026-06-01T12:00:00Z')
export const [checkA, checkB] = checks.map(({ id }) => id) as [string, string]
export const inDays = (days: number): string => new Date(start + days * day).toISOString()
export const exception = (until = inDays(30), reason = 'Goes in July') => ({ kind: 'excepted', reason, until })

/** Some findings to work on, and the words to do it with. `begin` makes a tenant of its own with them, at the first day. */
export async function openWorkbench() {
  let now = start
  const server: TestServer = await openTestServer({ now: () => new Date(now) })
  const bench = { server, me: server.home, ids: {} as Record<Name, string> }

  async function begin(): Promise<void> {
    now = start
    bench.me = await server.addTenant()
    const { tenant } = bench.me
    await plantConnection(server, tenant, 'con_1')
    const ids = Object.fromEntries(
      ['legacyTms', 'legacyEdi', 'portal', 'other', 'unseen', 'mended'].map((name) => [name, newId('fnd')]),
    ) as Record<Name, string>
    bench.ids = ids
    await plantFindings(server, tenant, [
      { id: ids.legacyTms, check: checkA, subject: 'acme/legacy-tms', severity: 'critical' },
      { id: ids.legacyEdi, check: checkA, subject: 'acme/legacy-edi', severity: 'high' },
      { id: ids.portal, check: checkA, subject: 'acme/portal', severity: 'high' },
      { id: ids.other, check: checkB, subject: 'labs/legacy-tool', scope: 'labs', severity: 'low' },
      { id: ids.unseen, check: checkA, unknown: true, severity: 'high' },
      { id: ids.mended, check: checkB, subject: 'acme/mended', resolved: true },
    ])
  }

  /** Lets days pass, and a millisecond more or less; nobody is signed out by it. */
  async function travel(days: number, ms = 0): Promise<void> {
    now = start + days * day + ms
    const expires_at = new Date(now + day)
    await server.deps.db
      .updateTable('session')
      .set({ seen_at: new Date(now), expires_at })
      .execute()
  }

  const apply = (select: object, change: object, visitor: Visitor = bench.me) =>
    visitor.ok<{ changed: number; decisionId: string; unchanged: { why: string; count: number }[] }>(
      'POST',
      '/findings/apply',
      { select, change },
    )

  const list = (q = '', visitor: Visitor = bench.me) =>
    visitor.ok<List<Finding>>('GET', `/findings?limit=200&q=${encodeURIComponent(q)}`)

  /** What a query finds, by the names above. */
  async function named(q = ''): Promise<string[]> {
    const names = Object.fromEntries(Object.entries(bench.ids).map(([name, id]) => [id, name]))
    return (await list(q)).items.map(({ id }) => names[id] ?? id).sort()
  }

  return Object.assign(bench, {
    begin,
    travel,
    apply,
    list,
    named,
    finding: (name: Name) => bench.me.ok<FindingDetail>('GET', `/findings/${bench.ids[name]}`),
    events: async (type: string) => (await bench.me.ok<List<Event>>('GET', `/events?limit=200&type=${type}`)).items,
    choose: (...names: Name[]) => ({ ids: names.map((name) => bench.ids[name]) }),
    except: (select: object, decision: object = exception()) => apply(select, { decision }),
    decisions: (query = '') =>
      bench.me.ok<List<Decision> & { counts: Record<string, number> }>('GET', `/decisions?${query}`),
  })
}

export type Workbench = Awaited<ReturnType<typeof openWorkbench>>
