import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { canaryToken, takeLeaks } from '../../test/support/canary.ts'
import { fakeCli } from '../../test/support/cli.ts'
import { tempFolder } from '../../test/support/folder.ts'
import { runLine } from './main.ts'
import { readGithubToken, refuseSecrets } from './secrets.ts'

describe('a secret on the command line', () => {
  const scan = ['scan', 'github', '--org', 'acme']
  test.each([
    [['--token', 'x']],
    [['--token=x']],
    [['--github-token', 'x']],
    [['--password=x']],
    [['--api-key', 'x']],
    [['-token', 'x']],
    [['--org', canaryToken()]],
    [[`--name=${canaryToken()}`]],
    [['github_pat_11AAAAAAA0aaaaaaaaaaaaaa']],
    [['rc_api_0123456789abcdef']],
    [['rc_scim_0123456789abcdef']],
    [['Bearer abc']],
    [['0123456789abcdef0123456789abcdef01234567']],
  ])('%j is refused with the reason, by its place and never by its text', async (args) => {
    const { cli, stdout, stderr } = fakeCli()
    expect(await runLine(cli, [...scan, ...args])).toBe(2)
    expect(stdout()).toBe('')
    expect(stderr()).toMatch(/Argument \d looks like a secret.*process list/)
    expect(stderr()).toContain('GITHUB_TOKEN')
    for (const arg of args.filter((one) => one.length > 8)) expect(stderr()).not.toContain(arg)
    expect(takeLeaks()).toEqual([])
  })

  test.each([[['--token-file', '/etc/x']], [['severity:>=high', 'acme/token-service']], [['--out', 'secret.json']]])(
    '%j is none',
    (args) => expect(() => refuseSecrets(args)).not.toThrow(),
  )
})

describe('the token', () => {
  const file = join(tempFolder('token'), 'token')

  test('comes from the environment, a file or standard input, without the line break', async () => {
    writeFileSync(file, 'from-a-file\n')
    expect(await readGithubToken(fakeCli({ env: { GITHUB_TOKEN: ' from-env ' } }).cli, undefined)).toBe('from-env')
    expect(await readGithubToken(fakeCli({ env: { GITHUB_TOKEN: 'other' } }).cli, file)).toBe('from-a-file')
    expect(await readGithubToken(fakeCli({ stdin: 'from-stdin\n' }).cli, '-')).toBe('from-stdin')
  })

  test.each([
    ['is not set', {}, undefined, 'GITHUB_TOKEN is not set'],
    ['is empty on standard input', {}, '-', 'standard input is empty'],
    ['is in a file that is not there', {}, '/no/such/file', 'cannot be read (ENOENT)'],
  ])('where it %s, that is an authentication that failed', async (_, env, from, problem) => {
    const { cli, stderr } = fakeCli({ env })
    const args = ['scan', 'github', '--org', 'acme', ...(from === undefined ? [] : ['--token-file', from])]
    expect(await runLine(cli, args)).toBe(4)
    expect(stderr()).toContain(problem)
    expect(stderr()).toContain('(command.secret_missing)')
  })
})
