import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@rollcall/core'
import { Logger, type LogLevel, type Runner, run, runMigrations, type WorkerEvents } from 'graphile-worker'
import type pg from 'pg'
import type { AppDeps } from '../app-deps.ts'
import { tellOutages } from '../audit/outages.ts'
import { sendMails } from '../mail/send-mails.ts'
import { keepAuditWeeks, sealMissed } from '../store/audit-chain.ts'
import { dueConnections, findConnection } from '../store/connections.ts'
import { pruneMails } from '../store/mail-outbox.ts'
import { addScan } from '../store/scans.ts'
import { pruneScim } from '../store/scim-requests.ts'
import { writeExpiries } from './expiry.ts'
import { queueHealthTests, testConnection } from './health.ts'
import type { Presence } from './presence.ts'
import { runScan } from './scan.ts'
import type { ScanDeps } from './scan-deps.ts'
import { reconcileAllTeams, reconcileTeam } from './teams.ts'

type WorkerDeps = ScanDeps & Pick<AppDeps, 'mail' | 'baseUrl'> & { pool: pg.Pool; queries: pg.Pool; presence: Presence }

export interface Worker {
  /** Ends scans at their next page and gives them back, so that the next start goes on there. */
  stop: () => Promise<void>
}

const silent = new Logger(() => () => undefined)

export async function migrateJobs(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool, logger: silent })
}

/**
 * Takes jobs from the queue: scans as they are asked for, every few minutes those that are due and the tests of connections
 * that nobody looked at for a day, and every minute the ends of decisions, e-mails and streams that fail. The queue's runner ends for good when it loses
 * the database in mid-job; then another takes its place.
 */
export async function startWorker(deps: WorkerDeps): Promise<Worker> {
  const stopping = new AbortController()
  let runner = await startRunner(deps, stopping.signal)

  async function keepRunning(): Promise<void> {
    while (!stopping.signal.aborted) {
      await runner.promise.catch((error) => deps.log.warn({ err: error }, 'The job runner ended'))
      for (let started = false; !started && !stopping.signal.aborted; ) {
        await sleep(1000)
        started = await deps.presence
          .dropPools()
          .then(() => startRunner(deps, stopping.signal))
          .then((next) => {
            runner = next
            return true
          })
          .catch(() => false)
      }
    }
  }
  const kept = keepRunning()

  return {
    async stop() {
      stopping.abort(new Error('the server is stopping'))
      await runner.stop().catch(() => undefined)
      await kept
      // Another may have taken its place meanwhile.
      await runner.stop().catch(() => undefined)
    },
  }
}

async function startRunner(deps: WorkerDeps, stopping: AbortSignal): Promise<Runner> {
  const events: WorkerEvents = new EventEmitter()
  // Jobs are locked in the name of the pool, whichever of its workers runs them.
  events.on('pool:create', ({ workerPool }) => {
    deps.presence
      .addPool(workerPool.id)
      .catch((error) => deps.log.warn({ err: error }, 'This job runner could not be announced'))
  })
  await deps.presence.sweep()
  return run({
    pgPool: deps.pool,
    events,
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: 5000,
    logger: workerLog(deps.log),
    // All look at all that is due by now, so a run that was missed is made up for by the next.
    crontab:
      '*/5 * * * * due-scans ?max=3\n*/15 * * * * due-tests ?max=3\n* * * * * expire-decisions ?max=3\n* * * * * send-mail\n* * * * * watch-streams ?max=1\n17 * * * * prune-scim\n23 3 * * * reconcile-teams ?fill=12h&max=2\n41 * * * * keep-audit ?max=1',
    // Without a batch, a job that cannot be marked as failed ends the process (graphile-worker 0.17: not awaited).
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: {
      scan: async (payload) => {
        const { tenant, scanId } = payload as { tenant: string; scanId: string }
        await runScan(deps, tenant, scanId, stopping)
      },
      'due-scans': () => queueDueScans(deps),
      'expire-decisions': () => writeExpiries(deps),
      'prune-scim': async () => {
        await pruneScim(deps.db, deps.now())
        await pruneMails(deps.db, deps.now())
      },
      'send-mail': () => sendMails(deps, stopping),
      'watch-streams': () => tellOutages(deps),
      'reconcile-teams': () => reconcileAllTeams(deps),
      'reconcile-team': async (payload) => {
        const { enterpriseId, teamId, requestId } = payload as {
          enterpriseId: number
          teamId: number
          requestId: string
        }
        await reconcileTeam(deps, enterpriseId, teamId, requestId)
      },
      'keep-audit': async () => {
        await sealMissed(deps.db, deps.now())
        await keepAuditWeeks(deps.db, deps.now())
      },
      'due-tests': () => queueHealthTests(deps),
      'test-connection': async (payload) => {
        const { tenant, connectionId } = payload as { tenant: string; connectionId: string }
        const connection = await findConnection(deps.db, tenant, connectionId)
        // Removed since it was queued.
        if (connection) await testConnection(deps, tenant, connection)
      },
    },
  })
}

export async function queueDueScans(deps: Pick<ScanDeps, 'db' | 'now'>): Promise<void> {
  for (const { tenant, id } of await dueConnections(deps.db, deps.now()))
    await deps.db
      .transaction()
      .execute((tx) => addScan(tx, tenant, { connectionId: id, trigger: 'schedule', requestedBy: null }, deps.now()))
      .catch((error: unknown) => {
        // One that someone started meanwhile is as good.
        if (!(error instanceof AppError && error.code === 'scan.running')) throw error
      })
}

function workerLog(log: ScanDeps['log']): Logger {
  return new Logger(() => (level: LogLevel, message: string) => {
    if (level === 'error') log.error({ jobs: message }, 'jobs')
    else if (level === 'warning') log.warn({ jobs: message }, 'jobs')
    else log.debug({ jobs: message }, 'jobs')
  })
}
