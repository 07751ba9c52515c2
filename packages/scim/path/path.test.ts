import { describe, expect, test } from 'vitest'
import { tolerant } from '../dialect/tolerance.ts'
import { ScimError } from '../error.ts'
import { enterpriseUserSchemaId as enterprise, userSchemaId, userType } from '../resource/user.ts'
import { parsePath, printPath, resolvePath } from './path.ts'

/** What a path means: the attribute and part that it comes to, as `attribute > part`. */
function meaning(text: string): string | null {
  const path = parsePath(text)
  if (path === null) return null
  expect(parsePath(printPath(path))).toEqual(path)
  const target = resolvePath(userType, path, tolerant)
  if (target === null) return null
  if (target.kind === 'extension') return `schema ${target.extension.urn}`
  return [
    target.node.path,
    ...(target.filter === null ? [] : ['[]']),
    ...(target.sub === null ? [] : [target.sub.path]),
  ].join(' > ')
}

describe('paths of RFC 7644 §3.5.2, and of clients', () => {
  test.each<[string, string]>([
    ['userName', 'userName'],
    ['USERNAME', 'userName'],
    [' userName ', 'userName'],
    ['name.familyName', 'name > name.familyName'],
    ['emails', 'emails'],
    ['emails.value', 'emails > emails.value'],
    ['emails[type eq "work"]', 'emails > []'],
    ['emails[type eq "work"].value', 'emails > [] > emails.value'],
    ["emails[type eq 'work'].Value", 'emails > [] > emails.value'],
    ['emails[type eq "a].b"].value', 'emails > [] > emails.value'],
    ['addresses[type eq "work" and not (primary eq "True")].formatted', 'addresses > [] > addresses.formatted'],
    [`${userSchemaId}:name.familyName`, 'name > name.familyName'],
    [`${userSchemaId}:emails[type eq "work"].value`, 'emails > [] > emails.value'],
    [enterprise, `schema ${enterprise}`],
    [userSchemaId, 'schema null'],
    [`${enterprise}:department`, `${enterprise}:department`],
    [`${enterprise}:manager.value`, `${enterprise}:manager > ${enterprise}:manager.value`],
    [`${enterprise}.department`, `${enterprise}:department`],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0User:department', `${enterprise}:department`],
    ['manager', `${enterprise}:manager`],
    ['manager.value', `${enterprise}:manager > ${enterprise}:manager.value`],
  ])('%s', (text, wanted) => expect(meaning(text)).toBe(wanted))

  test.each([
    '',
    ' ',
    '.',
    'a.b.c',
    'memebers',
    'name.nick',
    'userName.value',
    'userName[value eq "x"]',
    'name.familyName[value eq "x"]',
    'emails[type eq "work"]value',
    'emails[type eq "work"].',
    'emails[type eq "work"].a.b',
    'emails[type eq "work"].nick',
    'emails[type eq "work"][value pr]',
    'urn:x:2.0:User:department',
    `${enterprise}[department pr]`,
    'http://x.example/userName',
    'a'.repeat(5000),
    '/userName',
  ])('%s is none', (text) => expect(meaning(text)).toBeNull())

  test.each([
    'emails[',
    'emails[]',
    'emails[type eq "work"',
    'emails[type]',
    'emails[nick eq "x"]',
    `emails[${'('.repeat(1000)}`,
  ])('%s has a mistake in its brackets', (text) => {
    expect(() => meaning(text)).toThrow(ScimError)
    expect(() => meaning(text)).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidFilter' }))
  })
})
