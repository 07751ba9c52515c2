import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exportAuditLog } from '@rollcall/api'
import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand, usageError } from '../../command.ts'
import { phraseHelp, phraseParameter, readPlace } from '../../enterprises.ts'
import { openServer } from '../../server.ts'

const formats = ['ndjson', 'csv'] as const

interface Flags {
  format?: (typeof formats)[number] | undefined
  out?: string | undefined
  quiet?: boolean | undefined
}

export const auditExport = defineCommand<Flags, string[]>({
  brief: 'All events of an audit log that match, oldest first, as they come; the server records who exported what',
  details: phraseHelp,
  examples: [
    { line: 'rollcall audit export acme > audit.ndjson', says: 'The whole log, an event a line.' },
    {
      line: 'rollcall audit export acme action:team --format csv --out teams.csv',
      says: 'What happened to teams, as a table.',
    },
  ],
  parameters: {
    flags: {
      format: { kind: 'enum', values: formats, optional: true, brief: 'Without it: ndjson' },
      out: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'file',
        brief: 'Write this file instead of standard output. One that is there is not written over',
      },
      quiet: { kind: 'boolean', optional: true, withNegated: false, brief: 'No talk on standard error, only errors' },
    },
    aliases: { q: 'quiet' },
    positional: phraseParameter,
  },
  run: runExport,
})

async function runExport(cli: Cli, { format = 'ndjson', out, quiet }: Flags, ...words: string[]): Promise<number> {
  const { enterprise, phrase } = readPlace(words)
  const response = await openServer(cli).download(exportAuditLog, { params: { enterprise }, query: { phrase, format } })
  const body = response.body === null ? Readable.from([]) : Readable.fromWeb(response.body as never)
  let bytes = 0
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  if (out === undefined) for await (const chunk of body) cli.process.stdout.write(chunk.toString())
  else
    await pipeline(body, createWriteStream(out, { flags: 'wx', mode: 0o600 })).catch((error: NodeJS.ErrnoException) => {
      if (!error.code?.startsWith('E')) throw error
      throw usageError(`${out} cannot be written (${error.code}).`, 'Give the name of a file that is not there yet.')
    })
  if (!quiet) say(cli, `${bytes} bytes${out === undefined ? '' : ` in ${out}`}.`)
  return exit.clean
}
