import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'
import { canaryPassword, takeLeaks } from '../support/canary.ts'
import { createDatabase, type TestDatabase, urlOf } from '../support/database.ts'
import { tempFolder } from '../support/folder.ts'
import { bootstrapToken, type RollcallProcess, startRollcall } from '../support/process.ts'
import { listenSamlProvider } from '../support/saml-provider.ts'
import { until } from '../support/server.ts'

const root = join(import.meta.dirname, '..', '..')

/** The README's Server walk-through, in the words that stand there, with a browser where it names one. Each test goes on from the last. */
describe('the Server walk-through', () => {
  let database: TestDatabase
  let rollcall: RollcallProcess
  let saml: Awaited<ReturnType<typeof listenSamlProvider>>
  let shell: Shell
  let console: View
  let mona: View
  const steps = stepsOfReadme()

  beforeAll(async () => {
    database = await createDatabase()
    rollcall = await startRollcall({ env: { DATABASE_URL: urlOf(database) } })
    saml = await listenSamlProvider(async () => (await fetch(`${rollcall.url}/ghes/acme-ghes/saml/metadata`)).text())
    saml.say({ nameId: 'mona@acme.example' })
    shell = openShell(rollcall.url)
    console = await openView({ url: rollcall.url })
    mona = await openView({ url: rollcall.url })
  })
  afterAll(async () => {
    shell.close()
    await console.close()
    await mona.close()
    await rollcall.end('SIGINT')
    await saml.close()
    await database.drop()
    expect(takeLeaks()).toEqual([])
  })

  const field = (label: string) => console.page.getByLabel(label, { exact: true })
  const button = (name: string) => console.page.getByRole('button', { name, exact: true })
  const said = (view: View, text: string | RegExp) => view.page.getByText(text).first().waitFor()
  const heading = (view: View, name: string) => view.page.getByRole('heading', { level: 1, name }).waitFor()
  const row = (text: string) => console.page.locator('main tbody tr').filter({ hasText: text })

  async function signIn(): Promise<void> {
    await mona.go('/ghes/acme-ghes')
    await mona.page.getByRole('link', { name: 'Sign in with single sign-on' }).click()
    await heading(mona, 'Identity provider')
    await mona.page.getByRole('button', { name: 'Go on' }).click()
  }

  test('1: a server is made with SCIM off, and refuses to provision', async () => {
    await shell.run(steps.get(1))
    expect(await shell.run('scim $GHES/Users')).toContain('"404"')
    const { page } = console
    await page.goto(rollcall.link() ?? '')
    await field('E-mail').fill('ada@rollcall.example')
    await field('Your name').fill('Ada')
    await field('Password').fill(canaryPassword())
    await button('Create the account').click()
    await page.waitForURL(`${rollcall.url}/`)
  })

  test('2: the console says whom turning SCIM on touches, and turns it on', async () => {
    await console.go('/directory/acme-ghes?tab=settings')
    await button('Turn SCIM on').click()
    await said(console, 'No sign-in makes an account any more: SCIM provisions first.')
    await console.settled()
    await console.sound()
    await console.page.getByRole('dialog').getByRole('button', { name: 'Turn SCIM on' }).click()
    await said(console, 'SCIM is on in acme-ghes.')
    await until('SCIM to answer', async () => (await shell.run('scim $GHES/Users')).includes('"totalResults":0'))
    // What the README has for a terminal says that it is done.
    expect(await shell.run(steps.get(2))).toContain('"changed":false')
  })

  test('3: Mona is provisioned, and signs in over SAML', async () => {
    expect(await shell.run(steps.get(3))).toContain('"active":true')
    await console.go('/directory/acme-ghes?tab=sign-in')
    await field('Metadata of the identity provider').fill(saml.metadataUrl)
    await button('Read the metadata').click()
    await console.page.getByRole('list', { name: 'Signing certificates' }).getByText('CN=idp.example').waitFor()
    await button('Save SAML').click()
    await said(console, /Sign-in is saved/)
    await button('Turn on').click()
    await said(console, /The set-up user has no password/)
    await signIn()
    await heading(mona, 'Mona')
    await said(mona, 'mona in acme-ghes')
    await said(mona, 'You are in no organization.')
    await mona.sound()
  })

  test('4: disabled over SCIM, her session is over, her username hashed, and a page says why she is not let in', async () => {
    expect(await shell.run(steps.get(4))).toContain('"active":false')
    await mona.page.reload()
    await heading(mona, 'Sign in to acme-ghes')
    await signIn()
    await heading(mona, 'Your account is suspended')
    await mona.sound()
    const { body } = await rollcall.call('GET', '/enterprises/acme-ghes/users?state=suspended')
    const { items } = body as { items: { login: string; originalLogin: string }[] }
    expect(items).toMatchObject([{ originalLogin: 'mona' }])
    expect(items[0]?.login).toMatch(/^[0-9a-f]{12,}$/)
    await console.go('/directory/acme-ghes?tab=suspended')
    await row('mona').waitFor()
  })

  test('5: restored, she signs in with the login that she had', async () => {
    expect(await shell.run(steps.get(5))).toContain('"active":true')
    await signIn()
    await heading(mona, 'Mona')
    await said(mona, 'mona in acme-ghes')
  })

  test('the audit log has all of it', async () => {
    await console.go('/directory/acme-ghes?tab=audit')
    for (const action of [
      'business.enable_open_scim',
      'business.enable_saml',
      'external_identity.provision',
      'user.login',
      'user.suspend',
      'user.failed_login',
      'user.unsuspend',
    ])
      await row(action).first().waitFor()
    await console.sound()
  })
})

/** Commands of the walk-through by the number that stands above them. */
function stepsOfReadme(): Map<number, string> {
  const [, block = ''] =
    /### Server walk-through\n```\n([\s\S]*?)^```$/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  return new Map(
    [...block.matchAll(/^# (\d)\. .*\n((?:(?!# ).*\n)+)/gm)].map(([, step, text = '']) => [Number(step), text]),
  )
}

interface Shell {
  /** All that the commands printed. */
  run: (commands: string | undefined) => Promise<string>
  close: () => void
}

/** One shell for all steps, as a reader has it. The same words run in it; only where they go is this test's own. */
function openShell(url: string): Shell {
  const shell: ChildProcessWithoutNullStreams = spawn('sh', ['-e'], {
    cwd: tempFolder('walk-through'),
    env: { PATH: process.env.PATH ?? '', ROLLCALL_URL: url, ROLLCALL_TOKEN: bootstrapToken },
  })
  let output = ''
  let problems = ''
  shell.stdout.on('data', (chunk) => {
    output += chunk
  })
  shell.stderr.on('data', (chunk) => {
    problems += chunk
  })
  let count = 0
  return {
    async run(commands) {
      if (commands === undefined) throw new Error('The README has no such step')
      const from = output.length
      const mark = `== ran ${++count} ==`
      const words = commands
        .replaceAll('http://127.0.0.1:7655', url)
        .replaceAll('npx rollcall', `node ${join(root, 'packages', 'cli', 'bin.mjs')}`)
      shell.stdin.write(`${words}\necho; echo '${mark}'\n`)
      await until(`the shell to run ${commands}`, async () => {
        if (shell.exitCode !== null) throw new Error(`The shell ended with ${shell.exitCode}: ${output}${problems}`)
        return output.includes(mark)
      })
      return output.slice(from)
    },
    close: () => shell.stdin.end(),
  }
}
