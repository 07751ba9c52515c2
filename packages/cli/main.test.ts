import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type FakeOptions, fakeCli } from '../../test/support/cli.ts'
import { tempFolder } from '../../test/support/folder.ts'
import { helpTexts } from './app.ts'
import { runLine } from './main.ts'
import { version } from './version.ts'

async function runWith(options: FakeOptions, ...args: string[]) {
  const fake = fakeCli(options)
  const code = await runLine(fake.cli, args)
  return { code, stdout: fake.stdout(), stderr: fake.stderr() }
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8' } })
const token = { ROLLCALL_TOKEN: 'a-token' }

describe('help', () => {
  test.each([[[]], [['--help']], [['help']], [['findings', '--help']], [['help', 'findings']]])(
    '%j ends with 0',
    async (args) => {
      const { code, stdout, stderr } = await runWith({}, ...args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toContain('USAGE')
    },
  )

  test('every command has an example in which it occurs', () => {
    expect(helpTexts().length).toBeGreaterThan(15)
    for (const [route, text] of helpTexts()) {
      expect(text, route).toContain('EXAMPLES')
      expect(text.split('EXAMPLES')[1], route).toContain(route)
    }
  })
})

describe('a mistake on the command line ends with 2 and says where help is', () => {
  test.each([
    [['scna']],
    [['scan', 'gitlab']],
    [['scan', 'github']],
    [['scan', 'github', '--org', 'acme', '--fail-on', 'terrible']],
    [['checks', 'list', '-o', 'sarif']],
    [['completion', 'tcsh']],
    [['version', '--nope']],
  ])('%j', async (args) => {
    const { code, stdout, stderr } = await runWith({ env: { GITHUB_TOKEN: 'x' } }, ...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('--help')
  })

  test.each([
    ['a file whose name says no format', ['checks', 'list', '--out', 'checks.pdf'], 'does not say a format'],
    ['a folder that is not there', ['checks', 'list', '--out', '/no/such/folder/x.json'], 'cannot be written (ENOENT)'],
    ['SARIF of what are no findings', ['checks', 'list', '--out', 'x.sarif'], 'SARIF is a format for findings'],
    ['a query with a key that is none', ['findings', 'list', 'colour:red'], 'there is no colour'],
    ['a number that is none', ['findings', 'list', '--limit', 'many'], 'many'],
    ['a limit on what is judged', ['findings', 'list', '--limit', '5', '--fail-on', 'high'], 'do not go together'],
  ])('%s', async (_, args, message) => {
    const { code, stderr } = await runWith({ env: token }, ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).toContain('→')
  })
})

describe('without a server', () => {
  test('version and checks work', async () => {
    expect(await runWith({}, 'version')).toEqual({ code: 0, stdout: `rollcall ${version}\n`, stderr: '' })
    const { code, stdout } = await runWith({}, 'checks', 'list')
    expect(code).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(40)
    expect(lines[0]?.split('\t')).toHaveLength(4)
    const one = await runWith({ terminal: true }, 'checks', 'show', 'github-organization-two-factor-required')
    expect(one.stdout).toContain('How to put it right\n  1. ')
  })

  test('the same answer goes out in every form', async () => {
    const folder = tempFolder('out')
    const files = ['a.json', 'b.csv', 'c.tsv'].map((name) => join(folder, name))
    const args = files.flatMap((file) => ['--out', file])
    const { code, stdout } = await runWith({}, 'checks', 'list', '-o', 'json', ...args)
    expect(code).toBe(0)
    const answer = JSON.parse(stdout)
    expect(answer).toMatchObject({ schema: 'rollcall.checks/1', coverage: null })
    const [inJson = '', inCsv = '', inTsv = ''] = files.map((file) => readFileSync(file, 'utf8'))
    expect(JSON.parse(inJson)).toEqual(answer)
    expect(inCsv.split('\r\n')[0]).toBe('severity,check,how it should be,category')
    expect(inTsv.trimEnd().split('\n')).toHaveLength(answer.data.length)
  })

  test('a check that does not exist ends with 1', async () => {
    const { code, stderr } = await runWith({}, 'checks', 'show', 'nope')
    expect(code).toBe(1)
    expect(stderr).toContain('The check nope does not exist')
  })

  test('what needs a server says that none answers, and how to start one', async () => {
    const refused = () =>
      Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }))
    const { code, stderr } = await runWith({ env: token, fetch: refused }, 'findings', 'list')
    expect(code).toBe(5)
    expect(stderr).toContain('No Rollcall answers at http://127.0.0.1:7655: nothing listens there.')
    expect(stderr).toContain('npx rollcall start')
  })
})

describe('a server', () => {
  test('is asked with the token, and never where it redirects to', async () => {
    const asked: { url: string; init: RequestInit }[] = []
    const fetch = async (url: string, init: RequestInit) => {
      asked.push({ url, init })
      return new Response(null, { status: 302, headers: { location: 'https://elsewhere.example/login' } })
    }
    const env = { ...token, ROLLCALL_URL: 'https://rollcall.example' }
    const { code, stderr } = await runWith({ env, fetch }, 'connections', 'list')
    expect(code).toBe(5)
    expect(stderr).toContain('it redirects to https://elsewhere.example')
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({
      url: 'https://rollcall.example/api/v1/connections',
      init: { redirect: 'manual', headers: { authorization: 'Bearer a-token' } },
    })
  })

  test('that is reached without encryption is warned of, unless it is this machine', async () => {
    const fetch = async () => json({ items: [], total: 0, next: null })
    const warned = async (url: string) =>
      (await runWith({ env: { ...token, ROLLCALL_URL: url }, fetch }, 'connections', 'list')).stderr
    expect(await warned('http://rollcall.example')).toContain('unencrypted')
    expect(await warned('http://localhost.example')).toContain('unencrypted')
    expect(await warned('https://rollcall.example')).toBe('')
    expect(await warned('http://localhost:7655')).toBe('')
    expect(await warned('http://[::1]:7655')).toBe('')
  })

  test('that does not answer is not waited for after Ctrl-C', async () => {
    const fake = fakeCli({
      env: token,
      fetch: (_, { signal }) => {
        setTimeout(() => fake.abort.abort(new Error('interrupted')))
        return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
      },
    })
    const running = runLine(fake.cli, ['connections', 'list'])
    expect(await running).toBe(130)
    expect(fake.stderr()).toBe('rollcall: interrupted.\n')
  })

  test('that is not Rollcall is told apart', async () => {
    const fetch = async () => new Response('<html>', { headers: { 'content-type': 'text/html' } })
    const { code, stderr } = await runWith({ env: token, fetch }, 'identities', 'list')
    expect(code).toBe(5)
    expect(stderr).toContain('is not Rollcall: it answers 200 with text/html')
  })

  test.each([
    ['ftp://rollcall.example', 'not an http or https address'],
    ['https://ada:secret@rollcall.example', 'carries a user name'],
    ['https://rollcall.example/console', 'has a path'],
  ])('%s is no address of one', async (url, problem) => {
    const { code, stderr } = await runWith({ env: { ...token, ROLLCALL_URL: url } }, 'connections', 'list')
    expect(code).toBe(2)
    expect(stderr).toContain(problem)
    expect(stderr).not.toContain('secret')
  })

  test('gives long lists page by page, to the end or to the limit', async () => {
    const queries: URLSearchParams[] = []
    const fetch = async (url: string) => {
      const { pathname, searchParams } = new URL(url)
      if (pathname.endsWith('/overview')) return json({ blindSpots: [] })
      queries.push(searchParams)
      const page = queries.length
      const item = {
        id: `fnd_${page}`,
        severity: 'low',
        status: 'open',
        problem: 'p',
        scope: 'acme',
        checkId: 'c',
        subject: null,
        count: 1,
      }
      return json({ items: [item], total: 3, next: page < 3 ? `cursor${page}` : null })
    }
    const all = await runWith({ env: token, fetch }, 'findings', 'list', 'severity:low')
    expect(all.stdout.match(/fnd_\d/g)).toEqual(['fnd_1', 'fnd_2', 'fnd_3'])
    expect(all.stderr).toBe('3 findings.\n')
    expect(queries.map((one) => one.get('cursor'))).toEqual([null, 'cursor1', 'cursor2'])
    expect(queries[0]?.get('q')).toBe('severity:low')
    queries.splice(0)
    const some = await runWith({ env: token, fetch }, 'findings', 'list', '--limit', '2')
    expect(some.stdout.match(/fnd_\d/g)).toEqual(['fnd_1', 'fnd_2'])
    expect(some.stderr).toBe('2 of 3 findings.\n')
  })

  test.each([
    [401, 'auth.token_invalid', 4],
    [403, 'auth.forbidden', 4],
    [404, 'request.not_found', 1],
    [409, 'scan.running', 1],
    [422, 'query.invalid', 2],
    [502, 'upstream.failed', 5],
    [500, 'internal.bug', 70],
    [503, 'something.newer', 5],
  ])('that answers %i %s ends it with %i, and its request id is told', async (status, code, exit) => {
    const error = { code, message: 'What happened.', fix: 'What to do.', requestId: 'req-1' }
    const answer = await runWith({ env: token, fetch: async () => json({ error }, status) }, 'identities', 'list')
    expect(answer.code).toBe(exit)
    expect(answer.stderr).toBe(`rollcall: What happened.\n  → What to do.\n  (${code}, request req-1)\n`)
  })

  test('a bug ends with 70 and asks to be reported', async () => {
    const { code, stderr } = await runWith({ env: token, fetch: async () => json({ items: 7 }) }, 'identities', 'list')
    expect(code).toBe(70)
    expect(stderr).toContain('Report it with these lines')
  })
})

describe('removing a connection', () => {
  const calls: string[] = []
  const fetch = async (url: string, init: RequestInit) => {
    calls.push(`${init.method} ${new URL(url).pathname}`)
    if (init.method === 'DELETE') return new Response(null, { status: 204 })
    if (url.endsWith('/removal')) return json({ records: 5, findings: 4, identities: 3, scans: 2 })
    return json({ items: [{ id: 'con_1', name: 'GitHub · acme' }], total: 1, next: null })
  }
  const remove = (options: FakeOptions, ...args: string[]) => {
    calls.splice(0)
    return runWith({ env: token, fetch, ...options }, 'connections', 'remove', 'GitHub · acme', ...args)
  }

  test('says what would go, and does not ask a pipe', async () => {
    const { code, stderr } = await remove({})
    expect(code).toBe(2)
    expect(stderr).toContain('5 records, 4 findings, 2 scans, and 3 identities')
    expect(stderr).toContain('--yes')
    expect(calls.join()).not.toContain('DELETE')
  })

  test('wants its name from a person, exactly', async () => {
    expect((await remove({ answer: 'acme' })).code).toBe(1)
    expect(calls.join()).not.toContain('DELETE')
    expect((await remove({ answer: 'GitHub · acme\n' })).code).toBe(0)
    expect(calls.at(-1)).toBe('DELETE /api/v1/connections/con_1')
  })

  test('one that is not there is a mistake that names those that are', async () => {
    const { code, stderr } = await runWith({ env: token, fetch }, 'connections', 'remove', 'other', '--yes')
    expect(code).toBe(2)
    expect(stderr).toContain('There are: GitHub · acme.')
  })
})
