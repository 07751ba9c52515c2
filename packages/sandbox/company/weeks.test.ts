import { expect, test } from 'vitest'
import { createState } from '../github/state/state.ts'
import { exampleCompany } from './harborlight.ts'
import { harborlightWeeks } from './weeks.ts'

test('three weeks lead to the world as it is described', () => {
  const now = new Date('2026-11-20T08:00:00Z')
  const { github } = exampleCompany({ now })
  const described = createState(github, () => now)
  const lived = createState(github, () => now)
  const weeks = harborlightWeeks()
  weeks[0]?.happen(lived)
  expect(lived.organization('harborlight')).not.toEqual(described.organization('harborlight'))
  for (const week of weeks.slice(1)) week.happen(lived)
  expect(lived.organization('harborlight')).toEqual(described.organization('harborlight'))
  for (const login of ['yukitan', 'praman', 'leoncast', 'rcastellan', 'bhaddad'])
    expect(lived.account(login)).toEqual(described.account(login))
})
