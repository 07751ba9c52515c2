import { getIdentity } from '@rollcall/api'
import { exit } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { sheetAnswer } from '../../output/sheet.ts'
import { openServer } from '../../server.ts'

export const identitiesShow = defineCommand<OutputFlags, [string]>({
  brief: 'One identity: its accounts, why they are joined, and what they may',
  examples: [
    { line: 'rollcall identities show idn_…', says: 'The id is the first column of rollcall identities list.' },
  ],
  parameters: {
    flags: outputFlags,
    aliases: outputAliases,
    positional: { kind: 'tuple', parameters: [{ parse: String, placeholder: 'identity', brief: 'Id of an identity' }] },
  },
  async run(cli, flags, id) {
    const outputs = planOutputs(cli, flags)
    const one = await openServer(cli).call(getIdentity, { params: { id } })
    outputs.emit(
      sheetAnswer({
        schema: 'rollcall.identity/1',
        data: one,
        coverage: null,
        facts: [
          ['name', one.name],
          ['kind', one.kind],
          ['why', one.kindReasons.join(' ')],
          ['last seen', one.lastSeen ? `${one.lastSeen.at}, ${one.lastSeen.how}` : 'not known'],
          ['highest role', one.privileged === null ? 'could not be seen' : one.privileged ? 'yes' : 'no'],
          ['second factor', one.secondFactor ?? 'could not be seen'],
          ['findings', `${one.openFindings}${one.worst ? `, the worst ${one.worst}` : ''}`],
          ['first seen', one.firstSeenAt],
        ],
        below: [
          {
            title: 'Accounts',
            table: {
              head: ['login', 'organization', 'role', 'second factor', 'why it belongs here'],
              lines: one.accountList.map(({ login, scope, role, secondFactor, why }) => [
                login,
                scope,
                role,
                secondFactor ?? 'not seen',
                why,
              ]),
            },
          },
        ],
      }),
    )
    return exit.clean
  },
})
