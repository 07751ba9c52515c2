import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@rollcall/core'
import type { RunningGithub, Week } from '@rollcall/sandbox'
import { sql } from 'kysely'
import type { AppDeps } from './app-deps.ts'
import { fillDirectory } from './demo-enterprise.ts'
import { breakGlass, hireWorkers, workInLastWeek, workInSecondWeek } from './demo-work.ts'
import { createLogger } from './logger.ts'
import { connectSystem, queueScan, type Requester } from './routes/connect.ts'
import { type RunningServer, startServer } from './server.ts'
import { readSettings } from './settings.ts'
import { systemActor } from './store/events.ts'

const day = 86_400_000
const connectionName = 'Harborlight on GitHub'
const organizations = ['harborlight', 'harborlight-labs']

/**
 * Starts the server over a folder of its own, beside stand-ins in which the example company lives. PagerDuty's is there
 * for whoever uses the demo to connect. The
 * first time it connects that company as a person would, and lives through its last three weeks: the clock that scans
 * go by is set back and moves on from scan to scan.
 */
export async function startDemo(
  env: Record<string, string | undefined>,
): Promise<{ server: RunningServer; stop: () => Promise<void> }> {
  if (env.DATABASE_URL) throw new AppError('demo.external_database')
  const settings = readSettings({ ...env, ROLLCALL_DATA: env.ROLLCALL_DATA || './data-demo' })
  const logger = createLogger(settings.logLevel)
  // The only place that knows the stand-ins: nobody pays for them who does not play.
  const { exampleCompany, harborlightWeeks, startGithub, startPagerduty } = await import('@rollcall/sandbox')
  const clock = { shift: 0 }
  const scanClock = () => new Date(Date.now() + clock.shift)
  const port = await freePort(settings.port + 1)
  const company = exampleCompany({ now: new Date() })
  const github = await startGithub({ company, now: scanClock, port, webUrl: `http://127.0.0.1:${port}` })
  const pagerduty = await startPagerduty({ company, now: scanClock, port: await freePort(settings.port + 2) })
  const weeks = harborlightWeeks()
  const stopStandIns = () => Promise.all([github.close(), pagerduty.close()])
  try {
    const server = await startServer({
      settings,
      logger,
      demo: true,
      allowOrigins: [github.url, pagerduty.url],
      scanClock,
      practice: {
        pagerduty: { config: { subdomain: pagerduty.url }, secrets: { apiKey: pagerduty.state.key('demo').secret } },
      },
    })
    const deps: AppDeps = { ...server.deps, now: scanClock }
    const filled = await isFilled(deps)
    const life = filled
      ? comeBack(deps, github, weeks, pagerduty.url)
      : liveThrough(deps, github, weeks, clock, company.tokens.demo.secret)
    const directory = filled ? null : fillDirectory(server.deps, server.address, company)
    Promise.all([life, directory]).catch((error) => logger.error({ err: error }, 'The demo could not be filled'))
    const stop = async () => {
      await server.close()
      await stopStandIns()
    }
    return { server, stop }
  } catch (error) {
    await stopStandIns()
    throw error
  }
}

async function isFilled({ db, homeTenant }: AppDeps): Promise<boolean> {
  const found = await db
    .selectFrom('connection')
    .select('id')
    .where('tenant', '=', homeTenant)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** Connects, then scans week by week. */
async function liveThrough(
  deps: AppDeps,
  github: RunningGithub,
  weeks: Week[],
  clock: { shift: number },
  secret: string,
): Promise<void> {
  const requester: Requester = { tenant: deps.homeTenant, kind: 'schedule', actor: systemActor }
  const [first, ...later] = weeks
  if (!first) return
  addBreakGlass(github)
  const enter = (week: Week) => {
    clock.shift = -week.daysAgo * day
    week.happen(github.state)
  }
  enter(first)
  const given = {
    connector: 'github',
    name: connectionName,
    config: { organizations, address: github.url },
    secrets: { token: secret },
  }
  const { connection } = await connectSystem(deps, requester, given)
  await untilScanned(deps)
  const worker = await hireWorkers(deps)
  const works = [workInSecondWeek, workInLastWeek]
  for (const week of later) {
    enter(week)
    await queueScan(deps, requester, connection)
    await untilScanned(deps)
    await works.shift()?.(worker)
  }
}

/** Not part of the company: its people made it for Rollcall's own sake. */
function addBreakGlass(github: RunningGithub): void {
  github.state.addMember('harborlight', { ...breakGlass, twoFactor: 'secure' }, 'admin')
}

async function untilScanned({ db, homeTenant }: AppDeps): Promise<void> {
  for (;;) {
    const running = await db
      .selectFrom('scan')
      .select('id')
      .where('tenant', '=', homeTenant)
      .where('state', 'in', ['queued', 'running'])
      .executeTakeFirst()
    if (!running) return
    await sleep(100)
  }
}

/** At a later start the world is as it was left, and may be at another port. */
async function comeBack(
  { db, homeTenant }: AppDeps,
  github: RunningGithub,
  weeks: Week[],
  pagerdutyUrl: string,
): Promise<void> {
  addBreakGlass(github)
  for (const week of weeks) week.happen(github.state)
  await db
    .updateTable('connection')
    .set({ config: JSON.stringify({ organizations, address: github.url }), web: github.webUrl })
    .where('tenant', '=', homeTenant)
    .where('name', '=', connectionName)
    .execute()
  const config = JSON.stringify({ subdomain: pagerdutyUrl, region: 'us' })
  await sql`
    update connection set config = config || ${config}::jsonb
    where tenant = ${homeTenant} and connector = 'pagerduty'`.execute(db)
}

/** The wanted port, or any other when that is taken. */
async function freePort(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const server = createServer()
    const bound = await new Promise<number | null>((resolve) => {
      server.once('error', () => resolve(null))
      server.listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
    })
    if (bound === null) continue
    await new Promise((resolve) => server.close(resolve))
    return bound
  }
  return 0
}
