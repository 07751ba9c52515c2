import { expect, test } from 'vitest'
import { type EnterpriseOptionName, enterpriseOptions, optionProblems, optionsOf, roleOf } from './index.ts'

const names = Object.keys(enterpriseOptions) as EnterpriseOptionName[]

test.each(names)('%s can be chosen: its default is one of several values, and it says why', (name) => {
  const option = enterpriseOptions[name]
  const values: readonly (string | number)[] = option.values
  expect(values).toContain(option.default)
  expect(new Set(values).size).toBeGreaterThan(1)
  expect(option.label).not.toBe('')
  expect(option.reason).toMatch(/\.$/)
  for (const value of values) expect(optionProblems({ [name]: value })).toEqual([])
})

test('what is not chosen is the default', () => {
  expect(optionsOf({ atSign: 'last' })).toEqual({ ...optionsOf(), atSign: 'last' })
})

test('a value or a name that is none is refused by name', () => {
  expect(optionProblems({ atSign: 'middle', nothing: 1, toString: 'x' })).toEqual([
    { option: 'atSign', message: 'takes first or last, not middle' },
    { option: 'nothing', message: 'there is no option nothing' },
    { option: 'toString', message: 'there is no option toString' },
  ])
})

test.each([
  ['User', 'user'],
  ['27d9891d-2c17-4f45-a262-781a0e55c80a', 'user'],
  ['Restricted User', 'guest_collaborator'],
  ['restricted_user', 'guest_collaborator'],
  ['1EBC4A02-E56C-43A6-92A5-02EE09B90824', 'guest_collaborator'],
  ['Enterprise Owner', 'enterprise_owner'],
  ['ba4987ab-a1c3-412a-b58c-360fc407cb10', 'enterprise_owner'],
  ['981df190-8801-4618-a08a-d91f6206c954', 'enterprise_owner'],
  ['BILLING MANAGER', 'billing_manager'],
  ['0e338b8c-cc7f-498a-928d-ea3470d7e7e3', 'billing_manager'],
  ['e6be2762-e4ad-4108-b72d-1bbe884a0f91', 'billing_manager'],
  ['owner', null],
  ['', null],
])('the role value %s is %s', (value, role) => {
  expect(roleOf(value)).toBe(role)
})
