import { daysBefore } from './calendar.ts'
import { spread } from './chance.ts'
import type { Person } from './company.ts'
import { newAccount } from './github-defaults.ts'
import type { GithubAccount, GithubMembership, TwoFactor } from './github-world.ts'

/** Who works on GitHub, by department; a department that is not named here works there whole. */
const partly: Record<string, readonly string[]> = {
  Executive: ['Mira Okafor'],
  Product: ['Simone Keller', 'Aaron Whitfield'],
  Design: ['Johan Akesson', 'Zoe Papadakis'],
  Support: ['Erik Thorsen'],
  Finance: [],
  People: [],
  Sales: [],
}

/** People who brought the account they already had. Everybody else is first letter and last name. */
const ownLogins: Record<string, string> = {
  'Emil Sandberg': 'nightcargo',
  'Yuki Tanabe': 'yukitan',
  'Leo Castellanos': 'leoncast',
  'Viktor Holm': 'vholm-dev',
  'Ling Zhao': 'lingzhao42',
  'Ben Hartley': 'benhartley99',
}

const twoFactorOf: Record<string, TwoFactor> = {
  'Renzo Castellan': 'disabled',
  'Bilal Haddad': 'disabled',
  'Farid Nazari': 'disabled',
  'Gareth Pryce': 'disabled',
  'Pedro Navarro': 'disabled',
  'Jamal Quill': 'disabled',
  'Callum Reid': 'insecure',
  'Lina Strand': 'insecure',
  'Maja Eriksen': 'insecure',
  'Beatriz Pinto': 'insecure',
  'Erik Thorsen': 'insecure',
  'Kofi Asante': 'insecure',
  'Matteo Conti': 'insecure',
  'Ben Hartley': 'insecure',
}

/** Never verified their work address on GitHub. */
const privateAddressOnly = new Set(['Yuki Tanabe', 'Leo Castellanos', 'Gareth Pryce', 'Ben Hartley'])

const harborlightOwners = ['Mira Okafor', 'Tobias Weiss', 'Dagny Lindqvist', 'Renzo Castellan']
const labsOwners = ['Mira Okafor', 'Tobias Weiss', 'Pedro Navarro', 'Astrid Vinter', 'Olga Sokolova', 'Ling Zhao']
const labsMembers = [
  'Jamal Quill',
  'Matteo Conti',
  'Ben Hartley',
  'Sunniva Aas',
  'Arjun Kapoor',
  'Helene Girard',
  'Dmitri Volkov',
]

const services: readonly [login: string, name: string, twoFactor: TwoFactor][] = [
  ['harborlight-ci', 'Harborlight CI', 'secure'],
  ['harborlight-deploy', 'Harborlight Deploy', 'secure'],
  ['harborlight-docs-bot', 'Harborlight Docs Bot', 'disabled'],
  ['hl-labs-bot', 'Labs Bot', 'secure'],
]

/** People outside the company who were let into single repositories. */
const strangers: readonly [login: string, name: string, twoFactor: TwoFactor][] = [
  ['seabright-dev', 'Seabright Development', 'disabled'],
  ['wordsmith-jana', 'Jana Wordsmith', 'disabled'],
  ['okto-freelance', 'Okto Freelance', 'insecure'],
  ['kim-at-auditory', 'Kim Sorvino', 'secure'],
  ['plindholm-consult', 'Per Lindholm', 'secure'],
  ['grad-ravn', 'Thea Ravn', 'disabled'],
  ['hk-coastal-uni', 'Hamid Karimi', 'secure'],
]

const plain = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '')

export function loginOf(name: string): string {
  const own = ownLogins[name]
  if (own !== undefined) return own
  const [first = '', ...rest] = name.split(' ')
  return plain(first).slice(0, 1) + plain(rest.join(''))
}

function worksOnGithub(person: Person): boolean {
  const named = partly[person.department]
  return named === undefined || named.includes(person.name)
}

export function listHarborlightAccounts(now: Date, people: readonly Person[]): GithubAccount[] {
  let id = 21_400_003
  const takeId = () => {
    id += 7_919
    return id
  }
  const created = (login: string) => daysBefore(now, 500 + spread(login, 3400))
  const ofPeople = people.filter(worksOnGithub).map((person) => {
    const login = loginOf(person.name)
    const work = privateAddressOnly.has(person.name) ? [] : [person.email]
    return newAccount(now, {
      id: takeId(),
      login,
      name: person.name,
      person: person.id,
      publicEmail: spread(login, 4) === 0 ? `${login}@mailbox.example` : null,
      verifiedEmails: [...work, `${login}@mailbox.example`],
      twoFactor: twoFactorOf[person.name] ?? 'secure',
      createdAt: created(login),
    })
  })
  const others = [...services, ...strangers].map(([login, name, twoFactor]) =>
    newAccount(now, {
      id: takeId(),
      login,
      name,
      verifiedEmails: [`${login}@mailbox.example`],
      twoFactor,
      createdAt: created(login),
    }),
  )
  return [...ofPeople, ...others]
}

const publicly = (login: string) => spread(login, 5) === 0

/** 60 members, four of them owners, three of them service accounts. */
export function listHarborlightMembers(people: readonly Person[]): GithubMembership[] {
  const names = people
    .filter(worksOnGithub)
    .filter((person) => person.department !== 'Research' || person.name === 'Astrid Vinter')
    .map((person) => person.name)
  return [
    ...names.map((name): GithubMembership => {
      const login = loginOf(name)
      return { login, role: harborlightOwners.includes(name) ? 'admin' : 'member', public: publicly(login) }
    }),
    ...['harborlight-ci', 'harborlight-deploy', 'harborlight-docs-bot'].map(
      (login): GithubMembership => ({ login, role: 'member', public: false }),
    ),
  ]
}

/** 14 members; six of them owners, which is far too many. */
export function listLabsMembers(): GithubMembership[] {
  return [
    ...labsOwners.map((name): GithubMembership => ({ login: loginOf(name), role: 'admin', public: publicly(name) })),
    ...labsMembers.map((name): GithubMembership => ({ login: loginOf(name), role: 'member', public: publicly(name) })),
    { login: 'hl-labs-bot', role: 'member', public: false },
  ]
}
