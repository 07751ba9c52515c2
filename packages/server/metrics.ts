import { sql } from 'kysely'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Db } from './store/database.ts'
import { isDecidedAs } from './store/standing.ts'

const decisionLabel = (now: Date) => sql<string>`case
  when ${isDecidedAs(null, now, ['excepted'])} then 'excepted'
  when ${isDecidedAs(null, now, ['false_positive'])} then 'false_positive'
  when ${isDecidedAs(null, now, ['snoozed'])} then 'snoozed'
  when ${isDecidedAs(null, now, ['attested'])} then 'attested' else 'none' end`

/** Numbers of the process and of what it keeps; the latter are asked of the database when they are read. */
export function createMetrics(db: Db): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'rollcall_' })
  new Gauge({
    name: 'rollcall_findings',
    help: 'Findings by state, result, severity and what people decided about them.',
    labelNames: ['state', 'result', 'severity', 'decision'],
    registers: [registry],
    async collect() {
      this.reset()
      const rows = await db
        .selectFrom('finding')
        .select(['state', 'result', 'severity'])
        .select(decisionLabel(new Date()).as('decision'))
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .groupBy(['state', 'result', 'severity', 'decision'])
        .execute()
      for (const { count, ...labels } of rows) this.set(labels, count)
    },
  })
  new Gauge({
    name: 'rollcall_scans',
    help: 'Scans by state.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      this.reset()
      const rows = await db
        .selectFrom('scan')
        .select('state')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .groupBy('state')
        .execute()
      for (const { state, count } of rows) this.set({ state }, count)
    },
  })
  new Gauge({
    name: 'rollcall_jobs_waiting',
    help: 'Jobs in the queue that nobody has taken yet.',
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from graphile_worker.jobs where locked_at is null and run_at <= now()`.execute(db)
      this.set(rows[0]?.count ?? 0)
    },
  })
  return registry
}
