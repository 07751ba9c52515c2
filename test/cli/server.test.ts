import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { canaryToken, takeLeaks } from '../support/canary.ts'
import { rollcallBin, runCli, startCli } from '../support/cli-process.ts'
import { tempFolder } from '../support/folder.ts'
import { installApp } from '../support/github-app.ts'
import { bootstrapToken, freePort, newFolder, type RollcallProcess, startRollcall } from '../support/process.ts'
import { sarifProblems } from '../support/sarif.ts'
import { until } from '../support/server.ts'

let github: RunningGithub
let rollcall: RollcallProcess
const githubToken = canaryToken()

beforeAll(async () => {
  github = await startGithub({ company: exampleCompany({ now: new Date() }) })
  github.state.addToken({
    label: 'cli',
    secret: githubToken,
    login: 'mokafor',
    scopes: ['admin:org', 'repo'],
    ssoOrganizations: ['harborlight', 'harborlight-labs'],
  })
  // The same server as npm start, started the other way.
  rollcall = await startRollcall({ program: rollcallBin, args: ['start'] })
})
afterAll(async () => {
  expect(await rollcall.end('SIGINT')).toBe(0)
  await github.close()
})
afterEach(() => {
  github.faults.clear()
  expect(takeLeaks()).toEqual([])
})

const env = (more: Record<string, string> = {}) => ({
  ROLLCALL_URL: rollcall.url,
  ROLLCALL_TOKEN: bootstrapToken,
  GITHUB_TOKEN: githubToken,
  ...more,
})
const cli = (args: string[], more?: Record<string, string>) => runCli(args, { env: env(more) })
async function ask<T>(...args: string[]): Promise<{ code: number | null; schema: string; data: T; coverage: unknown }> {
  const { code, stdout, stderr } = await cli([...args, '-o', 'json', '-q'])
  expect(stderr).toBe('')
  return { code, ...JSON.parse(stdout) }
}
const connect = (...args: string[]) => cli(['connect', 'github', '--address', github.url, ...args])
const name = 'GitHub · harborlight'

interface Shown {
  id: string
  severity: string
  status: string
  fingerprint: string
}

describe('rollcall with a server', () => {
  test('start prints the link for the first admin', () => expect(rollcall.link()).toContain('/welcome#'))

  test('connect --dry-run says what cannot be read, and saves nothing', async () => {
    const { code, stdout } = await connect('--org', 'harborlight', '--dry-run')
    expect(code).toBe(5)
    expect(stdout).toMatch(
      /^blocked\tharborlight\tOrganization webhooks\t\d\tThe token lacks the scope admin:org_hook/m,
    )
    expect((await ask<unknown[]>('connections', 'list')).data).toEqual([])
  })

  test('connect tries a GitHub App by its number and key file; half of it is refused', async () => {
    const app = installApp(github, ['harborlight'])
    const keyFile = join(tempFolder('rollcall-key-'), 'app.pem')
    writeFileSync(keyFile, app.privateKey)
    const tried = await connect('--org', 'harborlight', '--app-id', app.appId, '--key-file', keyFile, '--dry-run')
    expect(tried.code).toBe(5)
    expect(tried.stdout).toMatch(/^ready\tharborlight\tFine-grained tokens\t/m)
    const half = await connect('--org', 'harborlight', '--app-id', app.appId, '--dry-run')
    expect(half).toMatchObject({ code: 2, stderr: expect.stringContaining('without --key-file') })
  })

  test('connect connects, and tells what is lost', async () => {
    const { code, stdout, stderr } = await connect('--org', 'harborlight')
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(stdout).toMatch(/^con_\w+\tGitHub · harborlight\tscn_\w+\n$/)
    expect(stderr).toContain('! harborlight: Organization webhooks cannot be read; 3 checks are lost.')
    await until('the first scan to end', async () => {
      const { data } = await ask<{ lastScan: { state: string } }>('connections', 'show', name)
      return data.lastScan.state === 'succeeded'
    })
  })

  test('connections scan waits for the end and judges what was found', async () => {
    const { code, stdout, stderr } = await cli(['connections', 'scan', name, '-o', 'sarif'])
    expect(code).toBe(3)
    expect(sarifProblems(JSON.parse(stdout))).toEqual([])
    expect(stderr).toMatch(/✗ harborlight +Organization webhooks/)
    expect((await cli(['connections', 'scan', name, '--fail-on', 'never', '-q'])).code).toBe(5)
  })

  test('findings are those of the server, listing is no judgement, and a gate is one', async () => {
    const { code, schema, data, coverage } = await ask<Shown[]>('findings', 'list', 'severity:>=high')
    expect({ code, schema }).toEqual({ code: 0, schema: 'rollcall.findings/1' })
    const { body } = await rollcall.call('GET', '/findings?limit=200&q=severity:%3E%3Dhigh')
    expect(data).toEqual((body as { items: unknown[] }).items)
    expect(coverage).toContainEqual(
      expect.objectContaining({ scope: 'harborlight', title: 'Organization webhooks', state: 'none' }),
    )
    expect((await cli(['findings', 'list', 'severity:>=high', '--fail-on', 'high', '-q'])).code).toBe(3)
    expect((await cli(['findings', 'list', 'severity:info', '--fail-on', 'high', '-q'])).code).toBe(5)
  })

  test('a scan without a server gives the same findings by the same fingerprints', async () => {
    const scanned = await cli(['scan', 'github', '--org', 'harborlight', '--address', github.url, '-o', 'json', '-q'])
    const prints = (list: Shown[]) =>
      list.map(({ fingerprint, status, severity }) => `${severity} ${status} ${fingerprint}`).sort()
    const { data } = await ask<Shown[]>('findings', 'list')
    expect(prints(JSON.parse(scanned.stdout).data)).toEqual(prints(data))
  })

  test('show and export tell one finding and all of them', async () => {
    const { data } = await ask<Shown[]>('findings', 'list', 'check:github-owner-two-factor-secure')
    const one = await cli(['findings', 'show', data[0]?.id ?? '', '-o', 'table'])
    expect(one.stdout).toMatch(/severity +critical\n/)
    expect(one.stdout).toContain('POST /graphql')
    expect(one.stdout).toContain('How to put it right\n  1. ')
    const file = join(tempFolder('export'), 'all.csv')
    const exported = await cli(['findings', 'export', 'status:open', '--out', file])
    expect(exported).toMatchObject({ code: 0, stdout: '' })
    const csv = await fetch(`${rollcall.url}/api/v1/findings/export?format=csv&q=status:open`, {
      headers: { authorization: `Bearer ${bootstrapToken}` },
    })
    expect(readFileSync(file, 'utf8')).toBe(await csv.text())
    const { body } = await rollcall.call('GET', '/events?type=export.made')
    expect(body).toMatchObject({ total: 2 })
  })

  test('identities and checks are those of the server', async () => {
    const { data } = await ask<{ id: string; name: string; privileged: boolean }[]>(
      'identities',
      'list',
      '--privileged',
    )
    expect(data.length).toBeGreaterThan(1)
    expect(new Set(data.map(({ privileged }) => privileged))).toEqual(new Set([true]))
    const shown = await cli(['identities', 'show', data[0]?.id ?? '', '-o', 'table'])
    expect(shown.stdout).toContain('Accounts\nLOGIN')
    const checks = await cli(['checks', 'list'])
    expect(checks.stdout.split('\n')[0]?.split('\t')).toHaveLength(7)
  })

  test('doctor finds all well, and each thing that is not', async () => {
    const well = await ask<{ what: string; state: string; detail: string }[]>('doctor')
    expect(well.code).toBe(0)
    expect(Object.fromEntries(well.data.map(({ what, state }) => [what, state]))).toEqual({
      Node: 'ok',
      Settings: 'ok',
      'Data folder': 'ok',
      Database: 'ok',
      Port: 'ok',
      Server: 'ok',
      Clock: 'ok',
      Token: 'ok',
    })
    expect(well.data.at(-1)?.detail).toContain('findings:read')
    const port = new URL(rollcall.url).port
    const ill = await cli(['doctor'], { ROLLCALL_TOKEN: 'wrong', PORT: port, ROLLCALL_DATA: rollcall.dataFolder })
    expect(ill.code).toBe(1)
    expect(ill.stdout).toMatch(/^Token\tproblem\tThe API token is unknown.*\tCreate a new token/m)
    expect(ill.stdout).toMatch(/^Port\tok\tRollcall .* answers at/m)
    expect(ill.stdout).toContain(`in use by process ${rollcall.child.pid}`)
    const stranger = new URL(github.url).port
    expect((await cli(['doctor'], { PORT: stranger })).stdout).toMatch(
      /^Port\tproblem\t\d+ on 127.0.0.1 is taken by another/m,
    )
    expect((await cli(['doctor'], { PORT: 'http' })).stdout).toMatch(/^Settings\tproblem\tPORT is not valid/m)
    expect((await cli(['doctor'], { ROLLCALL_DATA: join(rollcall.dataFolder, 'key', 'x') })).stdout).toMatch(
      /^Data folder\tproblem\t/m,
    )
  })

  describe('who may not', () => {
    test.each([
      ['a token that the server does not know', { ROLLCALL_TOKEN: 'no-such-token' }, '(auth.token_invalid'],
      ['no token', { ROLLCALL_TOKEN: '' }, 'ROLLCALL_TOKEN is not set'],
    ])('%s ends it with 4', async (_, more, message) => {
      const { code, stdout, stderr } = await cli(['findings', 'list'], more)
      expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
      expect(stderr).toContain(message)
    })

    test('a token without the permission ends it with 4, and the permission is named', async () => {
      const made = await rollcall.call('POST', '/tokens', {
        name: 'narrow',
        permissions: ['connections:read'],
        expiresInDays: 1,
      })
      const { token } = made.body as { token: string }
      const { code, stderr } = await cli(['findings', 'list'], { ROLLCALL_TOKEN: token })
      expect(code).toBe(4)
      expect(stderr).toContain('it needs the permission findings:read')
      expect((await cli(['connections', 'list'], { ROLLCALL_TOKEN: token })).code).toBe(0)
      expect((await cli(['doctor'], { ROLLCALL_TOKEN: token })).stdout).toMatch(
        /^Token\tok\tvalid, and may: connections:read\t/m,
      )
    })

    test('a GitHub token that is refused ends connecting with 4', async () => {
      const { code, stderr } = await cli(['connect', 'github', '--org', 'harborlight', '--address', github.url], {
        GITHUB_TOKEN: canaryToken(),
      })
      expect(code).toBe(4)
      expect(stderr).toContain('GitHub refused the token')
    })

    test('an organization that is not there ends connecting with 2', async () => {
      const { code, stderr } = await connect('--org', 'no-such')
      expect(code).toBe(2)
      expect(stderr).toContain('There is no organization no-such')
    })

    test('no server ends it with 5, and how to start one is said', async () => {
      const { code, stderr } = await cli(['findings', 'list'], { ROLLCALL_URL: `http://127.0.0.1:${await freePort()}` })
      expect(code).toBe(5)
      expect(stderr).toContain('npx rollcall start')
    })
  })

  test('Ctrl-C while a scan is waited for ends with 130 and cancels it on the server', async () => {
    github.faults.add({ kind: 'hang', path: '/orgs/{org}/teams' })
    const scanning = startCli(['connections', 'scan', name], { env: env() })
    await until('something to be read', async () => /✓/.test(scanning.stderr()))
    scanning.child.kill('SIGINT')
    expect(await scanning.ended).toBe(130)
    expect(scanning.stdout()).toBe('')
    expect(scanning.stderr()).toMatch(
      /interrupted\. Cancelling.*\nThe scan is cancelled.*\n( {2}.*\n)* {2}harborlight: Teams/,
    )
    await until('the scan to be cancelled', async () => {
      const { data } = await ask<{ lastScan: { state: string } }>('connections', 'show', name)
      return data.lastScan.state === 'cancelled'
    })
  })

  test('remove takes the connection away', async () => {
    const refused = await cli(['connections', 'remove', name])
    expect(refused.code).toBe(2)
    const removed = await cli(['connections', 'remove', name, '--yes'])
    expect(removed.code).toBe(0)
    expect(removed.stderr).toMatch(/Removing GitHub · harborlight takes with it: \d+ records/)
    expect((await ask<unknown[]>('connections', 'list')).data).toEqual([])
  })
})

describe('rollcall start', () => {
  test('that cannot be ends as npm start does', async () => {
    const { code, stderr } = await runCli(['start'], { env: { PORT: 'http', ROLLCALL_DATA: newFolder() } })
    expect(code).toBe(2)
    expect(stderr).toContain('PORT is not valid')
  })
})
