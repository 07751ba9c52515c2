import { describe, expect, test } from 'vitest'
import { userType } from '../resource/user.ts'
import { compileFilter, type FilterColumns } from './compile.ts'
import { parseFilter } from './parse.ts'
import { parseSingleEq } from './single-eq.ts'

const columns: FilterColumns = {
  id: { sql: 'u.id', as: 'uuid' },
  externalId: { sql: 'u.external_id' },
  userName: { sql: 'u.user_name', key: 'u.user_name_key' },
  title: { sql: 'u.title' },
  active: { sql: 'u.active' },
  'meta.lastModified': { sql: 'u.modified_at' },
  'name.familyName': { sql: 'u.family_name' },
  'name.givenName': { sql: 'u.given_name' },
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value': { sql: 'u.manager_id' },
  emails: {
    exists: (where) => `EXISTS (SELECT 1 FROM email e WHERE e.user_id = u.id AND ${where})`,
    columns: { value: { sql: 'e.value', key: 'e.value_key' }, type: { sql: 'e.type' } },
  },
}
const compile = (text: string) => compileFilter(parseFilter(text), { type: userType, columns })
const rows = (where: string) => `EXISTS (SELECT 1 FROM email e WHERE e.user_id = u.id AND ${where})`

describe('to SQL', () => {
  test.each<[string, string, (string | boolean)[]]>([
    ['userName eq "BJensen"', 'u.user_name_key = $1::text', ['bjensen']],
    ['title eq "X"', 'lower(u.title) = lower($1::text)', ['X']],
    ['externalId eq "X"', 'u.external_id = $1::text', ['X']],
    ['externalId ne "X"', '(u.external_id = $1::text) IS NOT TRUE', ['X']],
    ['userName co "50%_\\\\"', 'u.user_name_key LIKE $1::text', ['%50\\%\\_\\\\%']],
    ['externalId sw "A"', 'u.external_id LIKE $1::text', ['A%']],
    ['externalId ew "A"', 'u.external_id LIKE $1::text', ['%A']],
    ['userName gt "M"', 'u.user_name_key COLLATE "C" > $1::text', ['m']],
    ['title le "M"', 'lower(u.title) COLLATE "C" <= lower($1::text)', ['M']],
    ['title pr', "(u.title IS NOT NULL AND u.title <> '')", []],
    ['title eq null', "((u.title IS NOT NULL AND u.title <> '')) IS NOT TRUE", []],
    ['active eq true', 'u.active = $1::boolean', [true]],
    ['active pr', 'u.active IS NOT NULL', []],
    [
      'meta.lastModified ge "2011-05-13T06:42:34+02:00"',
      'u.modified_at >= $1::timestamptz',
      ['2011-05-13T04:42:34.000Z'],
    ],
    ['manager eq "5"', 'u.manager_id = $1::text', ['5']],
    [
      'name pr',
      "((u.family_name IS NOT NULL AND u.family_name <> '') OR (u.given_name IS NOT NULL AND u.given_name <> ''))",
      [],
    ],
    ['name[givenName eq "x"]', 'lower(u.given_name) = lower($1::text)', ['x']],
    ['emails eq "X@y"', rows('e.value_key = $1::text'), ['x@y']],
    ['emails.type ne "work"', `(${rows('lower(e.type) = lower($1::text)')}) IS NOT TRUE`, ['work']],
    ['emails pr', rows('TRUE'), []],
    [
      'emails[type eq "work"].value eq "X"',
      rows('(lower(e.type) = lower($1::text) AND e.value_key = $2::text)'),
      ['work', 'x'],
    ],
    [
      'not (title pr or active eq true)',
      "(((u.title IS NOT NULL AND u.title <> '') OR u.active = $1::boolean)) IS NOT TRUE",
      [true],
    ],
    ['id eq "2819c223-7f76-453a-919d-413861904646"', 'u.id = $1::uuid', ['2819c223-7f76-453a-919d-413861904646']],
    ['id eq "bulkId:x"', 'FALSE', []],
    ['id ne "x"', '(FALSE) IS NOT TRUE', []],
    ['id sw "28"', '(u.id)::text LIKE $1::text', ['28%']],
  ])('%s', (text, sql, params) => expect(compile(text)).toEqual({ sql, params }))

  test('numbers its placeholders from where it is told, and never writes a value', () => {
    const filter = parseFilter(`userName eq "x'; DROP TABLE u; --" and title eq "$1"`)
    expect(compileFilter(filter, { type: userType, columns, firstParameter: 3 })).toEqual({
      sql: '(u.user_name_key = $3::text AND lower(u.title) = lower($4::text))',
      params: ["x'; drop table u; --", '$1'],
    })
  })

  test.each([
    'nickName eq "x"',
    'emails.display eq "x"',
    'emails[display pr]',
    'roles pr',
    'roles[value pr]',
    'addresses.type pr',
    'password sw "a"',
  ])('%s is not in the list, and refused by name', (text) => {
    expect(() => compile(text)).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidFilter' }))
    expect(() => compile(text)).toThrow(/"(nickName|emails\.display|roles|addresses\.type|password)[."]?/)
  })
})

describe("GitHub's single comparison", () => {
  const allowed = ['userName', 'externalId', 'id', 'displayName'] as const
  test.each([
    ['userName eq "octo"', 'userName', 'octo'],
    ["EXTERNALID Eq 'a b'", 'externalId', 'a b'],
  ])('%s', (text, attribute, value) => expect(parseSingleEq(text, allowed)).toEqual({ attribute, value }))

  test.each([
    'userName eq "a" and id eq "b"',
    'userName co "a"',
    'userName pr',
    'emails.value eq "a"',
    'emails[type eq "work"].value eq "a"',
    'not (userName eq "a")',
    'userName eq true',
    'userName',
  ])('%s is refused', (text) => {
    expect(() => parseSingleEq(text, allowed)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidFilter' }),
    )
  })
})
