import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exampleCompany, type RunningPagerduty, startPagerduty } from '@rollcall/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { canaryMark, takeLeaks } from '../support/canary.ts'
import { rollcallBin, runCli } from '../support/cli-process.ts'
import { tempFolder } from '../support/folder.ts'
import { bootstrapToken, type RollcallProcess, startRollcall } from '../support/process.ts'
import { until } from '../support/server.ts'

let pagerduty: RunningPagerduty
let rollcall: RollcallProcess
let clientId: string
const key = `u+${canaryMark}AbCdEf01234`
const clientSecret = `${canaryMark}-0123456789abcdef`

beforeAll(async () => {
  pagerduty = await startPagerduty({ company: exampleCompany({ now: new Date() }) })
  pagerduty.state.key('demo').secret = key
  for (const one of pagerduty.state.world.apps) one.clientSecret = clientSecret
  clientId = pagerduty.state.world.apps[0]?.clientId ?? ''
  rollcall = await startRollcall({ program: rollcallBin, args: ['start'] })
})
afterAll(async () => {
  expect(await rollcall.end('SIGINT')).toBe(0)
  await pagerduty.close()
})
afterEach(() => expect(takeLeaks()).toEqual([]))

const cli = (args: string[], options: { env?: Record<string, string>; stdin?: string } = {}) =>
  runCli(args, {
    ...options,
    env: { ROLLCALL_URL: rollcall.url, ROLLCALL_TOKEN: bootstrapToken, ...options.env },
  })
const connect = (args: string[], options?: Parameters<typeof cli>[1]) => cli(['connect', 'pagerduty', ...args], options)
const name = 'PagerDuty · harborlight'
const open = async (check: string) => {
  const { stdout } = await cli(['findings', 'list', `check:${check} status:open`, '-o', 'json', '-q'])
  return (JSON.parse(stdout).data as { subject: { name: string } }[]).map(({ subject }) => subject.name)
}

describe('connect pagerduty', () => {
  test('--dry-run tries a key from a file or standard input, and an app, and saves nothing', async () => {
    const file = join(tempFolder('pagerduty-key'), 'key')
    writeFileSync(file, `${key}\n`)
    const account = ['--subdomain', `${pagerduty.url}/harborlight`]
    for (const [args, options] of [
      [['--key-file', file], {}],
      [['--key-file', '-'], { stdin: `${key}\n` }],
      [['--client-id', clientId, '--secret-file', '-'], { stdin: clientSecret }],
      [['--client-id', clientId], { env: { PAGERDUTY_CLIENT_SECRET: clientSecret } }],
    ] as const) {
      const { code, stdout, stderr } = await connect([...account, ...args, '--dry-run'], options)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(/^ready\tharborlight\tUsers\t0\t/m)
    }
    const { stdout } = await cli(['connections', 'list', '-o', 'json', '-q'])
    expect(JSON.parse(stdout).data).toEqual([])
  })

  test.each([
    ['no key', [], {}, 4, /PAGERDUTY_API_KEY is not set[\s\S]*read-only key/],
    ['no client secret', ['--client-id', 'x'], {}, 4, /PAGERDUTY_CLIENT_SECRET is not set/],
    ['both', ['--client-id', 'x', '--key-file', '-'], {}, 2, /An app and an API key were given/],
    ['a secret without an app', ['--secret-file', '-'], {}, 2, /without --client-id/],
    ['the key as an argument', ['--api-key', 'x'], {}, 2, /looks like a secret/],
    ['a wrong key', [], { PAGERDUTY_API_KEY: 'u+wrongwrongwrong000' }, 4, /PagerDuty refused the key/],
    [
      'the wrong region',
      ['--region', 'eu'],
      { PAGERDUTY_API_KEY: key },
      2,
      /good in the service region US, and not in EU/,
    ],
  ])('%s is said, with what to do', async (_, args, env, exit, problem) => {
    const { code, stdout, stderr } = await connect(['--subdomain', pagerduty.url, ...args], {
      env: { ...env },
      stdin: '',
    })
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' })
    expect(stderr).toMatch(problem)
    expect(stderr).toContain('→')
  })

  test('connects with label, owner and what the company declares', async () => {
    const args = ['--subdomain', pagerduty.url, '--label', 'production', '--owner', 'Platform', '--known-key', 'k3Qz']
    const { code, stdout } = await connect(args, { env: { PAGERDUTY_API_KEY: key } })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^con_\w+\tPagerDuty · harborlight\tscn_\w+\n$/)
    await until('the first scan to end', async () => {
      const shown = await cli(['connections', 'show', name, '-o', 'json', '-q'])
      return JSON.parse(shown.stdout).data.lastScan.state === 'succeeded'
    })
    const { stdout: shown } = await cli(['connections', 'show', name])
    expect(shown).toMatch(/^label\tproduction$/m)
    expect(await open('pagerduty-api-key-known')).toEqual(['…Wm07 (old-monitoring)'])
  })
})

describe('connections edit', () => {
  const edit = (...args: string[]) => cli(['connections', 'edit', name, ...args])

  test('without a change lists the settings, and which of them may change', async () => {
    const { code, stdout } = await edit()
    expect(code).toBe(0)
    expect(stdout).toMatch(/^keys\tk3Qz\tyes\tKnown API keys\./m)
    expect(stdout).toMatch(/^region\tus\tno\tService region\. Another account/m)
    expect(stdout).not.toContain('apiKey')
  })

  test('--dry-run says what would change and saves nothing; without it findings follow at once', async () => {
    const change = ['--set', 'keys=k3Qz, Wm07', '--set', 'domains=harborlight.example']
    const dry = await edit(...change, '--dry-run')
    expect(dry.code).toBe(0)
    expect(dry.stdout).toMatch(/^keys\tk3Qz\tk3Qz, Wm07$/m)
    expect(dry.stderr).toMatch(/: 1 finding opens, a verdict from now on\n/)
    expect(dry.stderr).toMatch(/: 1 resolved\n[\s\S]*Nothing was saved\./)
    expect(await open('pagerduty-api-key-known')).toHaveLength(1)

    expect((await edit(...change, '--label', 'sandbox', '--every', '0')).code).toBe(0)
    expect(await open('pagerduty-api-key-known')).toEqual([])
    expect(await open('pagerduty-user-company-address')).toEqual(['Per Lindholm'])
    const { body } = await rollcall.call('GET', '/connections')
    expect((body as { items: object[] }).items).toMatchObject([
      { label: 'sandbox', scanEveryHours: 0, config: { keys: ['k3Qz', 'Wm07'], domains: ['harborlight.example'] } },
    ])
    expect((await edit('--set', 'keys=', '-q')).code).toBe(0)
    expect((await edit()).stdout).toMatch(/^keys\t\tyes/m)
  })

  test.each([
    [['--set', 'region=eu'], /Service region cannot be changed[\s\S]*instance of its own/],
    [['--set', 'hosts=not/a host'], /no host name/],
    [['--set', 'clientId=x'], /belongs to the credential/],
    [['--set', 'apiKey=u+abcdefghij01234567'], /looks like a secret/],
    [['--set', 'nonsense=1'], /has no setting nonsense\.\n.*There are: .*domains/],
    [['--set', 'domains'], /has no value/],
    [['--every', '9999'], /0 to 720/],
  ])('%j is refused', async (args, problem) => {
    const { code, stdout, stderr } = await edit(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(problem)
  })
})
