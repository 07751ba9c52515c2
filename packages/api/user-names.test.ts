import { expect, test } from 'vitest'
import { userNamesIn } from './user-names.ts'

test.each([
  ['a list', 'mona@octo.example\n\n bob \r\n', ['mona@octo.example', 'bob']],
  ['one column with a head', 'userName\nmona\nbob', ['mona', 'bob']],
  ['a sheet of Okta', 'First name,"User Name",Status\nMona,"mona, lisa",ok\nBob,bob,ok', ['mona, lisa', 'bob']],
  ['a sheet of Entra', 'displayName;userPrincipalName\nMona;mona@x\n;bob@x\nEve;', ['mona@x', 'bob@x']],
  ['quotes in quotes', 'login\n"a""b"', ['a"b']],
  ['nothing', '', []],
])('userNames in %s', (_, text, names) => {
  expect(userNamesIn(text)).toEqual(names)
})
