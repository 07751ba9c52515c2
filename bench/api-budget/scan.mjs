// Two scans of one connection in a process of its own, so that its memory is its own. Prints a line of JSON after each,
// and goes on when it is told to.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const told = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
/** What is scanned: address of the stand-in, connector, configuration and secrets. */
const { address, connector, config, secrets } = JSON.parse((await told.next()).value)
const server = '../../packages/server/dist'
const { checks } = await import('../../packages/checks/dist/index.js')
const { connectors } = await import('../../packages/connectors/dist/index.js')
const { migrateJobs } = await import(`${server}/jobs/worker.js`)
const { runScan } = await import(`${server}/jobs/scan.js`)
const { createAddressGuard } = await import(`${server}/outbound/address-guard.js`)
const { createOutbound, defaultLimits } = await import(`${server}/outbound/outbound.js`)
const { addConnection } = await import(`${server}/store/connections.js`)
const { checkDatabase, migrate, openDatabase, openPool } = await import(`${server}/store/database.js`)
const { startEmbeddedPostgres } = await import(`${server}/store/embedded-postgres.js`)
const { addScan, getScan } = await import(`${server}/store/scans.js`)
const { readRootKeys } = await import(`${server}/vault/root-key.js`)
const { openVault } = await import(`${server}/vault/vault.js`)

const silent = { debug() {}, info() {}, warn() {}, error: (fields, message) => console.error(message, fields) }
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
chmodSync(folder, 0o700)
const postgres = await startEmbeddedPostgres(folder, silent)
const place = { host: postgres.host, user: postgres.user, database: 'bench' }
await checkDatabase(place)
const db = openDatabase(place, 8)
await migrate(db)
const pool = openPool(place, 2)
await migrateJobs(pool)
await pool.end()

const tenant = 'ten_bench'
await db.insertInto('tenant').values({ id: tenant, name: 'Bench' }).execute()
const vault = await openVault(db, () => readRootKeys({ origin: 'file', path: join(folder, 'key') }, null))
const outbound = createOutbound({
  guard: createAddressGuard([], [address]),
  extraCa: null,
  limits: defaultLimits,
  log: silent,
})
const deps = {
  db,
  vault,
  outbound,
  connectors: new Map(connectors.map((one) => [one.id, one])),
  checks,
  now: () => new Date(),
  log: silent,
  processId: 'srv_bench',
}
const connection = await addConnection(
  db,
  tenant,
  {
    connector,
    name: 'Bench',
    config,
    secretId: await vault.seal(db, tenant, secrets),
    web: address,
    system: connector,
    scopes: [],
    credential: { kind: 'token', owner: 'owner', scopes: null },
    createdBy: 'bench',
    scanEveryHours: 0,
  },
  new Date(),
)

for (let round = 0; round < 2; round++) {
  const asked = { connectionId: connection.id, trigger: 'person', requestedBy: 'bench' }
  const { id } = await addScan(db, tenant, asked, new Date())
  const began = performance.now()
  await runScan(deps, tenant, id, new AbortController().signal)
  const seconds = (performance.now() - began) / 1000
  const scan = await getScan(db, tenant, id)
  if (scan.state !== 'succeeded') throw new Error(`The scan ${scan.state}: ${JSON.stringify(scan.error)}`)
  const { records, unknown } = scan.summary
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(JSON.stringify({ seconds, megabytes, records, unknown, requests: scan.requests }))
  await told.next()
}

await outbound.close()
await db.destroy()
await postgres.stop()
rmSync(folder, { recursive: true, force: true })
