// What a scan of a PagerDuty account costs of 960 requests a minute: the first one and the one of the next day, beside what
// was aimed at and what asking for each user, team and schedule by itself would cost. Needs a build (npm run build).
// node bench/api-budget/pagerduty.mjs [users …]
import { generateCompany, startPagerduty } from '../../packages/sandbox/dist/index.js'
import { scanTwice } from './twice.mjs'

/** Requests of a daily scan at most, by users. */
const aims = { 1000: 300 }
const sizes = process.argv.length > 2 ? process.argv.slice(2) : ['1000', '5000']
const now = new Date()

/**
 * The same facts asked for one by one: each user with contact methods, notification rules and delegations, each schedule and
 * service, members of each team; the other lists by the hundred. No page is counted twice, so it is a kind reckoning.
 */
function peerOf({ users, teams, schedules, services, policies, webhooks, extensions }) {
  const pages = (list) => Math.max(1, Math.ceil(list.length / 100))
  const lists = [users, teams, schedules, services, policies, webhooks, extensions, users]
  return 4 * users.length + schedules.length + services.length + teams.length + lists.map(pages).reduce((a, b) => a + b)
}

for (const users of sizes.map(Number)) {
  const company = generateCompany({ repositories: 1, members: users, now, seed: 7 })
  const pagerduty = await startPagerduty({ company })
  const { world } = pagerduty.state
  const peer = peerOf(world)
  const { teams, services } = world
  console.log(
    `\n${users} users, ${teams.length} teams, ${services.length} services (one by one: ${peer} requests a scan)`,
  )
  const connection = {
    address: pagerduty.url,
    connector: 'pagerduty',
    config: { subdomain: pagerduty.url, region: 'us', domains: [world.users[0].email.split('@')[1]] },
    secrets: { apiKey: pagerduty.state.key('generatedAccount').secret },
  }
  for await (const { kind, scan } of scanTwice(connection, () => pagerduty.requests.reset())) {
    const { total, writes } = pagerduty.requests.counts
    if (writes > 0) throw new Error('A scan wrote')
    const aim = kind === 'daily' ? aims[users] : undefined
    const refused = pagerduty.requests.entries.filter(({ status }) => status === 429).length
    console.log(
      `  ${kind}: ${total} requests${aim ? ` (aim ${aim}, ${(total / aim).toFixed(2)} of it)` : ''}, ` +
        `${Math.round((100 * total) / 960)} % of a minute's, at most ${pagerduty.highestRate()} in one, ${refused} refused\n` +
        `    ${scan.seconds.toFixed(1)} s, ${scan.records} records, ${scan.unknown} unknown, peak ${scan.megabytes} MB, ` +
        `one by one ÷ this: ${(peer / total).toFixed(0)}`,
    )
    const parts = new Map()
    for (const { path } of pagerduty.requests.entries) {
      const key = path.replace(/\/(users|teams)\/[^/]+\//, '/$1/{id}/')
      parts.set(key, (parts.get(key) ?? 0) + 1)
    }
    for (const [path, times] of [...parts].sort(([, a], [, b]) => b - a).slice(0, 8))
      console.log(`      ${String(times).padStart(5)}  ${path}`)
    if (aim && total > aim) process.exitCode = 1
    // On the next day somebody joined and somebody was on call; nothing of that makes a scan cheaper or dearer.
    world.users.push({ ...world.users[1], id: 'PUNEW01', name: 'New Person', email: 'new.person@bulkfreight.example' })
  }
  await pagerduty.close()
}
