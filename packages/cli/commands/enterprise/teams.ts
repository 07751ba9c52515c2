import { listTeams, type Team } from '@rollcall/api'
import { exit } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { slugParameter } from '../../enterprises.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { openServer } from '../../server.ts'

const states = ['linked', 'unlinked', 'out_of_sync'] as const

interface Flags extends OutputFlags {
  state?: (typeof states)[number] | undefined
  org?: string | undefined
}

/** A team of the enterprise is of no organization, and brings its members into some. */
const enterpriseTeam = ({ selection, assigned }: Team): string =>
  selection === 'disabled' ? 'enterprise team' : `enterprise team in ${selection === 'all' ? 'all' : assigned}`

export const enterpriseTeams = defineCommand<Flags, [string]>({
  brief: 'Teams of an enterprise, the group that each follows, and whether it does',
  examples: [
    { line: 'rollcall enterprise teams acme', says: 'All teams.' },
    {
      line: 'rollcall enterprise teams acme --state out_of_sync',
      says: 'Those that are not what their group says, each with the reason.',
    },
  ],
  parameters: {
    flags: {
      state: { kind: 'enum', values: states, optional: true, brief: 'Only these' },
      org: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'login',
        brief: 'Only teams of this organization',
      },
      ...outputFlags,
    },
    aliases: outputAliases,
    positional: slugParameter,
  },
  async run(cli, flags, enterprise) {
    const outputs = planOutputs(cli, flags)
    const { state, org } = flags
    const server = openServer(cli)
    const teams = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await server.call(listTeams, {
        params: { enterprise },
        query: {
          limit: 200,
          ...(state === undefined ? {} : { state }),
          ...(org === undefined ? {} : { organization: org }),
          ...(cursor === undefined ? {} : { cursor }),
        },
      })
      teams.push(...page.items)
      cursor = page.next
    }
    outputs.emit({
      schema: 'rollcall.teams/1',
      data: teams,
      coverage: null,
      head: ['team', 'organization', 'group', 'members', 'state', 'reason'],
      lines: teams.map((team) => [
        team.slug,
        team.organization ?? enterpriseTeam(team),
        team.group?.displayName ?? '',
        String(team.members),
        team.pending ? 'synchronizing' : (team.sync ?? 'not linked'),
        team.reason ?? '',
      ]),
    })
    return exit.clean
  },
})
