import { expect, test } from 'vitest'
import { fakeCli } from '../../test/support/cli.ts'
import { runLine } from './main.ts'
import { version } from './version.ts'

/** The lines of `doctor` about a server that says this of itself; the clock of the fake stands at the new year. */
async function examine(health: object, date: string) {
  const fetch = async () =>
    new Response(JSON.stringify(health), { headers: { 'content-type': 'application/json', date } })
  const fake = fakeCli({ env: { ROLLCALL_URL: 'http://rollcall.example', PORT: '0' }, fetch })
  const code = await runLine(fake.cli, ['doctor'])
  const lines = fake
    .stdout()
    .split('\n')
    .map((line) => line.split('\t'))
  return { code, of: (what: string) => lines.find(([name]) => name === what)?.slice(1, 3) }
}
const newYear = 'Thu, 01 Jan 2026 00:00:00 GMT'

test('another version of the server is a problem', async () => {
  const { code, of } = await examine({ status: 'ok', version: '9.9.9' }, newYear)
  expect(code).toBe(1)
  expect(of('Server')).toEqual(['problem', expect.stringContaining('has version 9.9.9, this command line')])
  expect(of('Clock')?.[0]).toBe('ok')
})

test.each([
  ['Thu, 01 Jan 2026 00:00:20 GMT', 'ok', 0],
  ['Wed, 31 Dec 2025 23:59:40 GMT', 'ok', 0],
  ['Thu, 01 Jan 2026 00:02:00 GMT', 'problem', 1],
  ['Wed, 31 Dec 2025 23:58:00 GMT', 'problem', 1],
  ['', 'skipped', 0],
])('a server whose clock says %j is %s', async (date, state, exit) => {
  const { code, of } = await examine({ status: 'ok', version }, date)
  expect(of('Clock')?.[0]).toBe(state)
  expect(code).toBe(exit)
})

test('what answers and is not Rollcall is a problem where an address was set', async () => {
  const { code, of } = await examine({ message: 'Not Found' }, newYear)
  expect(code).toBe(1)
  expect(of('Server')).toEqual(['problem', expect.stringContaining('is not Rollcall')])
})

test('no server where none was named is no problem, and it says how to start one', async () => {
  const fake = fakeCli({ env: { PORT: '0' }, fetch: () => Promise.reject(new TypeError('fetch failed')) })
  expect(await runLine(fake.cli, ['doctor'])).toBe(0)
  expect(fake.stdout()).toMatch(/^Server\tskipped\t.*\tStart one with: npx rollcall start/m)
})
