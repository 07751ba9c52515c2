import { toCsv } from '@rollcall/api'
import type { Answer } from './answer.ts'
import { cleanText, type Table } from './text.ts'

/** One thing with its properties: a name and a value each, and for a person further tables and paragraphs below. */
export interface Sheet {
  schema: string
  data: unknown
  coverage: Answer['coverage']
  facts: [name: string, value: string | null | undefined][]
  below?: ({ title: string; table: Table } | { title: string; steps: string[] })[]
}

export function sheetAnswer({ schema, data, coverage, facts, below = [] }: Sheet): Answer {
  const lines = facts.filter(([, value]) => value).map(([name, value]) => [name, value ?? ''])
  const head = ['property', 'value']
  const wide = Math.max(0, ...lines.map(([name = '']) => name.length)) + 2
  return {
    schema,
    data,
    coverage,
    head,
    lines,
    csv: () => [head, ...lines].map(toCsv).join(''),
    screen: (draw) =>
      [
        lines.map(([name = '', value = '']) => `${name.padEnd(wide)}${cleanText(value)}\n`).join(''),
        ...below.map((part) => {
          const body =
            'table' in part
              ? draw(part.table)
              : part.steps.map((step, index) => `  ${index + 1}. ${cleanText(step)}\n`).join('')
          return `\n${part.title}\n${body}`
        }),
      ].join(''),
  }
}
