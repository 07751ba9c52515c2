import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { enterpriseOf, openModel, run } from '../../test/support/enterprise-model.ts'
import { DirectoryError, type LoginRules, loginKey, normaliseLogin, optionsOf, shortCodeProblem } from './index.ts'

interface Vector {
  in: string
  base: string
  ok: boolean
  status?: number
  why?: string
  src: string
}

const { vectors }: { vectors: Vector[] } = JSON.parse(
  readFileSync(new URL('./username-vectors.json', import.meta.url), 'utf8'),
)
const emu: LoginRules = { kind: 'emu', shortCode: 'octo', host: 'github.com' }
const ghes: LoginRules = { kind: 'ghes', shortCode: null, host: null }

describe('username vectors', () => {
  const families = { example: vectors.slice(0, 7), guests: vectors.slice(7, 12), derived: vectors.slice(12, 14) }

  test.each(Object.entries(families))('%s, provisioned one after the other', (_name, rows) => {
    let model = openModel()
    for (const [index, row] of rows.entries()) {
      const provision = () =>
        run(
          model,
          {
            type: 'user.provision',
            base: 'github',
            id: `id-${index}`,
            accountId: 100 + index,
            attributes: {
              userName: row.in,
              externalId: `e-${index}`,
              emails: [{ value: `${index}@octo.example`, primary: true }],
            },
          },
          index,
        ).model
      const result = normaliseLogin(row.in, emu)
      if (row.base.includes(' ')) continue
      expect(result.base, row.in).toBe(row.base)
      if (row.ok) {
        model = provision()
        expect(model.users.get(100 + index)?.login).toBe(`${row.base}_octo`)
        continue
      }
      expect(provision, row.in).toThrow(DirectoryError)
      try {
        provision()
      } catch (error) {
        // The row without a status is the one over the limit.
        expect((error as DirectoryError).status, row.in).toBe(row.status ?? 400)
      }
    }
  })

  test('the row about case: it is kept, and Mona and mona are one login', () => {
    const [upper, lower] = [normaliseLogin('MONA', ghes), normaliseLogin('mona', ghes)]
    expect(upper).toMatchObject({ ok: true, login: 'MONA' })
    expect(lower).toMatchObject({ ok: true, login: 'mona' })
    expect(loginKey('MONA', optionsOf())).toBe(loginKey('mona', optionsOf()))
    expect(loginKey('MONA', optionsOf({ loginCase: 'sensitive' }))).not.toBe(loginKey('mona', optionsOf()))
  })

  test.each(vectors.filter((row) => row.why?.includes('dash')).map((row) => [row.in, row.why]))(
    '%s is refused by the rule of the row',
    (userName, why) => {
      const result = normaliseLogin(userName, emu)
      expect(result.ok).toBe(false)
      if (!result.ok) expect(why).toContain(result.rule.replace('_', ' '))
    },
  )
})

describe('length', () => {
  const exactly = (count: number) => 'a'.repeat(count)

  test.each<[string, LoginRules, number]>([
    ['EMU with the suffix _octo', emu, 34],
    ['GHES without a suffix', ghes, 39],
    ['ghe.com, visible part', { kind: 'emu', shortCode: 'octo', host: 'ghe.com' }, 30],
    ['the longest short code', { kind: 'emu', shortCode: 'octocats', host: 'github.com' }, 30],
  ])('%s', (_name, rules, room) => {
    expect(normaliseLogin(exactly(room), rules)).toMatchObject({ ok: true })
    expect(normaliseLogin(exactly(room + 1), rules)).toMatchObject({ ok: false, rule: 'too_long' })
  })
})

test('what nothing is left of is refused as empty', () => {
  for (const userName of ['', '@example.com', 'corp\\', '#EXT#home', '_x#EXT#home'])
    expect(normaliseLogin(userName, emu)).toMatchObject({ ok: false, rule: 'empty' })
})

test('the options decide where several @ and underscores are cut', () => {
  const login = (userName: string, options: Partial<ReturnType<typeof optionsOf>>) =>
    normaliseLogin(userName, { ...ghes, options: optionsOf(options) }).base
  expect(login('a@b@c', {})).toBe('a')
  expect(login('a@b@c', { atSign: 'last' })).toBe('a-b')
  expect(login('bob_smith_home#EXT#x', {})).toBe('bob-smith')
  expect(login('bob_smith_home#EXT#x', { guestTail: 'first_underscore' })).toBe('bob')
})

test('any string has a login that GitHub would take, or a rule that refuses it', { timeout: 60_000 }, () => {
  const userNames = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom('a', 'B', '7', '-', '_', '.', '@', '\\', '#EXT#', 'é', '\uD800'),
      maxLength: 12,
    }),
  )
  fc.assert(
    fc.property(userNames, fc.constantFrom(emu, ghes, { ...emu, host: 'ghe.com' as const }), (userName, rules) => {
      const result = normaliseLogin(userName, rules)
      if (result.ok) {
        expect(result.login).toMatch(/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*(_octo)?$/)
        expect(result.login.length).toBeLessThanOrEqual(39)
      } else {
        expect(result.message).toContain('userName')
        expect(result.fix).not.toBe('')
      }
    }),
    { numRuns: 1500 },
  )
})

test('a short code is three to eight letters and digits, and not the one that every set-up user has', () => {
  for (const shortCode of ['oct', 'octocats', 'A1b2']) expect(shortCodeProblem(shortCode)).toBeNull()
  for (const shortCode of ['oc', 'octocats1', 'oc-to', 'öcto', 'admin', 'Admin', ''])
    expect(shortCodeProblem(shortCode)).not.toBeNull()
  expect(enterpriseOf().setupUser.login).toBe('octo_admin')
})
