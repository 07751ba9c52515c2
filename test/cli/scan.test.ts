import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { canaryToken, takeLeaks } from '../support/canary.ts'
import { type CliRun, rollcallBin, runCli, startCli } from '../support/cli-process.ts'
import { tempFolder } from '../support/folder.ts'
import { installApp } from '../support/github-app.ts'
import { type SarifLog, sarifProblems } from '../support/sarif.ts'
import { until } from '../support/server.ts'

let github: RunningGithub
const token = canaryToken()
const narrowToken = canaryToken()
const folder = tempFolder('cli')

beforeAll(async () => {
  github = await startGithub({ company: exampleCompany({ now: new Date() }), contract: true })
  const owner = { login: 'mokafor', ssoOrganizations: ['harborlight', 'harborlight-labs'] }
  // Of a GitHub App, which alone is shown everything.
  const scopes = ['admin:org' as const, 'admin:org_hook' as const, 'repo' as const]
  github.state.addToken({ ...owner, kind: 'app', label: 'all', secret: token, scopes })
  github.state.addToken({ ...owner, label: 'narrow', secret: narrowToken, scopes: ['admin:org', 'repo'] })
})
afterAll(async () => {
  expect(github.contractViolations).toEqual([])
  await github.close()
})
afterEach(() => {
  github.faults.clear()
  expect(takeLeaks()).toEqual([])
})

const scanArgs = (...args: string[]) => ['scan', 'github', '--address', github.url, ...args]
const scan = (args: string[], env: Record<string, string> = { GITHUB_TOKEN: token }, stdin?: string): Promise<CliRun> =>
  runCli(scanArgs(...args), { env, ...(stdin === undefined ? {} : { stdin }) })

/** The policy for OAuth apps is all that is told then, on one line. */
const unshown = /^\d+ findings: .*\. No API shows it, so a person has to look: 1 check without a verdict\.\n$/

describe('rollcall scan github, without a server', () => {
  test('finds what is wrong, as lines for a pipe, and ends with 3', async () => {
    const { code, stdout, stderr } = await scan(['--org', 'harborlight'])
    expect(code).toBe(3)
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'))
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([6]))
    expect(lines).toContainEqual([
      'critical',
      'open',
      'Owner without secure two-factor authentication',
      'rcastellan',
      'harborlight',
      'github-owner-two-factor-secure',
    ])
    expect(stderr).toMatch(/✓ harborlight +Members +60 of 60\n/)
    expect(stderr).toContain('so this ends with 3.')
    expect(stdout + stderr).not.toContain('\u001b')
  })

  test('ends with 0 where nothing is above the limit and everything was seen', async () => {
    const { code, stderr } = await scan(['--org', 'harborlight', '--fail-on', 'never', '--quiet'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(unshown) })
  })

  test('what the plan does not have is told and listed, and ends with 0', async () => {
    const { code, stdout, stderr } = await scan(['--org', 'harborlight-labs', '--fail-on', 'never', '-o', 'json', '-q'])
    const { data, coverage } = JSON.parse(stdout)
    const unread = coverage.filter(({ state }: { state: string }) => state !== 'complete')
    expect(unread).toMatchObject([{ stream: 'github.audit_event', state: 'none', gap: { reason: 'plan' } }])
    expect(data.some(({ status, gap }: { status: string; gap: unknown }) => status === 'unknown' && gap !== null)).toBe(
      true,
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('Not in the plan') })
  })

  test('by a GitHub App alone, and with a token beside it', async () => {
    const app = installApp(github, ['harborlight'], undefined, 'rollcall-cli')
    const [key, ownToken] = [join(folder, 'key.pem'), join(folder, 'own-token')]
    writeFileSync(key, app.privateKey)
    const secret = canaryToken()
    writeFileSync(ownToken, `${secret}\n`)
    github.state.addToken({
      label: 'owner-beside',
      secret,
      login: 'mokafor',
      ssoOrganizations: ['harborlight'],
      scopes: ['admin:org', 'admin:org_hook', 'repo'],
    })
    const byApp = ['--org', 'harborlight', '--app-id', app.appId, '--key-file', key, '--fail-on', 'never', '-q']
    expect((await scan(byApp, {})).code).toBe(5)
    const both = await scan([...byApp, '--token-file', ownToken, '-o', 'json'], {})
    expect(both).toMatchObject({ code: 0, stderr: expect.stringMatching(unshown) })
    const { coverage } = JSON.parse(both.stdout)
    const readBy = (stream: string) => coverage.find((one: { stream: string }) => one.stream === stream).methods
    expect([readBy('github.team'), readBy('github.member')]).toEqual([['app'], ['token']])
    expect((await scan(['--org', 'harborlight', '--app-id', app.appId], {})).code).toBe(2)
  })

  test('ends with 5 where something could not be seen, says what and why, and 3 comes first', async () => {
    const narrow = { GITHUB_TOKEN: narrowToken }
    const gap = await scan(['--org', 'harborlight', '--fail-on', 'never', '-o', 'table'], narrow)
    expect(gap.code).toBe(5)
    expect(gap.stdout).toContain('Could not be judged')
    expect(gap.stderr).toMatch(/! harborlight: The token lacks the scope admin:org_hook.* → Create a token/)
    const accepted = await scan(['--org', 'harborlight', '--fail-on', 'never', '--allow-incomplete', '-q'], narrow)
    expect(accepted.code).toBe(0)
    expect(accepted.stderr).toContain('not a clean result')
    expect((await scan(['--org', 'harborlight', '--allow-incomplete'], narrow)).code).toBe(3)
  })

  test('an organization that is not there leaves everything about it open, and the other one is judged', async () => {
    const { code, stdout, stderr } = await scan(['--org', 'harborlight-labs', '--org', 'no-such', '-o', 'json'])
    const { schema, data, coverage } = JSON.parse(stdout)
    expect(schema).toBe('rollcall.scan/1')
    expect(code).toBe(
      data.some(
        (one: { severity: string; status: string }) => one.status === 'open' && /critical|high/.test(one.severity),
      )
        ? 3
        : 5,
    )
    const of = (scope: string) => data.filter((one: { scope: string }) => one.scope === scope)
    expect(new Set(of('no-such').map(({ status }: { status: string }) => status))).toEqual(new Set(['unknown']))
    expect(of('harborlight-labs').length).toBeGreaterThan(0)
    expect(
      coverage.filter(({ scope, state }: Record<string, string>) => scope === 'no-such' && state !== 'none'),
    ).toEqual([])
    expect(stderr).toContain('There is no organization no-such, or this token cannot see it. → Check the spelling')
    expect((await scan(['--org', 'no-such'])).code).toBe(5)
  })

  test('writes every form at once, and the SARIF is valid', async () => {
    const files = ['a.sarif', 'b.json', 'c.csv'].map((name) => join(folder, name))
    const outs = files.flatMap((file) => ['--out', file])
    const { code, stdout } = await scan(['--org', 'harborlight', '-o', 'sarif', ...outs], { GITHUB_TOKEN: narrowToken })
    expect(code).toBe(3)
    const [sarif = '', json = '', csv = ''] = files.map((file) => readFileSync(file, 'utf8'))
    expect(sarif).toBe(stdout)
    const log = JSON.parse(sarif) as SarifLog
    expect(sarifProblems(log)).toEqual([])
    const [run] = log.runs
    expect(new Set(run?.results.map(({ kind }) => kind))).toEqual(new Set(['fail', 'open', 'notApplicable']))
    expect(run?.invocations[0]?.executionSuccessful).toBe(false)
    const { data } = JSON.parse(json)
    const prints = run?.results.flatMap(({ partialFingerprints }) => partialFingerprints?.['rollcall/v1'] ?? [])
    expect(prints).toEqual(data.map(({ fingerprint }: { fingerprint: string }) => fingerprint))
    expect(new Set(prints).size).toBe(prints?.length)
    expect(csv.split('\r\n')).toHaveLength(data.length + 2)
    expect([sarif, json, csv].join('')).not.toContain(narrowToken)
  })

  test('takes the token from a file or from standard input', async () => {
    const file = join(folder, 'token')
    writeFileSync(file, `${token}\n`)
    const quick = ['--org', 'harborlight', '--fail-on', 'never', '-q']
    expect((await scan([...quick, '--token-file', file], {})).code).toBe(0)
    expect((await scan([...quick, '--token-file', '-'], {}, `${token}\n`)).code).toBe(0)
  })

  test.each([
    ['a token that GitHub refuses', () => ({ GITHUB_TOKEN: canaryToken() }), 'GitHub refused the token'],
    ['a token that is none', () => ({ GITHUB_TOKEN: 'hunter2' }), 'does not look like a GitHub token'],
    ['no token', () => ({}), 'GITHUB_TOKEN is not set'],
  ])('%s ends it with 4', async (_, env, message) => {
    const { code, stdout, stderr } = await scan(['--org', 'harborlight'], env())
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain('→')
    expect(stderr).not.toContain('hunter2')
  })

  test('a private address is refused until it is allowed', async () => {
    const { code, stderr } = await scan(['--org', 'harborlight'], { GITHUB_TOKEN: token, ROLLCALL_ALLOW_NETWORKS: '' })
    expect(code).toBe(2)
    expect(stderr).toContain('ROLLCALL_ALLOW_NETWORKS')
  })

  test('a token that is revoked in mid-scan leaves gaps, and never a clean end', async () => {
    github.faults.add({ kind: 'unauthorized', after: 6 })
    const { code, stdout } = await scan(['--org', 'harborlight', '--fail-on', 'never', '-o', 'json'])
    expect(code).toBe(5)
    expect(JSON.parse(stdout).coverage.some(({ state }: { state: string }) => state !== 'complete')).toBe(true)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s in mid-scan ends it with 130 at once, and says what was not read',
    async (signal) => {
      github.faults.add({ kind: 'hang', path: '/orgs/{org}/teams' })
      github.faults.add({ kind: 'hang', path: '/graphql', graphql: 'members' })
      const file = join(folder, `${signal}.sarif`)
      const scanning = startCli(scanArgs('--org', 'harborlight', '--out', file), { env: { GITHUB_TOKEN: token } })
      await until('something to be read', async () => /✓/.test(scanning.stderr()))
      const sent = performance.now()
      scanning.child.kill(signal)
      expect(await scanning.ended).toBe(130)
      // Left alone it would wait for 30 seconds; it is gone in a fifth of one where nothing else runs.
      expect(performance.now() - sent).toBeLessThan(5000)
      expect(scanning.stdout()).toBe('')
      expect(scanning.stderr()).toMatch(
        /interrupted\. Nothing was judged.*\nNot read whole:\n( {2}.*\n)* {2}harborlight: Teams\n/,
      )
      expect(existsSync(file)).toBe(false)
    },
  )

  test('a reader that has seen enough is no error', async () => {
    const script = `"${process.execPath}" "${rollcallBin}" checks list | head -n 1`
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', script])
    expect(stdout).toMatch(/^critical\t/)
    expect(stderr).toBe('')
  })
})

describe('completion', () => {
  const complete = async (line: string) => {
    const words = line.split(' ')
    const script = [
      'PATH="$BIN:$PATH"',
      'source <(rollcall completion bash)',
      `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`,
      '_rollcall',
      `printf '%s\\n' "\${COMPREPLY[@]}"`,
    ].join('\n')
    const bin = tempFolder('path')
    writeFileSync(join(bin, 'rollcall'), `#!/bin/sh\nexec "${process.execPath}" "${rollcallBin}" "$@"\n`, {
      mode: 0o755,
    })
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script], { env: { ...process.env, BIN: bin } })
    expect(stderr).toBe('')
    return stdout.trim().split('\n')
  }

  test('bash completes commands, flags, values, checks and the keys of a query', async () => {
    expect(await complete('rollcall conn')).toEqual(['connect', 'connections'])
    expect(await complete('rollcall findings ')).toEqual(['list', 'show', 'export'])
    expect(await complete('rollcall scan github --fa')).toEqual(['--fail-on'])
    expect(await complete('rollcall scan github --fail-on cri')).toEqual(['critical'])
    expect(await complete('rollcall checks show github-webhook-h')).toEqual(['github-webhook-https'])
    expect(await complete('rollcall findings list sev')).toEqual(['severity:'])
  })

  test.each(['zsh', 'fish'])('%s gets a script of its own that asks the program', async (shell) => {
    const { code, stdout } = await runCli(['completion', shell])
    expect(code).toBe(0)
    expect(stdout).toContain('__complete')
  })
})

test('npx finds it in the checkout', async () => {
  const root = join(import.meta.dirname, '..', '..')
  const { stdout } = await promisify(execFile)('npx', ['--no-install', 'rollcall', 'version'], { cwd: root })
  expect(stdout).toMatch(/^rollcall \d+\.\d+\.\d+/)
})
