import { type AuditEntry, mostCounted, searchAuditLog } from '@rollcall/api'
import { numberParser } from '@stricli/core'
import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand, usageError } from '../../command.ts'
import { phraseHelp, phraseParameter, readPlace } from '../../enterprises.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { openServer, readAll } from '../../server.ts'

interface Flags extends OutputFlags {
  limit?: number | undefined
  oldest?: boolean | undefined
}

export const auditSearch = defineCommand<Flags, string[]>({
  brief: 'Events of the audit log of an enterprise that match a phrase',
  details: phraseHelp,
  examples: [
    { line: 'rollcall audit search acme action:user.suspend', says: 'Who was suspended, newest first.' },
    {
      line: "rollcall audit search acme user:mona_acme 'created:>=2026-01-01' -o json",
      says: 'What happened to one person since then, whole.',
    },
  ],
  parameters: {
    flags: {
      limit: {
        kind: 'parsed',
        parse: numberParser,
        optional: true,
        placeholder: 'number',
        brief: 'How many. Without it: 50',
      },
      oldest: { kind: 'boolean', optional: true, withNegated: false, brief: 'Oldest first' },
      ...outputFlags,
    },
    aliases: outputAliases,
    positional: phraseParameter,
  },
  run: runSearch,
})

const lineOf = ({ at, action, actor, user, org, data }: AuditEntry): string[] => [
  at,
  action,
  actor,
  user ?? '',
  org ?? '',
  String(data.request_id ?? ''),
]

async function runSearch(cli: Cli, flags: Flags, ...words: string[]): Promise<number> {
  const { limit = 50, oldest } = flags
  if (!Number.isInteger(limit) || limit < 1)
    throw usageError(`--limit ${limit} is no number of events.`, 'Give a whole number from 1.')
  const outputs = planOutputs(cli, flags)
  const { enterprise, phrase } = readPlace(words)
  const server = openServer(cli)
  const query = { phrase, order: oldest ? ('asc' as const) : ('desc' as const) }
  const { items, total } = await readAll(
    (page) => server.call(searchAuditLog, { params: { enterprise }, query: { ...query, ...page } }),
    limit,
  )
  outputs.emit({
    schema: 'rollcall.audit-events/1',
    data: items.map(({ data }) => data),
    coverage: null,
    head: ['at', 'action', 'actor', 'user', 'org', 'request'],
    lines: items.map(lineOf),
  })
  if (!flags.quiet) say(cli, `${items.length} of ${total === mostCounted ? `${total} or more` : total} events.`)
  return exit.clean
}
