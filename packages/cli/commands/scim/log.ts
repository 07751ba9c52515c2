import { setTimeout as sleep } from 'node:timers/promises'
import { listScimRequests, type ScimRequest, toCsv } from '@rollcall/api'
import { numberParser } from '@stricli/core'
import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand, usageError } from '../../command.ts'
import { slugParameter } from '../../enterprises.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { toTsv } from '../../output/text.ts'
import { openServer, readAll, type Server } from '../../server.ts'

const outcomes = ['changed', 'unchanged', 'read', 'failed'] as const
const everyMs = 1000

interface Flags extends OutputFlags {
  follow?: boolean | undefined
  outcome?: (typeof outcomes)[number] | undefined
  limit?: number | undefined
}

export const scimLog = defineCommand<Flags, [string]>({
  brief: 'SCIM requests that came into an enterprise, and what became of them',
  examples: [
    { line: 'rollcall scim log acme --outcome failed', says: 'What was refused, newest first, with the reason.' },
    { line: 'rollcall scim log acme --follow', says: 'Each new request as it comes, until Ctrl-C.' },
  ],
  parameters: {
    flags: {
      follow: { kind: 'boolean', optional: true, withNegated: false, brief: 'Go on with each request that comes in' },
      outcome: { kind: 'enum', values: outcomes, optional: true, brief: 'Only requests that ended like this' },
      limit: {
        kind: 'parsed',
        parse: numberParser,
        optional: true,
        placeholder: 'number',
        brief: 'How many, newest first. Without it: 50',
      },
      ...outputFlags,
    },
    aliases: { ...outputAliases, f: 'follow' },
    positional: slugParameter,
  },
  run: runLog,
})

const head = ['at', 'method', 'path', 'status', 'outcome', 'client', 'ms', 'why']
const lineOf = (one: ScimRequest): string[] => [
  one.at,
  one.method,
  one.path,
  String(one.status),
  one.outcome,
  one.client,
  one.ms.toFixed(1),
  one.why,
]

async function runLog(cli: Cli, flags: Flags, enterprise: string): Promise<number> {
  const { limit = 50, outcome } = flags
  if (!Number.isInteger(limit) || limit < 1)
    throw usageError(`--limit ${limit} is no number of requests.`, 'Give a whole number from 1.')
  if (flags.follow && flags.out)
    throw usageError('--follow has no end, so it cannot write a file.', 'Leave out --out, or redirect.')
  const outputs = planOutputs(cli, flags)
  const server = openServer(cli)
  const query = outcome === undefined ? {} : { outcome }
  const read = (most: number) =>
    readAll((page) => server.call(listScimRequests, { params: { enterprise }, query: { ...query, ...page } }), most)
  const { items, total } = await read(limit)
  if (flags.follow) return follow(cli, server, flags, enterprise, items)
  outputs.emit({ schema: 'rollcall.scim-requests/1', data: items, coverage: null, head, lines: items.map(lineOf) })
  if (!flags.quiet) say(cli, `${items.length} of ${total} requests.`)
  return exit.clean
}

/** Oldest first from here on, a line each: what a pipe can take. Ends with Ctrl-C. */
async function follow(
  cli: Cli,
  server: Server,
  { output, outcome }: Flags,
  enterprise: string,
  known: readonly ScimRequest[],
): Promise<number> {
  const print = (one: ScimRequest) => {
    const line = lineOf(one)
    const text =
      output === 'json' ? `${JSON.stringify(one)}\n` : output === 'csv' ? toCsv(line) : toTsv({ lines: [line] })
    cli.process.stdout.write(text)
  }
  for (const one of known.toReversed()) print(one)
  let last = Number(known[0]?.id ?? 0)
  for (;;) {
    await sleep(everyMs, undefined, { signal: cli.signal })
    const fresh: ScimRequest[] = []
    for (let cursor: string | null = null, more = true; more; ) {
      const page: Awaited<ReturnType<typeof readPage>> = await readPage(server, enterprise, outcome, cursor)
      const later = page.items.filter(({ id }) => Number(id) > last)
      fresh.push(...later)
      cursor = page.next
      more = later.length === page.items.length && cursor !== null
    }
    for (const one of fresh.reverse()) print(one)
    last = Number(fresh.at(-1)?.id ?? last)
  }
}

const readPage = (server: Server, enterprise: string, outcome: Flags['outcome'], cursor: string | null) =>
  server.call(listScimRequests, {
    params: { enterprise },
    query: { limit: 200, ...(outcome === undefined ? {} : { outcome }), ...(cursor === null ? {} : { cursor }) },
  })
