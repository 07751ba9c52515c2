import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as scim from './index.ts'

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
const examples = [...readme.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code)

/** `x // → y` becomes a check that x is y; `x // throws 400 invalidFilter` one that it throws that. */
function runnable(code: string): string {
  return code
    .replace(/^import \{(.*)\} from '@rollcall\/scim'$/gm, 'const {$1} = scim')
    .replace(/^(.+?) \/\/ → (.+)$/gm, 'gives(() => ($1), $2)')
    .replace(/^(.+?) \/\/ throws (\d+) ?(\w*)$/gm, "throws(() => ($1), $2, '$3')")
}

describe('the examples of the README', () => {
  test('are all here', () => expect(examples).toHaveLength(9))

  test.each(examples.map((code) => [code.split('\n')[0] ?? '', code]))('%s', (_, code) => {
    let checked = 0
    const gives = (run: () => unknown, wanted: unknown) => {
      checked++
      expect(run()).toEqual(wanted)
    }
    const throws = (run: () => unknown, status: number, scimType: string) => {
      checked++
      expect(run).toThrow(expect.objectContaining({ status, scimType: scimType === '' ? null : scimType }))
    }
    new Function('scim', 'gives', 'throws', runnable(code))(scim, gives, throws)
    expect(checked).toBeGreaterThan(1)
  })
})
