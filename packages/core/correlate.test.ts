import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Account, correlate } from './correlate.ts'

const account = (over: Partial<Account>): Account => ({
  connection: 'con_1',
  stream: 'github.member',
  scope: 'acme',
  ref: over.key ?? '1',
  key: 'github.com/1',
  login: 'ada',
  name: 'Ada',
  kind: 'person',
  reasons: [],
  verifiedEmails: [],
  ...over,
})

describe('correlation', () => {
  test('one account in two organizations is one identity, and says why', () => {
    const [identity, ...others] = correlate([account({}), account({ scope: 'labs' })], new Map())
    expect(others).toEqual([])
    expect(identity?.accounts.map(({ why }) => why)).toEqual([
      'First account of this identity: github.com/1.',
      'The same account (github.com/1) is seen in acme.',
    ])
  })

  test('a verified address joins accounts of two systems; a login or a name never does', () => {
    const accounts = [
      account({ key: 'github.com/1', verifiedEmails: ['ada@acme.test'] }),
      account({ key: 'ghes.acme.test/9', verifiedEmails: ['ADA@acme.test'] }),
      account({ key: 'ghes.acme.test/10' }),
    ]
    expect(correlate(accounts, new Map()).map((one) => one.accounts.length)).toEqual([1, 2])
  })

  test('an identity keeps its id while one of its accounts stays; a split gives the id to one side only', () => {
    const before = new Map([
      ['github.com/1', 'idn_1'],
      ['github.com/2', 'idn_1'],
    ])
    const after = correlate([account({ key: 'github.com/1' }), account({ key: 'github.com/2' })], before)
    expect(after.map(({ id }) => id)).toEqual(['idn_1', null])
  })

  test('order of the accounts does not matter, and none is lost', () => {
    const one = fc.record({
      key: fc.constantFrom('a/1', 'a/2', 'b/1', 'b/2', 'c/1'),
      scope: fc.constantFrom('x', 'y'),
      verifiedEmails: fc.array(fc.constantFrom('p@t', 'q@t', 'r@t'), { maxLength: 2 }),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 10 }), fc.nat(), (parts, seed) => {
        const accounts = parts.map((part, index) => account({ ...part, ref: `${index}` }))
        const shuffled = [...accounts].sort(
          (a, b) => ((Number(a.ref) * 7 + seed) % 11) - ((Number(b.ref) * 7 + seed) % 11),
        )
        const shape = (list: Account[]) =>
          correlate(list, new Map()).map((identity) => identity.accounts.map(({ ref }) => ref))
        expect(shape(shuffled)).toEqual(shape(accounts))
        expect(shape(accounts).flat().length).toBe(accounts.length)
      }),
    )
  })
})
