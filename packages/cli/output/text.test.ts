import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanText, drawTable, toTsv } from './text.ts'

const table = {
  head: ['severity', 'finding'],
  lines: [
    ['critical', 'Owner without a second factor'],
    ['low', 'Members can create teams'],
  ],
}

test('columns are aligned, and without colour there are no escape sequences', () => {
  expect(drawTable(table, { columns: 80, colour: false })).toBe(
    'SEVERITY  FINDING\ncritical  Owner without a second factor\nlow       Members can create teams\n',
  )
  expect(drawTable(table, { columns: 80, colour: true })).toContain('\u001b[31mcritical\u001b[0m')
})

test('what is too wide gives way, the widest first, and no line is wider than the terminal', () => {
  const lines = drawTable(table, { columns: 30, colour: false }).split('\n')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(30)
  expect(lines[1]).toMatch(/^critical {2}Owner.*…$/)
})

test('a pipe gets one line each, tabs between and no head', () => {
  expect(toTsv(table)).toBe('critical\tOwner without a second factor\nlow\tMembers can create teams\n')
})

test('nothing that a stranger can name reaches the terminal as a command or breaks a line', () => {
  const nasty = 'repo\u001b[2J\u001b]0;x\u0007\n\tevil\u202e'
  expect(cleanText(nasty)).toBe('repo [2J ]0;x evil ')
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 2 }), (cells) => {
      const text = toTsv({ lines: [cells] })
      expect(text.split('\n')).toHaveLength(2)
      expect(text.split('\t')).toHaveLength(2)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(text.slice(0, -1).replace('\t', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
    }),
  )
})
