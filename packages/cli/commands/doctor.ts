import { explainedError, getSession } from '@rollcall/api'
import { type Cli, exit } from '../cli.ts'
import { defineCommand } from '../command.ts'
import { type Inspected, loadInspector } from '../local.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../output/answer.ts'
import { openServer, readHealth, serverUrl } from '../server.ts'
import { version } from '../version.ts'

/** More than this between two clocks, and what expires or counts six digits goes wrong. */
const mostSkewSeconds = 30

export const doctor = defineCommand<OutputFlags, []>({
  brief: 'Look whether Rollcall can run here, and whether the server of ROLLCALL_URL answers as it should',
  details: 'Changes nothing. Ends with 1 when there is a problem; each comes with what to do.',
  examples: [
    { line: 'rollcall doctor', says: 'Node, settings, data folder, database, port, server, token and clock.' },
    { line: 'rollcall doctor -o json', says: 'The same for a program.' },
  ],
  parameters: { flags: outputFlags, aliases: outputAliases },
  async run(cli, flags) {
    const outputs = planOutputs(cli, flags)
    const items = await examine(cli)
    outputs.emit({
      schema: 'rollcall.doctor/1',
      data: items,
      coverage: null,
      head: ['what', 'state', 'detail', 'what to do'],
      lines: items.map(({ what, state, detail, fix }) => [what, state, detail, fix ?? '']),
    })
    return items.some(({ state }) => state === 'problem') ? exit.error : exit.clean
  },
})

async function examine(cli: Cli): Promise<Inspected[]> {
  const { inspectInstallation } = await loadInspector()
  const node: Inspected = { what: 'Node', state: 'ok', detail: process.versions.node, fix: null }
  const { items, listening } = await inspectInstallation(cli.process.env)
  const port = listening ? [await lookAtPort(cli, listening)] : []
  return [node, ...items, ...port, ...(await lookAtServer(cli))]
}

async function lookAtPort(
  cli: Cli,
  { host, port, taken }: { host: string; port: number; taken: boolean },
): Promise<Inspected> {
  const what = 'Port'
  if (!taken) return { what, state: 'ok', detail: `${port} on ${host} is free`, fix: null }
  const bare = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const url = `http://${bare.includes(':') ? `[${bare}]` : bare}:${port}`
  try {
    const { version: running } = await readHealth(cli, url)
    return { what, state: 'ok', detail: `Rollcall ${running} answers at ${url}`, fix: null }
  } catch (error) {
    if (!explainedError(error)) throw error
    const fix = 'Stop it, or start Rollcall on another port: PORT=7656 npx rollcall start.'
    return { what, state: 'problem', detail: `${port} on ${host} is taken by another program`, fix }
  }
}

/** Server, version, clock and token, each only where the one before is there. */
async function lookAtServer(cli: Cli): Promise<Inspected[]> {
  const what = 'Server'
  try {
    const url = serverUrl(cli)
    const before = cli.now().getTime()
    const { version: theirs, date } = await readHealth(cli, url)
    const same = theirs === version
    const server: Inspected = {
      what,
      state: same ? 'ok' : 'problem',
      detail: same
        ? `${url} answers, version ${version}`
        : `${url} has version ${theirs}, this command line ${version}`,
      fix: same ? null : 'Use the command line of the version that the server has.',
    }
    return [server, lookAtClock(date, before, cli.now().getTime()), await lookAtToken(cli)]
  } catch (error) {
    const known = explainedError(error)
    if (!known) throw error
    // Nobody runs one here by default, and that is fine; an address that was set is meant to answer.
    const state = cli.process.env.ROLLCALL_URL ? 'problem' : 'skipped'
    return [{ what, state, detail: known.message, fix: known.fix }]
  }
}

function lookAtClock(date: string, before: number, after: number): Inspected {
  const what = 'Clock'
  const told = Date.parse(date)
  if (Number.isNaN(told)) return { what, state: 'skipped', detail: 'the server does not tell the time', fix: null }
  // The header has whole seconds and was written some time between the two.
  const skew = Math.round(Math.max(0, before - told - 1000, told - after) / 1000)
  if (skew <= mostSkewSeconds)
    return { what, state: 'ok', detail: 'the server’s clock agrees with this one', fix: null }
  const fix = 'Let both machines take their time from a time server (NTP).'
  return { what, state: 'problem', detail: `the server’s clock is ${skew} seconds away from this one`, fix }
}

async function lookAtToken(cli: Cli): Promise<Inspected> {
  const what = 'Token'
  if (!cli.process.env.ROLLCALL_TOKEN) {
    const fix = 'Commands that ask the server need one: make it in Settings › API tokens.'
    return { what, state: 'skipped', detail: 'ROLLCALL_TOKEN is not set', fix }
  }
  try {
    const { permissions } = await openServer(cli).call(getSession)
    return { what, state: 'ok', detail: `valid, and may: ${permissions.join(', ')}`, fix: null }
  } catch (error) {
    const known = explainedError(error)
    if (!known) throw error
    return { what, state: 'problem', detail: known.message, fix: known.fix }
  }
}
