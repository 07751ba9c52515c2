import { type EnterpriseDetail, getEnterprise } from '@rollcall/api'
import { exit } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { slugParameter } from '../../enterprises.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { type Sheet, sheetAnswer } from '../../output/sheet.ts'
import { openServer } from '../../server.ts'

export const enterpriseShow = defineCommand<OutputFlags, [string]>({
  brief: 'One enterprise: its addresses, what it holds, what is worth a notice, and options that are not the default',
  examples: [{ line: 'rollcall enterprise show acme', says: 'With the address to give to the identity provider.' }],
  parameters: { flags: outputFlags, aliases: outputAliases, positional: slugParameter },
  async run(cli, flags, enterprise) {
    const outputs = planOutputs(cli, flags)
    outputs.emit(sheetAnswer(sheetOf(await openServer(cli).call(getEnterprise, { params: { enterprise } }))))
    return exit.clean
  },
})

function sheetOf(found: EnterpriseDetail): Sheet {
  const changed = found.options.filter(({ value, fallback }) => value !== fallback)
  return {
    schema: 'rollcall.enterprise/1',
    data: found,
    coverage: null,
    facts: [
      ['slug', found.slug],
      ['name', found.name],
      ['kind', found.kind],
      ['short code', found.shortCode],
      ['host', found.host],
      ['set-up user', found.setupUser],
      ['identity provider', found.identityProvider],
      ['users', `${found.users}, ${found.suspended} of them suspended`],
      ['groups', String(found.groups)],
      ['address as GitHub has it', found.addresses.github],
      ['address as the RFC has it', found.addresses.standard],
    ],
    below: [
      ...(found.notices.length === 0
        ? []
        : [{ title: 'Notices', steps: found.notices.map(({ message, fix }) => `${message} ${fix}`) }]),
      ...(changed.length === 0
        ? []
        : [
            {
              title: 'Options that are not the default',
              table: {
                head: ['option', 'value', 'default', 'about'],
                lines: changed.map(({ id, value, fallback, label }) => [id, String(value), String(fallback), label]),
              },
            },
          ]),
    ],
  }
}
