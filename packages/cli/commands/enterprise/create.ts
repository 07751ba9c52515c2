import { createEnterprise } from '@rollcall/api'
import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { slugParameter } from '../../enterprises.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { sheetAnswer } from '../../output/sheet.ts'
import { openServer } from '../../server.ts'

const kinds = ['emu', 'ghes'] as const
const providers = ['entra', 'okta', 'ping', 'other'] as const

interface Flags extends OutputFlags {
  kind: (typeof kinds)[number]
  shortCode?: string | undefined
  host?: string | undefined
  name?: string | undefined
  idp?: (typeof providers)[number] | undefined
  scim?: 'on' | 'off' | undefined
}

const text = (placeholder: string, brief: string) =>
  ({ kind: 'parsed', parse: String, optional: true, placeholder, brief }) as const

export const enterpriseCreate = defineCommand<Flags, [string]>({
  brief: 'Make a managed enterprise that an identity provider can provision into',
  examples: [
    { line: 'rollcall enterprise create acme --kind emu --short-code acme', says: 'As github.com has it.' },
    { line: 'rollcall enterprise create acme-ghes --kind ghes --host ghes.acme.example', says: 'As GHES has it.' },
  ],
  parameters: {
    flags: {
      kind: { kind: 'enum', values: kinds, brief: 'Enterprise Managed Users (emu) or Enterprise Server (ghes)' },
      shortCode: text('code', 'EMU only: 3 to 8 letters and digits that end every login. Never changes'),
      host: text('name', 'GHES only: the host name it answers at'),
      name: text('text', 'What to call it. Without it: its slug'),
      idp: { kind: 'enum', values: providers, optional: true, brief: 'Who will provision. Without it: other' },
      scim: {
        kind: 'enum',
        values: ['on', 'off'],
        optional: true,
        brief: 'GHES only: off, to make accounts first and turn SCIM on later. Without it: on',
      },
      ...outputFlags,
    },
    aliases: outputAliases,
    positional: slugParameter,
  },
  run: runCreate,
})

async function runCreate(cli: Cli, flags: Flags, slug: string): Promise<number> {
  const outputs = planOutputs(cli, flags)
  const { kind, shortCode, host, name, idp, scim } = flags
  const made = await openServer(cli).call(createEnterprise, {
    body: {
      slug,
      kind,
      ...(shortCode === undefined ? {} : { shortCode }),
      ...(host === undefined ? {} : { host }),
      ...(name === undefined ? {} : { name }),
      ...(idp === undefined ? {} : { identityProvider: idp }),
      ...(scim === undefined ? {} : { scim }),
    },
  })
  outputs.emit(
    sheetAnswer({
      schema: 'rollcall.enterprise/1',
      data: made,
      coverage: null,
      facts: [
        ['slug', made.slug],
        ['kind', made.kind],
        ['set-up user', made.setupUser],
        ['address as GitHub has it', made.addresses.github],
        ['address as the RFC has it', made.addresses.standard],
      ],
    }),
  )
  if (!flags.quiet) say(cli, `Next, a token for the identity provider: rollcall enterprise token ${made.slug}`)
  return exit.clean
}
