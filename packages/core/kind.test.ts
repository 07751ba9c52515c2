import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AccountKind, accountKinds, kindOfAccount, kindOfIdentity } from './kind.ts'

const user = { login: 'Ada', verifiedEmails: [] as string[] }
const told = (kind: AccountKind = 'unknown') => ({ kind, why: 'A user account.' })
const nobody = { state: 'none', linked: new Map<string, string>() } as const
const directory = (...logins: string[]) =>
  ({ state: 'complete', linked: new Map(logins.map((login) => [login, `${login}@idp`])) }) as const

describe('the kind of an account', () => {
  test('an identity at the identity provider makes a person, in whatever case the login is written', () => {
    expect(kindOfAccount(user, told(), directory('ada')).kind).toBe('person')
  })

  test('a work address does, where there is no identity provider, and not where it knows others', () => {
    const withAddress = { ...user, verifiedEmails: ['ada@acme.test'] }
    expect(kindOfAccount(withAddress, told(), nobody).kind).toBe('person')
    expect(kindOfAccount(withAddress, told(), directory('bo')).kind).toBe('unknown')
  })

  test('a directory that was not read whole decides nothing', () => {
    const part = { state: 'partial', linked: new Map([['bo', 'bo@idp']]) } as const
    expect(kindOfAccount({ ...user, verifiedEmails: ['ada@acme.test'] }, told(), part)).toMatchObject({
      kind: 'unknown',
      reasons: expect.arrayContaining([expect.stringContaining('could not be read whole')]),
    })
  })

  test('what the system itself says stands', () => {
    for (const kind of ['bot', 'external'] as const)
      expect(kindOfAccount(user, told(kind), directory('ada')).kind).toBe(kind)
  })

  test('the login alone never changes the kind, and there is always a reason', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const of = (login: string) => kindOfAccount({ login, verifiedEmails: [] }, told(), nobody)
        expect(of(a)).toEqual(of(b))
        expect(of(a).reasons.length).toBeGreaterThan(0)
      }),
    )
  })
})

describe('the kind of an identity', () => {
  const account = (kind: AccountKind) => ({ kind, reasons: [kind] })

  test('an outsider here who is a member there is not external', () => {
    expect(kindOfIdentity([account('external'), account('person')], undefined).kind).toBe('person')
    expect(kindOfIdentity([account('external'), account('unknown')], undefined).kind).toBe('unknown')
    expect(kindOfIdentity([account('external'), account('external')], undefined)).toEqual({
      kind: 'external',
      reasons: ['external'],
    })
  })

  test('its reasons are those of the accounts that decided', () => {
    expect(kindOfIdentity([account('unknown'), account('person')], undefined).reasons).toEqual(['person'])
  })

  test('a declaration has the last word over any facts, which stay beside it', () => {
    const declared = { kind: 'break_glass', reason: 'In the safe', by: 'Ada' } as const
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...accountKinds), { minLength: 1 }), (kinds) => {
        const { kind, reasons } = kindOfIdentity(kinds.map(account), declared)
        expect(kind).toBe('break_glass')
        expect(reasons).toEqual([
          'Declared by Ada: In the safe',
          ...kindOfIdentity(kinds.map(account), undefined).reasons,
        ])
      }),
    )
  })
})
