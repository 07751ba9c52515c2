import {
  type Connection,
  type ConnectorSheet,
  listConnectors,
  previewSettings,
  type SettingsPreview,
  updateConnection,
} from '@rollcall/api'
import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand, usageError } from '../../command.ts'
import { listFlag, tellLimits, textFlag } from '../../connecting.ts'
import { findConnection, nameParameter } from '../../connections.ts'
import { type Answer, type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { cleanText } from '../../output/text.ts'
import { openServer } from '../../server.ts'

interface Flags extends OutputFlags {
  name?: string | undefined
  label?: string | undefined
  owner?: string | undefined
  every?: number | undefined
  set?: readonly string[] | undefined
  dryRun?: boolean | undefined
}

export const connectionsEdit = defineCommand<Flags, [string]>({
  brief: 'Change name, label, owner, schedule or settings of a connection',
  details:
    'Says what the change does to findings. Without a change it lists the settings that there are. A credential is replaced in the console.',
  examples: [
    { line: 'rollcall connections edit "PagerDuty · acme"', says: 'Its settings, and which of them may change.' },
    {
      line: 'rollcall connections edit "PagerDuty · acme" --set domains=acme.com,acme.io --set keys= --dry-run',
      says: 'What two domains and no known key would do to findings. Saves nothing.',
    },
    {
      line: 'rollcall connections edit con_… --label sandbox --owner "Platform team" --every 24',
      says: 'A daily scan.',
    },
  ],
  parameters: {
    flags: {
      name: textFlag('text', 'New name'),
      label: textFlag('text', 'Which of several instances it is'),
      owner: textFlag('text', 'Whom to ask about it'),
      every: {
        kind: 'parsed',
        parse: readHours,
        optional: true,
        placeholder: 'hours',
        brief: 'Hours between two scans; 0 is only on demand',
      },
      set: listFlag(
        'setting=value',
        'Setting with its new value; lists are separated by commas, nothing takes it away. May be repeated',
      ),
      dryRun: { kind: 'boolean', optional: true, withNegated: false, brief: 'Say what would change and save nothing' },
      ...outputFlags,
    },
    aliases: outputAliases,
    positional: nameParameter,
  },
  run: runEdit,
})

function readHours(text: string): number {
  const hours = Number(text)
  if (Number.isInteger(hours) && hours >= 0 && hours <= 720) return hours
  throw new Error('it is no whole number from 0 to 720')
}

async function runEdit(cli: Cli, flags: Flags, wanted: string): Promise<number> {
  const outputs = planOutputs(cli, flags)
  const server = openServer(cli)
  const connection = await findConnection(server, wanted)
  const { items } = await server.call(listConnectors)
  const connector = items.find(({ id }) => id === connection.connector)
  if (!connector)
    throw usageError(`The server has no connector ${connection.connector} any more.`, 'Remove the connection.')
  const { name, label, owner, every: scanEveryHours } = flags
  const plain = Object.fromEntries(
    Object.entries({ name, label, owner, scanEveryHours }).filter(([, value]) => value !== undefined),
  )
  const config = readSettings(connector, flags.set ?? [])
  const params = { id: connection.id }
  if (Object.keys(config).length + Object.keys(plain).length === 0) {
    outputs.emit(settingsAnswer(connection, connector))
    return exit.clean
  }
  const preview =
    Object.keys(config).length === 0 ? null : await server.call(previewSettings, { params, body: { config } })
  if (preview && !flags.quiet) tellEffect(cli, preview)
  const body = { ...plain, ...(preview ? { config } : {}) }
  const after = flags.dryRun ? null : await server.call(updateConnection, { params, body })
  outputs.emit(changeAnswer(connection, plain, preview, after))
  if (flags.quiet) return exit.clean
  if (!after) say(cli, 'Nothing was saved.')
  else if (preview?.preflight) say(cli, `It is saved. To read with it now: rollcall connections scan ${connection.id}`)
  return exit.clean
}

/** `domains=acme.com,acme.io`, by the connector's own fields. */
function readSettings({ name, config }: ConnectorSheet, texts: readonly string[]): Record<string, string | string[]> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=')
      const id = at < 0 ? text : text.slice(0, at)
      const value = at < 0 ? undefined : text.slice(at + 1)
      const field = config.find((one) => one.id === id)
      if (!field) {
        const known = config.filter((one) => one.fixed === undefined && one.method === undefined).map((one) => one.id)
        throw usageError(`${name} has no setting ${id}.`, `There are: ${known.join(', ')}.`)
      }
      // Refused here, so that a secret is not sent as what it is not.
      if (field.type === 'secret' || field.method !== undefined)
        throw usageError(`${field.label} belongs to the credential.`, 'Replace the credential in the console.')
      if (value === undefined) throw usageError(`--set ${id} has no value.`, `Write --set ${id}=VALUE.`)
      const list = value.split(',').flatMap((one) => one.trim() || [])
      return [id, field.type === 'list' ? list : value]
    }),
  )
}

const textOf = (value: string | string[] | number | null | undefined) => [value ?? []].flat().join(', ')

const settingsAnswer = ({ config }: Connection, connector: ConnectorSheet): Answer => ({
  schema: 'rollcall.settings/1',
  data: config,
  coverage: null,
  head: ['setting', 'value', 'may change', 'what it is'],
  lines: connector.config
    .filter(({ type, method }) => type !== 'secret' && method === undefined)
    .map(({ id, label, help, fixed }) => [
      id,
      textOf(config[id]),
      fixed === undefined ? 'yes' : 'no',
      fixed === undefined ? `${label}. ${help}` : `${label}. ${fixed}`,
    ]),
})

function changeAnswer(
  before: Connection,
  plain: Record<string, string | number | undefined>,
  preview: SettingsPreview | null,
  after: Connection | null,
): Answer {
  const changed = [
    ...Object.entries(plain).map(([id, value]) => [id, textOf(before[id as 'name']), textOf(value)]),
    ...(preview?.changed ?? []).map(({ field, before: was, after: is }) => [field, textOf(was), textOf(is)]),
  ]
  return {
    schema: 'rollcall.connection-change/1',
    data: { connection: after, settings: preview },
    coverage: null,
    head: ['setting', 'before', 'after'],
    lines: changed,
  }
}

function tellEffect(cli: Cli, { changed, judged, checks, preflight }: SettingsPreview): void {
  for (const { title, opens, ends, verdict } of checks) {
    const parts = [
      ...(opens > 0 ? [`${opens} ${opens === 1 ? 'finding opens' : 'findings open'}`] : []),
      ...(ends > 0 ? [`${ends} resolved`] : []),
      ...(verdict === 'known' ? ['a verdict from now on'] : verdict === 'unknown' ? ['no verdict any more'] : []),
    ]
    say(cli, cleanText(`  ${title}: ${parts.join(', ')}`))
  }
  if (preflight) {
    say(cli, 'The next scan reads with the change.')
    tellLimits(cli, preflight)
  } else if (!judged) say(cli, 'Nothing was read yet: the first scan is judged by it.')
  else if (checks.length === 0) say(cli, changed.length === 0 ? 'The settings are so already.' : 'No finding changes.')
}
