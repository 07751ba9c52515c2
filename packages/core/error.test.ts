import { expect, test } from 'vitest'
import { errorCodes } from './error.ts'
import { commandErrors } from './errors/command.ts'
import { connectionErrors } from './errors/connections.ts'
import { enterpriseErrors } from './errors/enterprises.ts'
import { serverErrors } from './errors/server.ts'

test('a code stands in one part of the table', () => {
  const codes = [serverErrors, connectionErrors, enterpriseErrors, commandErrors].flatMap((part) => Object.keys(part))
  expect(codes.filter((code, place) => codes.indexOf(code) !== place)).toEqual([])
  expect(errorCodes).toEqual(codes)
})
