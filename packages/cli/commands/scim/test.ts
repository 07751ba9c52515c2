import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand, usageError } from '../../command.ts'
import { openScim } from '../../conformance/client.ts'
import { countUsers, runTrials } from '../../conformance/run.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { readScimToken } from '../../secrets.ts'

interface Flags extends OutputFlags {
  readOnly?: boolean | undefined
  yes?: boolean | undefined
}

export const scimTest = defineCommand<Flags, [string]>({
  brief: 'Try any SCIM 2.0 server against RFC 7643 and 7644',
  details:
    'Makes users and groups of its own, and removes them at the end. Sorting, cursors, entity tags and Bulk are tried where /ServiceProviderConfig announces them; what is not announced is skipped, and is no pass. Ends with 3 when something fails. On a server that holds users already it starts with --yes or --read-only only.',
  examples: [
    {
      line: 'SCIM_TOKEN=… rollcall scim test https://scim.acme.example/v2',
      says: 'Each requirement with pass, fail or skip, and the clause that it comes from.',
    },
    { line: 'SCIM_TOKEN=… rollcall scim test https://scim.acme.example/v2 --read-only', says: 'Writes nothing.' },
  ],
  parameters: {
    flags: {
      readOnly: { kind: 'boolean', optional: true, withNegated: false, brief: 'Only what writes nothing' },
      yes: { kind: 'boolean', optional: true, withNegated: false, brief: 'Write, although the server holds users' },
      ...outputFlags,
    },
    aliases: outputAliases,
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'url', brief: 'Where /Users is below' }],
    },
  },
  run: runTest,
})

async function runTest(cli: Cli, flags: Flags, url: string): Promise<number> {
  const outputs = planOutputs(cli, flags)
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw usageError(`${url} is no http or https address.`, 'Give the address below which /Users is.')
  const scim = openScim(cli, url.replace(/\/+$/, ''), readScimToken(cli))
  const users = await countUsers(scim)
  if (users > 0 && !flags.readOnly && !flags.yes)
    throw usageError(
      `The server holds ${users} users; this run would add some of its own beside them and remove them again.`,
      'Add --read-only to write nothing, or --yes when it is a server to try things on.',
    )
  const { results, leftBehind } = await runTrials(scim, {
    readOnly: flags.readOnly ?? false,
    mark: cli.now().getTime().toString(36),
  })
  outputs.emit({
    schema: 'rollcall.scim-test/1',
    data: { url, results, leftBehind },
    coverage: null,
    head: ['result', 'area', 'requirement', 'clause', 'detail'],
    lines: results.map(({ result, area, title, clause, detail }) => [result, area, title, clause, detail]),
  })
  for (const path of leftBehind) say(cli, `! ${path} could not be removed. Remove it by hand.`)
  const count = (wanted: string) => results.filter(({ result }) => result === wanted).length
  if (!flags.quiet) say(cli, `${count('pass')} passed, ${count('fail')} failed, ${count('skip')} skipped.`)
  return count('fail') > 0 ? exit.findings : exit.clean
}
