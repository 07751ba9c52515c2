import { expect, test } from 'vitest'
import { generateCompany } from './generate.ts'

const now = new Date('2026-11-20T08:00:00Z')

test('a generated company has the size that was asked for, and is the same for the same seed', () => {
  const size = { members: 300, repositories: 200, now, seed: 7 }
  const company = generateCompany(size)
  const [org] = company.github.organizations
  expect(org?.members).toHaveLength(300)
  expect(org?.repositories).toHaveLength(200)
  expect(org?.members.filter((member) => member.role === 'admin')).toHaveLength(4)
  expect(new Set(company.github.accounts.map((account) => account.login)).size).toBe(301)
  expect(generateCompany(size)).toEqual(company)
  expect(generateCompany({ ...size, seed: 8 })).not.toEqual(company)
})

test('a generated company has a bit of everything wrong', () => {
  const company = generateCompany({ members: 1_000, repositories: 1_000, now, seed: 1 })
  const repositories = company.github.organizations[0]?.repositories ?? []
  const share = (found: readonly unknown[], of: readonly unknown[]) => found.length / of.length
  const insecure = company.github.accounts.filter((account) => account.twoFactor !== 'secure')
  expect(share(insecure, company.github.accounts)).toBeGreaterThan(0.03)
  expect(share(insecure, company.github.accounts)).toBeLessThan(0.15)
  expect(repositories.some((repository) => repository.archived)).toBe(true)
  expect(repositories.some((repository) => repository.empty)).toBe(true)
  expect(repositories.some((repository) => repository.protection?.isAdminEnforced === false)).toBe(true)
})

test('10,000 members and 5,000 repositories can be made', () => {
  const company = generateCompany({ members: 10_000, repositories: 5_000, now, seed: 1 })
  expect(company.github.organizations[0]?.repositories).toHaveLength(5_000)
})
