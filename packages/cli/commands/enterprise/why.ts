import { type Explanation, explainAccess, listEnterprises } from '@rollcall/api'
import { type Cli, exit } from '../../cli.ts'
import { defineCommand, usageError } from '../../command.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { type Sheet, sheetAnswer } from '../../output/sheet.ts'
import { openServer, type Server } from '../../server.ts'

interface Flags extends OutputFlags {
  enterprise?: string | undefined
  team?: string | undefined
}

const text = (placeholder: string, brief: string) =>
  ({ kind: 'parsed', parse: String, optional: true, placeholder, brief }) as const

export const enterpriseWhy = defineCommand<Flags, [string]>({
  brief: 'Why a person cannot sign in or is not in a team, or what holds a group up, with the next step',
  details: 'Ends with 3 when something holds them up.',
  examples: [
    { line: 'rollcall enterprise why mona@acme.example', says: 'By login, userName, e-mail, externalId or id.' },
    {
      line: 'rollcall enterprise why mona@acme.example --team acme-org/platform',
      says: 'Whether the person is in this team, and why not.',
    },
    { line: 'rollcall enterprise why Painters --enterprise acme', says: 'A group, in one of several enterprises.' },
  ],
  parameters: {
    flags: {
      enterprise: text('slug', 'Which enterprise. Without it: the only one that the server has'),
      team: text('team', 'Whether the person is in this team, by name, slug or organization/slug'),
      ...outputFlags,
    },
    aliases: outputAliases,
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'who', brief: 'A person or a group' }],
    },
  },
  run: runWhy,
})

async function runWhy(cli: Cli, flags: Flags, who: string): Promise<number> {
  const outputs = planOutputs(cli, flags)
  const server = openServer(cli)
  const enterprise = flags.enterprise ?? (await onlyEnterprise(server))
  const { team } = flags
  const answer = await server.call(explainAccess, {
    params: { enterprise },
    query: { who, ...(team === undefined ? {} : { team }) },
  })
  outputs.emit(sheetAnswer(sheetOf(answer)))
  return answer.next === null ? exit.clean : exit.findings
}

async function onlyEnterprise(server: Server): Promise<string> {
  const { items } = await server.call(listEnterprises)
  const [only, ...others] = items.filter((one) => one.copyOf === null)
  if (only && others.length === 0) return only.slug
  throw usageError(
    only ? `The server has ${items.length} enterprises.` : 'The server has no enterprise.',
    only
      ? `Say which with --enterprise: ${items.map((one) => one.slug).join(', ')}.`
      : 'Make one with: rollcall enterprise create',
  )
}

function sheetOf(answer: Explanation): Sheet {
  const { subject, verdict, next, parts, candidates, refused } = answer
  return {
    schema: 'rollcall.why/1',
    data: answer,
    coverage: null,
    facts: [
      ['who', subject && `${subject.name} (${subject.kind}, found by ${subject.by})`],
      ['answer', verdict],
      ['next', next],
      ['or meant', candidates.map(({ name, kind }) => `${name} (${kind})`).join(', ')],
    ],
    below: [
      ...parts.map(({ question, steps }) => ({
        title: question,
        steps: steps.map(({ result, what, fix }) => `${result === 'pass' ? '✓' : '✗'} ${what}${fix ? ` ${fix}` : ''}`),
      })),
      ...(refused.length === 0
        ? []
        : [
            {
              title: 'Refused requests about it',
              table: {
                head: ['at', 'request', 'status', 'why'],
                lines: refused.map(({ at, method, path, status, why }) => [
                  at,
                  `${method} ${path}`,
                  String(status),
                  why,
                ]),
              },
            },
          ]),
    ],
  }
}
