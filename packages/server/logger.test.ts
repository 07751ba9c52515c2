import { Writable } from 'node:stream'
import { AppError } from '@rollcall/core'
import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

function capture(): { log: ReturnType<typeof createLogger>; text: () => string } {
  const chunks: string[] = []
  const write = (chunk: Buffer, _: unknown, done: () => void) => {
    chunks.push(String(chunk))
    done()
  }
  return { log: createLogger('trace', new Writable({ write })), text: () => chunks.join('') }
}
const token = `ghp_${'a'.repeat(36)}`

test('a secret is cut out wherever it stands: in a field, a text, an error, its cause or its stack', () => {
  const { log, text } = capture()
  log.info(
    { token, deep: { authorization: `Bearer ${token}`, deeper: { password: 'hunter2' } } },
    `sent ${token} to them`,
  )
  log.error(
    { err: new AppError('internal.bug', {}, { cause: new Error(`bad token ${token} at postgres://u:hunter2@h/d`) }) },
    'x',
  )
  log.error(
    {
      err: Object.assign(new Error('duplicate key'), {
        detail: 'Key (email)=(hunter2) exists',
        parameters: ['hunter2'],
      }),
    },
    'x',
  )
  expect(text()).not.toContain(token)
  expect(text()).not.toContain('hunter2')
  expect(text()).toContain('[secret]')
})

test('a line is one JSON object with level as a word and time in ISO 8601', () => {
  const { log, text } = capture()
  log.warn({ scan: 'scn_1' }, 'line\nbreak')
  expect(JSON.parse(text())).toMatchObject({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    scan: 'scn_1',
    msg: 'line\nbreak',
  })
  expect(text().trimEnd().split('\n')).toHaveLength(1)
})
