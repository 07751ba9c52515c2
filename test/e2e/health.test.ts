import { join } from 'node:path'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'
import { canaryToken } from '../support/canary.ts'
import { openTestServer, type TestServer, until } from '../support/server.ts'

const consoleFolder = join(import.meta.dirname, '..', '..', 'packages', 'console', 'dist')
const token = canaryToken()
let github: RunningGithub
let server: TestServer
let view: View

beforeAll(async () => {
  github = await startGithub({ company: exampleCompany({ now: new Date() }) })
  github.state.addToken({
    label: 'mine',
    secret: token,
    login: 'mokafor',
    scopes: ['admin:org', 'admin:org_hook', 'repo'],
    ssoOrganizations: ['harborlight', 'harborlight-labs'],
  })
  server = await openTestServer({ jobs: true, origins: [github.url], consoleFolder })
  const url = await server.app.listen({ port: 0, host: '127.0.0.1' })
  const { home } = server
  await home.ok('POST', '/connections', {
    connector: 'github',
    config: { organizations: ['harborlight', 'harborlight-labs'], address: github.url },
    secrets: { token },
  })
  await until('the scan', async () => {
    const { items } = await home.ok<{ items: { lastScan: { state: string } | null }[] }>('GET', '/connections')
    return items[0]?.lastScan?.state === 'succeeded'
  })
  view = await openView({ url, cookie: home.cookie.replace('rollcall=', '') })
})
afterAll(async () => {
  await view.close()
  await server.close()
  await github.close()
})

const picture = async (name: string) => {
  if (process.env.PICTURES) await view.page.screenshot({ path: join(process.env.PICTURES, `${name}.png`) })
}

test('a revoked token is told on every page, what to do stands beside it, and it goes when it is over', async () => {
  const { page } = view
  const notices = page.getByRole('status', { name: 'Notices' })
  await view.go('/connections')
  expect(await notices.innerText()).toBe('')
  await page.locator('main [data-row-link]').click()
  await view.settled()
  const press = async () => {
    await page.getByRole('button', { name: 'Test now' }).click()
    await page
      .getByText(/was tested|fails$/)
      .first()
      .waitFor()
    await view.settled()
  }
  await press()
  await view.sound()

  github.state.changeToken('mine', { expiresAt: new Date(Date.now() + 5.5 * 86_400_000).toISOString() })
  github.faults.add({ kind: 'not_found', path: '/orgs/harborlight-labs' })
  await press()
  await page
    .getByText(/no organization harborlight-labs/)
    .first()
    .waitFor()
  await view.sound()
  await picture('health-connection')
  await view.go('/findings')
  await notices.getByText(/needs a new credential soon/).waitFor()
  await notices.getByText(/has lost an organization/).waitFor()
  await view.sound()
  await picture('health-bar')
  await page.getByRole('button', { name: /^Dismiss for you: .* has lost/ }).click()
  await notices.getByText(/has lost an organization/).waitFor({ state: 'detached' })

  github.state.revokeToken('mine')
  await notices.getByRole('link').first().click()
  await view.settled()
  await press()
  await page
    .getByText(/refused the token/)
    .first()
    .waitFor()
  await picture('health-refused')
  await view.go('/')
  await notices.getByText(/refuses the credential/).waitFor()
  await view.sound()
  await picture('health-overview')

  // Another one in its place, by whatever way: the notice goes by itself.
  github.faults.clear()
  github.state.changeToken('mine', { revoked: false, expiresAt: null })
  const { items } = await server.home.ok<{ items: { id: string }[] }>('GET', '/connections')
  await server.home.ok('POST', `/connections/${items[0]?.id}/test`)
  await notices.getByText(/refuses the credential/).waitFor({ state: 'detached' })
  expect(await notices.innerText()).toBe('')
})
