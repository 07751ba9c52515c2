import { type FindingDetail, getFinding } from '@rollcall/api'
import { exit } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { describeSubject } from '../../findings.ts'
import { type Answer, type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { sheetAnswer } from '../../output/sheet.ts'
import { openServer } from '../../server.ts'

export const findingsShow = defineCommand<OutputFlags, [string]>({
  brief: 'One finding with its evidence, reason and fix',
  examples: [{ line: 'rollcall findings show fnd_…', says: 'The id is the last column of rollcall findings list.' }],
  parameters: {
    flags: outputFlags,
    aliases: outputAliases,
    positional: { kind: 'tuple', parameters: [{ parse: String, placeholder: 'finding', brief: 'Id of a finding' }] },
  },
  async run(cli, flags, id) {
    const outputs = planOutputs(cli, flags)
    outputs.emit(describeFinding(await openServer(cli).call(getFinding, { params: { id } })))
    return exit.clean
  },
})

const describeFinding = (one: FindingDetail): Answer =>
  sheetAnswer({
    schema: 'rollcall.finding/1',
    data: one,
    coverage: null,
    facts: [
      ['finding', one.problem],
      ['severity', one.severity],
      ['status', one.status],
      ['subject', describeSubject(one)],
      ['organization', one.scope],
      ['connection', one.connectionName],
      ['check', one.checkId],
      ['opened', one.openedAt],
      ['last seen', one.seenAt],
      ['resolved', one.resolvedAt && `${one.resolvedAt} (${one.resolution})`],
      ['not judged because', one.gap?.detail],
      ['to see it', one.gap?.fix],
      ['not verified because', one.unverified?.detail],
      ['page', one.subject?.url],
      ['why', one.why],
      ['where to fix', one.fix.link],
    ],
    below: [
      ...(one.evidence.length === 0
        ? []
        : [
            {
              title: 'Evidence',
              table: {
                head: ['field', 'value', 'read from', 'at', 'request'],
                lines: one.evidence.map(({ field, value, endpoint, at, requestId }) => [
                  field,
                  Array.isArray(value) ? value.join(', ') : String(value),
                  endpoint ?? '',
                  at ?? '',
                  requestId ?? '',
                ]),
              },
            },
          ]),
      { title: 'How to put it right', steps: one.fix.steps },
    ],
  })
