import { describe, expect, test } from 'vitest'
import { exampleCompany } from './harborlight.ts'

const now = new Date('2026-11-20T08:00:00Z')
const company = exampleCompany({ now })
const [harborlight, labs] = company.github.organizations
if (!harborlight || !labs) throw new Error('Harborlight has two organizations')

const account = (login: string) => {
  const found = company.github.accounts.find((candidate) => candidate.login === login)
  if (!found) throw new Error(`no account ${login}`)
  return found
}
const unique = (values: readonly unknown[]) => new Set(values).size === values.length

describe('Harborlight', () => {
  test('is the same world for the same moment, and shares nothing with the last one', () => {
    const again = exampleCompany({ now })
    expect(again).toEqual(company)
    again.github.organizations[0]?.members.pop()
    expect(exampleCompany({ now })).toEqual(company)
  })

  test('moves with its moment', () => {
    const later = exampleCompany({ now: new Date('2027-01-20T08:00:00Z') })
    expect(later.tokens.demo.expiresAt).toBe('2027-03-21T08:00:00Z')
    expect(company.tokens.demo.expiresAt).toBe('2027-01-19T08:00:00Z')
  })

  test('employs people who report to each other', () => {
    expect(company.people).toHaveLength(80)
    expect(unique(company.people.map((person) => person.id))).toBe(true)
    expect(unique(company.people.map((person) => person.email))).toBe(true)
    const ids = new Set(company.people.map((person) => person.id))
    expect(company.people.filter((person) => person.manager === null).map((person) => person.name)).toEqual([
      'Ingrid Solberg',
    ])
    expect(company.people.every((person) => person.manager === null || ids.has(person.manager))).toBe(true)
    expect(company.people.filter((person) => person.status === 'left')).toHaveLength(5)
    expect(company.people.every((person) => (person.leftAt === null) === (person.status === 'active'))).toBe(true)
  })

  test('has the size that it says', () => {
    expect(harborlight.members).toHaveLength(60)
    expect(labs.members).toHaveLength(14)
    expect(harborlight.repositories).toHaveLength(94)
    expect(labs.repositories).toHaveLength(18)
    expect(harborlight.teams).toHaveLength(10)
    expect(harborlight.installations).toHaveLength(4)
    expect(harborlight.webhooks).toHaveLength(3)
    expect(
      harborlight.members.filter((member) => labs.members.some((other) => other.login === member.login)),
    ).toHaveLength(6)
    const count = (wanted: string) => harborlight.repositories.filter((one) => one.visibility === wanted).length
    expect([count('public'), count('internal'), count('private')]).toEqual([10, 11, 73])
  })
})

describe('what is wrong at Harborlight', () => {
  const without = (org: typeof harborlight, twoFactor: string) =>
    org.members.filter((member) => account(member.login).twoFactor === twoFactor).map((member) => member.login)

  test('second factors', () => {
    expect(without(harborlight, 'disabled').sort()).toEqual([
      'bhaddad',
      'fnazari',
      'gpryce',
      'harborlight-docs-bot',
      'rcastellan',
    ])
    expect(without(harborlight, 'insecure').sort()).toEqual([
      'bpinto',
      'creid',
      'ethorsen',
      'kasante',
      'lstrand',
      'meriksen',
    ])
    expect(without(labs, 'disabled').sort()).toEqual(['jquill', 'pnavarro'])
    expect(without(labs, 'insecure').sort()).toEqual(['benhartley99', 'mconti'])
  })

  test('owners', () => {
    const owners = (org: typeof harborlight) =>
      org.members.filter((member) => member.role === 'admin').map((member) => member.login)
    expect(owners(harborlight).sort()).toEqual(['dlindqvist', 'mokafor', 'rcastellan', 'tweiss'])
    expect(owners(labs).sort()).toEqual(['avinter', 'lingzhao42', 'mokafor', 'osokolova', 'pnavarro', 'tweiss'])
  })

  test('people who left and still are members', () => {
    const left = new Set(company.people.filter((person) => person.status === 'left').map((person) => person.id))
    const still = (org: typeof harborlight) =>
      org.members.filter((member) => left.has(account(member.login).person ?? '')).map((member) => member.login)
    expect(still(harborlight).sort()).toEqual(['gpryce', 'mbell'])
    expect(still(labs)).toEqual(['osokolova'])
  })

  test('what is plan bound stays within the plan', () => {
    expect(harborlight.plan).toBe('enterprise')
    expect(labs.plan).toBe('free')
    expect(labs.saml).toBeNull()
    for (const repository of labs.repositories.filter((one) => one.visibility === 'private')) {
      expect(repository.protection).toBeNull()
      expect(repository.rulesets).toEqual([])
      expect(repository.secretScanning).toBe(false)
    }
  })
})

describe('every reference', () => {
  test('leads somewhere', () => {
    expect(unique(company.github.accounts.map((one) => one.login))).toBe(true)
    expect(unique(company.github.accounts.map((one) => one.id))).toBe(true)
    for (const org of company.github.organizations) {
      const members = new Set(org.members.map((member) => member.login))
      const slugs = new Set(org.teams.map((team) => team.slug))
      expect(unique(org.repositories.map((repository) => repository.name))).toBe(true)
      for (const login of [...members, ...org.enterpriseOwners]) account(login)
      for (const team of org.teams) {
        expect(team.parent === null || slugs.has(team.parent)).toBe(true)
        expect(team.members.filter((login) => !members.has(login))).toEqual([])
      }
      for (const repository of org.repositories) {
        expect(repository.createdAt <= repository.pushedAt).toBe(true)
        expect(repository.createdAt >= org.createdAt).toBe(true)
        for (const { login } of repository.outsideCollaborators) {
          account(login)
          expect(members.has(login)).toBe(false)
        }
      }
    }
    for (const token of company.github.tokens) account(token.login)
  })

  test('no token could be taken for one of GitHub', () => {
    expect(unique(company.github.tokens.map((token) => token.secret))).toBe(true)
    for (const { secret } of company.github.tokens) expect(secret).toMatch(/^ghp_sandbox[A-Za-z]+0+$/)
    for (const { secret } of company.github.tokens) expect(secret).toHaveLength(40)
  })
})
