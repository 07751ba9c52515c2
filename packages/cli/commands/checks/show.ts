import { AppError, type CheckDetail, getCheck } from '@rollcall/api'
import { type Cli, exit } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { sheetAnswer } from '../../output/sheet.ts'
import { openServer } from '../../server.ts'
import { loadSheets } from './sheets.ts'

export const checksShow = defineCommand<OutputFlags, [string]>({
  brief: 'One check: why it matters, how to put it right, what it needs',
  examples: [{ line: 'rollcall checks show github-organization-two-factor-required', says: 'Works without a server.' }],
  parameters: {
    flags: outputFlags,
    aliases: outputAliases,
    positional: {
      kind: 'tuple',
      parameters: [
        {
          parse: String,
          placeholder: 'check',
          brief: 'Id of a check',
          proposeCompletions: async (partial: string) =>
            (await loadSheets()).map(({ id }) => id).filter((id) => id.startsWith(partial)),
        },
      ],
    },
  },
  async run(cli, flags, id) {
    const outputs = planOutputs(cli, flags)
    const check = await readCheck(cli, id)
    const { counts } = check
    outputs.emit(
      sheetAnswer({
        schema: 'rollcall.check/1',
        data: check,
        coverage: null,
        facts: [
          ['id', check.id],
          ['title', check.title],
          ['severity', check.severity],
          ['category', check.category],
          ['reads', [check.each, ...check.needs].join(', ')],
          ['permissions', check.permissions.join(' and ')],
          ['results', counts && `${counts.pass} pass, ${counts.fail} fail, ${counts.unknown} unknown`],
          ['why', check.why],
          ...Object.entries(check.maps).map(([name, ids]): [string, string] => [name, ids.join(', ')]),
          ['more', check.refs.join(' ')],
        ],
        below: [{ title: 'How to put it right', steps: check.fix.steps }],
      }),
    )
    return exit.clean
  },
})

async function readCheck(cli: Cli, id: string): Promise<CheckDetail> {
  if (cli.process.env.ROLLCALL_TOKEN) return openServer(cli).call(getCheck, { params: { id } })
  const found = (await loadSheets()).find((check) => check.id === id)
  if (!found) throw new AppError('request.not_found', { what: `The check ${id}` })
  return found
}
