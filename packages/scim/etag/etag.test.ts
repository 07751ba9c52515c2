import { expect, test } from 'vitest'
import { formatEtag, isUnchanged, parseEtags, requireMatch } from './etag.ts'

test('entity tags are weak', () => expect(formatEtag(3)).toBe('W/"3"'))

test.each<[string, string[] | '*']>([
  ['W/"3"', ['3']],
  ['"3"', ['3']],
  ['W/"a", "b" ,W/"c"', ['a', 'b', 'c']],
  [' * ', '*'],
  ['"*"', ['*']],
  ['', []],
  ['3', []],
  ['"unclosed', []],
])('%s names %j', (header, versions) => expect(parseEtags(header)).toEqual(versions))

test('a write goes through when its version is the one that there is', () => {
  for (const header of [null, undefined, '*', 'W/"3"', '"2", "3"']) expect(requireMatch(header, 3)).toBeUndefined()
  for (const header of ['W/"2"', '', 'nonsense', '"*"']) {
    expect(() => requireMatch(header, 3)).toThrow(expect.objectContaining({ status: 412 }))
  }
})

test('a read is answered in short when the client has it already', () => {
  expect([null, undefined, 'W/"2"', ''].map((header) => isUnchanged(header, 3))).toEqual([false, false, false, false])
  expect(['*', 'W/"3"', '"3"'].map((header) => isUnchanged(header, '3'))).toEqual([true, true, true])
})
