import { verifyAuditLog } from '@rollcall/api'
import { type Cli, exit } from '../../cli.ts'
import { defineCommand, usageError } from '../../command.ts'
import { slugParameter } from '../../enterprises.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { sheetAnswer } from '../../output/sheet.ts'
import { openServer } from '../../server.ts'

interface Flags extends OutputFlags {
  head?: string | undefined
}

export const auditVerify = defineCommand<Flags, [string]>({
  brief: 'Compute the hash chain of an audit log anew and hold every event against it',
  details:
    'Ends with 3 where an event was changed or removed. Keep the head that it prints somewhere else: given to a later run, it also shows whether the chain was made anew meanwhile.',
  examples: [
    { line: 'rollcall audit verify acme', says: 'Whether the log is whole, and its head.' },
    {
      line: 'rollcall audit verify acme --head "$(cat acme.head)"',
      says: 'Whether it still goes on from a head kept before.',
    },
  ],
  parameters: {
    flags: {
      head: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'number:hash',
        brief: 'A head that an earlier run printed',
      },
      ...outputFlags,
    },
    aliases: outputAliases,
    positional: slugParameter,
  },
  run: runVerify,
})

const kinds = {
  changed: 'the event is not what was sealed',
  missing: 'the event is gone',
  seal: 'the seal that begins here does not follow from the one before',
  end: 'the end of the chain is cut off or rewritten',
} as const

async function runVerify(cli: Cli, flags: Flags, enterprise: string): Promise<number> {
  const { head } = flags
  if (head !== undefined && !/^\d{1,15}:[0-9a-f]{0,64}$/.test(head))
    throw usageError(`--head ${head} is no head.`, 'Give it as an earlier run printed it: a number, a colon, a hash.')
  const outputs = planOutputs(cli, flags)
  const found = await openServer(cli).call(verifyAuditLog, {
    params: { enterprise },
    query: head === undefined ? {} : { head },
  })
  const { dropped, problems } = found
  outputs.emit(
    sheetAnswer({
      schema: 'rollcall.audit-verification/1',
      data: found,
      coverage: null,
      facts: [
        ['result', found.intact ? 'whole' : 'NOT WHOLE'],
        ['events', String(found.events)],
        ['not sealed yet', String(found.waiting)],
        ['sealed more than an hour late', found.late > 0 ? String(found.late) : null],
        ['dropped by retention', dropped.before ? `${dropped.events}, before ${dropped.before.slice(0, 10)}` : null],
        ['earlier head', found.known === null ? null : found.known ? 'part of the chain' : 'NOT part of the chain'],
        ['head', found.head],
      ],
      below:
        problems.length === 0
          ? []
          : [
              {
                title: 'Where it does not fit',
                table: {
                  head: ['position', 'number', 'what'],
                  lines: problems.map(({ kind, position, seq }) => [
                    String(position),
                    seq === null ? '' : String(seq),
                    kinds[kind],
                  ]),
                },
              },
            ],
    }),
  )
  return found.intact ? exit.clean : exit.findings
}
