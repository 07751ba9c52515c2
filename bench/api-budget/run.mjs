// What a scan of a GitHub organization costs of the hourly quota: the first one and the one of the next day, beside what
// was aimed at and what reading each repository by itself would cost. Needs a build (npm run build).
// node bench/api-budget/run.mjs [repositories,members …]
import { generateKeyPairSync } from 'node:crypto'
import { generateCompany, startGithub } from '../../packages/sandbox/dist/index.js'
import { scanTwice } from './twice.mjs'

/** By repositories: requests of REST, points of GraphQL, and memory of the scanning process in MB. */
const aims = {
  1000: { cold: { rest: 2300, points: 250 }, daily: { rest: 120, points: 250 } },
  10000: { daily: { rest: 300, points: 1300 }, megabytes: 400 },
}
const sizes = process.argv.length > 2 ? process.argv.slice(2) : ['1000,1000', '10000,5000']

/**
 * The same facts read one repository and one member at a time: the repository, its branch protection, its rules, its
 * deploy keys, its collaborators (direct and outside), its environments, its CODEOWNERS errors, its alerts setting;
 * the member, the member's role. No page is counted twice, so it is a kind reckoning.
 */
const peerOf = (repositories, members) =>
  repositories * 9 + members * 2 + Math.ceil(repositories / 100) + Math.ceil(members / 100)

const now = new Date()

/** A GitHub App whose token is a new one in each scan, as it is after an hour; GitHub's ETags depend on it. */
function addApp(github, login) {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  const names = [
    'administration',
    'contents',
    'members',
    'metadata',
    'organization_administration',
    'environments',
    'actions',
  ]
  const permissions = Object.fromEntries(names.map((name) => [name, 'read']))
  const app = github.state.addApp({ slug: 'bench', owner: login, publicKey: pair.publicKey, permissions })
  github.state.installApp('bench', login)
  return { config: { appId: String(app.id) }, secrets: { privateKey: pair.privateKey } }
}

/** One token that stays; for the smaller also an App, with ETags as they come and as they are worked out. */
function credentials(github, login, repositories) {
  const token = { name: 'one token', config: {}, secrets: { token: github.state.token('generatedApp').secret } }
  if (repositories > 1000) return [token]
  const app = addApp(github, login)
  const computed = { ...app.config, computedEtags: 'on' }
  return [token, { ...app, name: 'an App' }, { ...app, name: 'an App, computed ETags', config: computed }]
}

for (const size of sizes) {
  const [repositories, members] = size.split(',').map(Number)
  const company = generateCompany({ repositories, members, now, seed: 7 })
  const login = company.github.organizations[0].login
  const github = await startGithub({ company })
  const peer = peerOf(repositories, members)
  console.log(`\n${repositories} repositories, ${members} members (one by one: ${peer} requests a scan)`)
  for (const { name, config, secrets } of credentials(github, login, repositories)) {
    const connection = {
      address: github.url,
      connector: 'github',
      config: { organizations: [login], address: github.url, ...config },
      secrets,
    }
    const reset = () => {
      github.requests.reset()
      github.limits.reset()
    }
    for await (const { kind, scan } of scanTwice(connection, reset)) {
      report(kind, name, scan, github.requests, { repositories, peer })
      liveADay(github.state.findOrganization(login))
    }
  }
  await github.close()
}

/** What happens in a day: somebody pushes to every twentieth repository. */
function liveADay(org) {
  for (const [index, repository] of org.repositories.entries())
    if (index % 20 === 0) repository.pushedAt = new Date().toISOString()
}

function report(kind, name, scan, requests, { repositories, peer }) {
  const { counts } = requests
  const spent = { rest: counts.corePoints, points: counts.graphqlPoints }
  const aim = aims[repositories]?.[kind]
  const beside = (what, unit) =>
    `${spent[what]} ${unit}${aim ? ` (aim ${aim[what]}, ${(spent[what] / aim[what]).toFixed(2)} of it)` : ''}`
  console.log(`  ${kind}, by ${name}: ${beside('rest', 'REST requests')}, ${beside('points', 'GraphQL points')}`)
  const ceiling = aims[repositories]?.megabytes
  const memory = ceiling ? ` (aim ${ceiling}, ${(scan.megabytes / ceiling).toFixed(2)} of it)` : ''
  console.log(
    `    ${scan.seconds.toFixed(1)} s, ${scan.records} records, ${scan.unknown} unknown, peak ${scan.megabytes} MB${memory}, ` +
      `${counts.notModified} of ${counts.rest} REST answers were 304, ` +
      `one by one ÷ this: ${(peer / (spent.rest + spent.points)).toFixed(0)}`,
  )
  const parts = new Map()
  for (const { path, operation, cost } of requests.entries) {
    const key = operation ?? path
    const part = parts.get(key) ?? { times: 0, cost: 0 }
    parts.set(key, { times: part.times + 1, cost: part.cost + cost })
  }
  for (const [name, { times, cost }] of [...parts].sort(([, a], [, b]) => b.cost - a.cost).slice(0, 12))
    console.log(`      ${String(cost).padStart(5)}  ${name} (${times} requests)`)
}
