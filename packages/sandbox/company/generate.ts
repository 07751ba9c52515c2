import { daysBefore } from './calendar.ts'
import { createDie, type Die } from './chance.ts'
import type { CompanyWithTokens, Person } from './company.ts'
import { generateEstate } from './generate-estate.ts'
import { generatePagerduty } from './generate-pagerduty.ts'
import {
  newAccount,
  newDeployKey,
  newOrganization,
  newProtection,
  newRepository,
  newRuleset,
  newTeam,
  newToken,
} from './github-defaults.ts'
import type { GithubAccount, GithubMembership, GithubRepository, GithubTeam } from './github-world.ts'

export interface CompanySize {
  members: number
  repositories: number
  now: Date
  seed: number
  /** Login of the one organization; `bulkfreight` unless told. */
  organization?: string
}

const given = ['ada', 'bo', 'cleo', 'dov', 'edda', 'finn', 'gia', 'hugo', 'ines', 'jon', 'kaia', 'liv', 'milo', 'nora']
const family = [
  'alder',
  'birk',
  'cole',
  'dahl',
  'eng',
  'falk',
  'grove',
  'hale',
  'isen',
  'juhl',
  'kvist',
  'lund',
  'mohr',
]
const areas = ['freight', 'platform', 'portal', 'data', 'mobile', 'api', 'tool', 'legacy']
const languages = ['Go', 'TypeScript', 'Kotlin', 'Python', 'Rust', null]
const emailDomain = 'bulkfreight.example'

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

function generatePerson(index: number, die: Die, now: Date): Person {
  const first = die.pick(given)
  const last = die.pick(family)
  return {
    id: `p-${index}`,
    name: `${capital(first)} ${capital(last)}`,
    email: `${first}.${last}.${index}@${emailDomain}`,
    department: die.pick(areas),
    title: 'Engineer',
    manager: index === 0 ? null : `p-${Math.floor((index - 1) / 8)}`,
    kind: die.chance(0.05) ? 'contractor' : 'employee',
    status: 'active',
    startedAt: daysBefore(now, 30 + die.below(3000)),
    leftAt: null,
  }
}

function generateAccount(person: Person, index: number, die: Die, now: Date): GithubAccount {
  const login = `${person.email.slice(0, person.email.indexOf('@')).replaceAll('.', '-')}`
  return newAccount(now, {
    id: 30_000_000 + index,
    login,
    name: person.name,
    person: person.id,
    verifiedEmails: die.chance(0.95) ? [person.email] : [],
    twoFactor: die.chance(0.02) ? 'disabled' : die.chance(0.06) ? 'insecure' : 'secure',
    createdAt: person.startedAt,
  })
}

function generateRepository(index: number, die: Die, now: Date): GithubRepository {
  const name = `${areas[index % areas.length]}-${String(index).padStart(5, '0')}`
  const empty = die.chance(0.01)
  const dice = { visibility: die.below(20), protection: die.below(10) }
  const createdAt = daysBefore(now, 200 + die.below(3000))
  const repository = newRepository(now, {
    id: 400_000_000 + index,
    name,
    description: `Generated repository ${index}`,
    visibility: dice.visibility === 0 ? 'public' : dice.visibility < 4 ? 'internal' : 'private',
    archived: die.chance(0.05),
    fork: die.chance(0.02),
    empty,
    language: die.pick(languages),
    createdAt,
    pushedAt: empty ? createdAt : daysBefore(now, die.below(200)),
    secretScanning: !die.chance(0.05),
    pushProtection: !die.chance(0.1),
    workflows: empty ? [] : [{ name: 'ci.yml', text: workflow }],
    vulnerabilityAlerts: !die.chance(0.05),
  })
  if (index % 10 === 0) {
    // The first has one for every branch that somebody wanted to look at.
    repository.environments = Array.from({ length: index === 0 ? 25 : 1 }, (_, at) => ({
      id: 3_300_000 + index * 100 + at,
      name: at === 0 ? 'production' : `preview-${at}`,
      reviewers: [],
      preventSelfReview: false,
      branchPolicy: true,
    }))
  }
  // Most repositories are covered by the organization's ruleset; these have a rule of their own.
  if (dice.protection === 0) repository.protection = newProtection({ id: 60_000_000 + index, isAdminEnforced: false })
  if (dice.protection === 1) repository.protection = newProtection({ id: 60_000_000 + index })
  if (dice.protection === 2) repository.rulesets = [newRuleset(now, { id: 7_000_000 + index, name: 'Main' })]
  if (die.chance(0.05)) {
    repository.deployKeys = [newDeployKey(now, { id: 80_000_000 + index, title: 'build', readOnly: die.chance(0.8) })]
  }
  return repository
}

const workflow =
  'on: push\npermissions: { contents: read }\njobs: { test: { runs-on: ubuntu-latest, steps: [{ uses: actions/checkout@v4 }] } }\n'

function generateTeams(members: readonly GithubMembership[], now: Date): GithubTeam[] {
  const teams = Math.max(1, Math.ceil(members.length / 40))
  return Array.from({ length: teams }, (_, index) =>
    newTeam(now, {
      id: 5_000_000 + index,
      slug: `team-${index}`,
      name: `Team ${index}`,
      parent: index >= 10 ? `team-${Math.floor(index / 10)}` : null,
      members: members.filter((_member, at) => at % teams === index).map((member) => member.login),
    }),
  )
}

/** One organization of any size, in a company to go with it. The same for the same arguments. */
export function generateCompany(size: CompanySize): CompanyWithTokens<'owner' | 'app'> {
  const { now } = size
  const die = createDie(size.seed)
  const login = size.organization ?? 'bulkfreight'
  const people = Array.from({ length: size.members }, (_, index) => generatePerson(index, die, now))
  const accounts = people.map((person, index) => generateAccount(person, index, die, now))
  const owners = Math.min(4, accounts.length)
  const members = accounts.map(
    (account, index): GithubMembership => ({
      login: account.login,
      role: index < owners ? 'admin' : 'member',
      public: false,
    }),
  )
  const stranger = newAccount(now, { id: 29_000_001, login: 'outside-helper', twoFactor: 'insecure' })
  const repositories = Array.from({ length: size.repositories }, (_, index) => generateRepository(index, die, now))
  const first = repositories[0]
  if (first) first.outsideCollaborators = [{ login: stranger.login, role: 'write' }]
  const app = newToken({
    kind: 'app',
    label: 'generatedApp',
    login: accounts[0]?.login ?? stranger.login,
    scopes: ['admin:org', 'repo'],
    ssoOrganizations: [login],
  })
  const owner = newToken({
    label: 'generatedOwner',
    login: accounts[0]?.login ?? stranger.login,
    scopes: ['admin:org', 'admin:org_hook', 'read:audit_log', 'repo'],
    ssoOrganizations: [login],
  })
  const organization = newOrganization(now, {
    id: 90_000_001,
    login,
    plan: 'enterprise',
    domains: [{ domain: emailDomain, verified: true, approved: false }],
    verified: true,
    members,
    teams: generateTeams(members, now),
    repositories,
    rulesets: [
      newRuleset(now, {
        id: 9_000_001,
        name: 'Protect default branches',
        repositories: { include: ['freight-*', 'platform-*', 'portal-*', 'api-*'], exclude: [] },
      }),
    ],
    ...generateEstate(accounts, repositories, now),
  })
  return {
    name: capital(login),
    emailDomain,
    now: now.toISOString(),
    people,
    tokens: { owner, app },
    github: { accounts: [...accounts, stranger], organizations: [organization], tokens: [owner, app] },
    pagerduty: generatePagerduty(people, now),
  }
}
