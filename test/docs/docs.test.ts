import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tempFolder } from '../support/folder.ts'
import { bootstrapToken, type RollcallProcess, startRollcall } from '../support/process.ts'

const root = join(import.meta.dirname, '..', '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const readme = read('README.md')
const blocks = (text: string) => [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)

describe('the README', () => {
  test('is short, and names the two commands as the gate runs them', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(150)
    expect(blocks(readme)).toContain('npm ci && npm start\n')
    expect(blocks(readme)).toContain('npm ci && npm test\n')
    expect(read('.ci/run')).toContain('npm ci && npm test')
  })

  test('counts the checks that there are', async () => {
    const { checks } = await import('@rollcall/checks')
    expect(readme).toContain(`[${checks.length} checks]`)
  })

  test('its command without a server judges an organization and writes the report', async () => {
    const company = exampleCompany({ now: new Date() })
    const github = await startGithub({ company })
    const folder = tempFolder('readme')
    const block = blocks(readme).find((one) => one.includes('rollcall scan')) ?? ''
    const [build, line = ''] = block.trimEnd().split('\n')
    expect(build).toBe('npm ci && npm run build')
    // The same words; only whom they ask and where the report goes is this test's own.
    const script = line
      .replace('--org acme', `--org harborlight --address ${github.url}`)
      .replace('acme.sarif', `${folder}/acme.sarif`)
    expect(script).not.toContain(' acme')
    const shell = spawn('sh', ['-ec', script], {
      cwd: root,
      env: { ...process.env, GITHUB_TOKEN: company.tokens.owner.secret, ROLLCALL_ALLOW_NETWORKS: '127.0.0.0/8' },
      stdio: 'ignore',
    })
    expect((await once(shell, 'exit'))[0]).toBe(3)
    expect(JSON.parse(readFileSync(join(folder, 'acme.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' })
    await github.close()
  })

  describe('its curl commands', () => {
    let rollcall: RollcallProcess
    let github: RunningGithub
    const company = exampleCompany({ now: new Date() })
    beforeAll(async () => {
      github = await startGithub({ company })
      rollcall = await startRollcall()
    })
    afterAll(async () => {
      await rollcall.end('SIGTERM')
      await github.close()
    })

    test('connect an organization and list what is wrong', async () => {
      const block = blocks(readme).find((one) => one.startsWith('curl')) ?? ''
      // The same words; only where they go is this test's own.
      const script = block
        .replaceAll('http://127.0.0.1:7655', rollcall.url)
        .replace('"organizations": ["acme"]', `"organizations": ["harborlight"], "address": "${github.url}"`)
      const shell = spawn('sh', ['-ec', script], {
        env: {
          PATH: process.env.PATH ?? '',
          ROLLCALL_BOOTSTRAP_TOKEN: bootstrapToken,
          GITHUB_TOKEN: company.tokens.owner.secret,
        },
      })
      let output = ''
      shell.stdout.on('data', (chunk) => {
        output += chunk
      })
      const [code] = await once(shell, 'exit')
      expect(code, output).toBe(0)
      expect(output).toContain('"connection":{')
      expect(output).toContain('"items":[')
      expect(output).not.toContain('"error":{')
    })

    test('make an enterprise of each kind, list nobody, add a person, suspend her and let her in again', async () => {
      const found = blocks(readme).filter((one) => one.includes('enterprise create'))
      const folder = tempFolder('readme')
      // The same words; only where they go is this test's own.
      const script = found
        .join('')
        .replaceAll('http://127.0.0.1:7655', rollcall.url)
        .replaceAll('npx rollcall', `node ${join(root, 'packages', 'cli', 'bin.mjs')}`)
      const shell = spawn('sh', ['-ec', script], {
        cwd: folder,
        env: {
          PATH: process.env.PATH ?? '',
          ROLLCALL_URL: rollcall.url,
          ROLLCALL_BOOTSTRAP_TOKEN: bootstrapToken,
        },
      })
      let output = ''
      shell.stdout.on('data', (chunk) => {
        output += chunk
      })
      const [code] = await once(shell, 'exit')
      expect(code, output).toBe(0)
      expect(output).toContain('"totalResults":0')
      expect([...output.matchAll(/"active":\w+/g)].map(String)).toEqual([
        '"active":true',
        '"active":false',
        '"active":true',
      ])
      const { body } = await rollcall.call('GET', '/enterprises/acme-ghes/users?state=active')
      expect(body).toMatchObject({ total: 1, items: [{ login: 'mona' }] })
    })
  })
})

describe('the pages', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'bench/README.md', ...listPages('docs')]

  test.each(pages)('%s has no link that leads nowhere, and no path of one machine', (page) => {
    const text = read(page)
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|mailto:|#)/.test(target)) continue
      const [path = '', anchor] = target.split('#')
      const file = join(root, dirname(page), path)
      expect(existsSync(file), `${page} → ${target}`).toBe(true)
      if (anchor)
        expect(
          readFileSync(file, 'utf8')
            .toLowerCase()
            .replace(/[^a-z0-9\n# -]/g, ''),
        ).toContain(`# ${anchor.replaceAll('-', ' ')}`)
    }
    // `$EMU/Users/…` is an endpoint.
    expect(text).not.toMatch(/(?<!\w)\/(home|root|work|Users)\//)
  })

  test('every error code stands in the reference', async () => {
    const { errorCodes } = await import('@rollcall/core')
    const reference = read('docs/reference/errors.md')
    const documented = [...reference.matchAll(/^\| `([a-z_.]+)`/gm)].map(([, code]) => code)
    expect(documented).toEqual(errorCodes)
  })
})

function listPages(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.name.endsWith('.md'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}
