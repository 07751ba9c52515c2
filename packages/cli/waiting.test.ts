import { expect, test } from 'vitest'
import type { Cli } from './cli.ts'
import { tellWaits } from './waiting.ts'

test('a wait is told once, with its end, and nothing is told to who wants it quiet', () => {
  const lines: string[] = []
  const stderr = { write: (text: string) => lines.push(text) }
  const cli = { process: { stderr }, now: () => new Date('2027-03-01T12:00:00Z') } as unknown as Cli
  const tell = tellWaits(cli, false)
  for (const until of [null, '2027-03-01T12:37:10Z', '2027-03-01T12:37:10Z', null, '2027-03-01T13:37:10Z']) tell(until)
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/until 12:37 UTC \(38 minutes\).*Ctrl-C cancels/)
  tellWaits(cli, true)('2027-03-01T12:37:10Z')
  expect(lines).toHaveLength(2)
})
