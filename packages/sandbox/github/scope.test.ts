import { expect, test } from 'vitest'
import { expandScopes, reportScopes } from './scope.ts'

test('a scope brings the lesser ones', () => {
  expect([...expandScopes(['admin:org'])]).toContain('read:org')
  expect([...expandScopes(['write:org'])]).toEqual(['write:org', 'read:org'])
  expect([...expandScopes(['repo'])]).toContain('public_repo')
  expect([...expandScopes(['user'])]).toEqual(['user', 'read:user', 'user:email', 'user:follow'])
  expect([...expandScopes(['admin:repo_hook'])]).not.toContain('admin:org_hook')
  expect([...expandScopes(['read:org'])]).toEqual(['read:org'])
})

test('GitHub names the greatest scopes only', () => {
  expect(reportScopes(['read:org', 'admin:org', 'repo'])).toEqual(['admin:org', 'repo'])
  expect(reportScopes(['user:email', 'read:org'])).toEqual(['read:org', 'user:email'])
  expect(reportScopes([])).toEqual([])
})
