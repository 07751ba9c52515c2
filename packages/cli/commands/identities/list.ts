import { listIdentities } from '@rollcall/api'
import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { openServer, readAll } from '../../server.ts'

const kinds = ['person', 'bot', 'service_account', 'break_glass', 'external', 'unknown'] as const

interface Flags extends OutputFlags {
  kind?: (typeof kinds)[number] | undefined
  privileged?: boolean | undefined
  scope?: string | undefined
}

export const identitiesList = defineCommand<Flags, string[]>({
  brief: 'Everyone and everything with an account in a connected system',
  examples: [
    { line: 'rollcall identities list --privileged', says: 'Who holds the highest role somewhere.' },
    { line: 'rollcall identities list ada -o json', says: 'By name, login or address.' },
  ],
  parameters: {
    flags: {
      kind: {
        kind: 'enum',
        values: kinds,
        optional: true,
        brief: 'Only identities of this kind',
      },
      privileged: { kind: 'boolean', optional: true, brief: 'Only those with the highest role somewhere, or without' },
      scope: { kind: 'parsed', parse: String, optional: true, placeholder: 'name', brief: 'Only of this organization' },
      ...outputFlags,
    },
    aliases: outputAliases,
    positional: { kind: 'array', parameter: { parse: String, placeholder: 'words', brief: 'Part of a name or login' } },
  },
  run: runList,
})

async function runList(cli: Cli, flags: Flags, ...words: string[]): Promise<number> {
  const outputs = planOutputs(cli, flags)
  const { call } = openServer(cli)
  const { kind, privileged, scope } = flags
  const query = {
    q: words.join(' '),
    ...(kind === undefined ? {} : { kind }),
    ...(privileged === undefined ? {} : { privileged }),
    ...(scope === undefined ? {} : { scope }),
  }
  const { items } = await readAll((page) => call(listIdentities, { query: { ...query, ...page } }))
  outputs.emit({
    schema: 'rollcall.identities/1',
    data: items,
    coverage: null,
    head: [
      'id',
      'name',
      'kind',
      'last seen',
      'logins',
      'organizations',
      'highest role',
      'second factor',
      'findings',
      'worst',
    ],
    lines: items.map((one) => [
      one.id,
      one.name,
      one.kind,
      one.lastSeen?.at ?? 'not known',
      one.logins.join(' '),
      one.scopes.join(' '),
      tell(one.privileged),
      one.secondFactor ?? 'not seen',
      String(one.openFindings),
      one.worst ?? '',
    ]),
  })
  if (!flags.quiet) say(cli, `${items.length} identities.`)
  return exit.clean
}

const tell = (value: boolean | null) => (value === null ? 'not seen' : value ? 'yes' : 'no')
