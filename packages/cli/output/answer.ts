import { accessSync, constants, existsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError, type CoverageRow, toCsv } from '@rollcall/api'
import { type Cli, mayPaint } from '../cli.ts'
import { usageError } from '../command.ts'
import { drawTable, type Table, toTsv } from './text.ts'

const formats = ['table', 'json', 'csv', 'sarif'] as const
export type Format = (typeof formats)[number]

/** How completely a stream was read, beside what was found in it. */
export type CoverageLine = Pick<CoverageRow, 'stream' | 'title' | 'scope' | 'state' | 'gap'> &
  Partial<Pick<CoverageRow, 'methods'>>

/** What a command has to say, before it is known in which form. */
export interface Answer extends Table {
  /** Name and version of the shape of `data`, such as `rollcall.findings/1`. */
  schema: string
  data: unknown
  /** Null where the answer is not about what was read. */
  coverage: CoverageLine[] | null
  /** For a terminal, where that is more than the table. */
  screen?: (draw: (table: Table) => string) => string
  csv?: () => string
  sarif?: () => object
}

export interface OutputFlags {
  output?: Format | undefined
  out?: readonly string[] | undefined
  quiet?: boolean | undefined
}

const plainFormats = ['table', 'json', 'csv'] as const

/** Flags of every command that answers data. */
export const outputFlags = {
  output: {
    kind: 'enum',
    values: plainFormats,
    optional: true,
    brief: 'Format of standard output. Without it: a table on a terminal, tab-separated lines in a pipe',
  },
  out: {
    kind: 'parsed',
    parse: String,
    variadic: true,
    optional: true,
    placeholder: 'file',
    brief: 'Write this file too; its name says the format: .json .csv .tsv. May be repeated',
  },
  quiet: { kind: 'boolean', optional: true, withNegated: false, brief: 'No talk on standard error, only errors' },
} as const

/** The same for findings, which can be SARIF too. */
export const findingFlags = {
  ...outputFlags,
  output: { ...outputFlags.output, values: formats },
  out: {
    ...outputFlags.out,
    brief: 'Write this file too; its name says the format: .json .csv .sarif .tsv. May be repeated',
  },
} as const

export const outputAliases = { o: 'output', q: 'quiet' } as const

type FileFormat = Exclude<Format, 'table'> | 'tsv'

const endings: Record<string, FileFormat> = { json: 'json', csv: 'csv', sarif: 'sarif', tsv: 'tsv', txt: 'tsv' }

/** Where the answer goes. Judged before anything is asked, so that nobody waits for a scan to hear of a misspelt name. */
export interface Outputs {
  emit: (answer: Answer) => void
}

export function planOutputs(cli: Cli, flags: OutputFlags, options: { sarif?: boolean } = {}): Outputs {
  const files = (flags.out ?? []).map((path) => {
    const format = endings[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '']
    if (!format) throw usageError(`The name ${path} does not say a format.`, 'End it with .json, .csv, .sarif or .tsv.')
    if (format === 'sarif' && !options.sarif)
      throw usageError('SARIF is a format for findings; this command has none.', 'End it with .json, .csv or .tsv.')
    write(path, (file) => accessSync(existsSync(file) ? file : dirname(file), constants.W_OK))
    return { path, format }
  })
  const { stdout } = cli.process
  const format = flags.output ?? (stdout.isTTY ? 'table' : 'tsv')
  return {
    emit(answer) {
      stdout.write(format === 'table' ? draw(cli, answer) : render(answer, format))
      for (const file of files) write(file.path, (path) => writeFileSync(path, render(answer, file.format)))
    },
  }
}

function write(path: string, action: (path: string) => void): void {
  try {
    action(path)
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    throw new AppError('command.output_not_writable', { path, reason }, { cause })
  }
}

function draw(cli: Cli, answer: Answer): string {
  const { stdout } = cli.process
  const look = { columns: stdout.columns ?? 120, colour: mayPaint(cli, stdout) }
  const drawn = (table: Table) => drawTable(table, look)
  if (answer.screen) return answer.screen(drawn)
  return answer.lines.length === 0 ? '' : drawn(answer)
}

function render(answer: Answer, format: FileFormat): string {
  const { schema, data, coverage } = answer
  switch (format) {
    case 'json':
      return `${JSON.stringify({ schema, data, coverage }, null, 2)}\n`
    case 'csv':
      return answer.csv?.() ?? [answer.head, ...answer.lines].map(toCsv).join('')
    case 'sarif':
      return `${JSON.stringify(answer.sarif?.(), null, 2)}\n`
    case 'tsv':
      return toTsv(answer)
  }
}
