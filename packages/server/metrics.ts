import { sql } from 'kysely'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Db } from './store/database.ts'

/** Numbers of the process and of what it keeps; the latter are asked of the database when they are read. */
export function createMetrics(db: Db): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'rollcall_' })
  new Gauge({
    name: 'rollcall_findings',
    help: 'Findings by state, result and severity.',
    labelNames: ['state', 'result', 'severity'],
    registers: [registry],
    async collect() {
      this.reset()
      const rows = await db
        .selectFrom('finding')
        .select(['state', 'result', 'severity'])
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .groupBy(['state', 'result', 'severity'])
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
