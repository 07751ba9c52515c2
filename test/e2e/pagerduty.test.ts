import { afterAll, beforeAll, expect, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'
import { type RollcallProcess, startRollcall } from '../support/process.ts'
import { until } from '../support/server.ts'

/** A demo of its own, because it adds a connection to it; in the order in which a newcomer does it. */
let demo: RollcallProcess
let view: View
beforeAll(async () => {
  demo = await startRollcall({ args: ['--demo'] })
  const accepted = await fetch(`${demo.url}/api/v1/links/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: demo.link()?.split('#')[1] }),
  })
  const cookie = /rollcall=([^;]+)/.exec(accepted.headers.get('set-cookie') ?? '')?.[1] ?? ''
  await until('the demo to be full', async () => (await scansOf(0)) >= 4, 80)
  view = await openView({ url: demo.url, cookie })
})
afterAll(async () => {
  await view.close()
  await demo.end('SIGINT')
})

interface Item {
  id: string
  connector: string
  label: string
  owner: string
  lastScan: { state: string } | null
}

const list = async <One = Item>(path: string): Promise<One[]> => {
  const { body } = await demo.call('GET', path)
  return (body as { items: One[] }).items
}

async function scansOf(index: number): Promise<number> {
  const connection = (await list('/connections'))[index]
  if (connection?.lastScan?.state !== 'succeeded') return 0
  return (await list(`/connections/${connection.id}/scans`)).length
}

const field = (label: string) => view.page.getByLabel(label, { exact: true })

test('the tile is found by what it reads, and has no instance yet', async () => {
  const { page } = view
  await view.go('/connections/new')
  await page.getByRole('textbox', { name: 'Search connectors' }).fill('escalation')
  const tile = page.getByRole('article').filter({ hasText: 'PagerDuty' })
  await tile.getByText('None yet.').waitFor()
  expect(await page.getByRole('article').count()).toBe(1)
  await view.sound()
  await tile.getByRole('link', { name: 'Add Instance' }).click()
  await page.getByRole('heading', { level: 1, name: 'Connect PagerDuty' }).waitFor()
})

test('a wrong region and a wrong key are said at their fields', async () => {
  const { page } = view
  await page.getByRole('button', { name: 'Fill in the demo’s credential' }).click()
  const address = await field('Subdomain').inputValue()
  await field('Service region').fill('eu')
  await page.getByRole('button', { name: 'Check what can be read' }).click()
  await page.getByText(/good in the service region US, and not in EU/).waitFor()
  await view.sound()
  await field('Service region').fill('')
  await field('Subdomain').fill(`${address}/acme`)
  await page.getByRole('button', { name: 'Check what can be read' }).click()
  await page.getByText(/belongs to the account harborlight, and not to acme/).waitFor()
  await field('Subdomain').fill(address)
  const key = await field('API key').inputValue()
  await field('API key').fill('u+wrongwrongwrong000')
  await page.getByRole('button', { name: 'Check what can be read' }).click()
  await page.getByText(/PagerDuty refused the key/).waitFor()
  await field('API key').fill(key)
})

test('the key shows what can be read, and the instance gets a label and an owner', async () => {
  const { page } = view
  await page.getByRole('button', { name: /More settings/ }).click()
  await field('Company e-mail domains').fill('harborlight.example')
  await page.getByRole('button', { name: 'Check what can be read' }).click()
  await page.getByText('Workflow connections').first().waitFor()
  await view.settled()
  await view.sound()
  await page.getByRole('button', { name: 'Continue' }).first().click()
  await field('Label').fill('production')
  await field('Owner').fill('Platform team')
  await view.sound()
  await page.getByRole('button', { name: 'Connect and scan' }).click()
  await until('the scan to end', async () => {
    const found = (await list('/connections')).find(({ connector }) => connector === 'pagerduty')
    return found?.lastScan?.state === 'succeeded'
  })
  const found = (await list('/connections')).find(({ connector }) => connector === 'pagerduty')
  expect(found).toMatchObject({ label: 'production', owner: 'Platform team' })
  await view.go('/connections/new')
  await page.getByRole('link', { name: 'Add New instance of PagerDuty' }).waitFor()
  await page.getByText('production').waitFor()
  await view.sound()
})

test('findings are there, of a schedule that names somebody who was deleted too', async () => {
  const { page } = view
  await view.go('/findings?group=none&q=check:pagerduty-schedule-users-exist')
  await page.getByText('Freight Core primary').first().waitFor()
  await view.sound()
  const critical = await list<{ subject: { name: string } }>('/findings?q=check:pagerduty-admin-company-address')
  expect(critical.map(({ subject }) => subject.name)).toEqual(['Per Lindholm'])
})

test('a setting is changed later: what it does is seen before, and findings follow at once', async () => {
  const { page } = view
  const found = (await list('/connections')).find(({ connector }) => connector === 'pagerduty')
  const wrong = async () =>
    (await list<{ subject: { name: string } | null }>('/findings?q=check:pagerduty-api-key-known%20status:open')).map(
      ({ subject }) => subject?.name,
    )
  expect(await wrong()).toEqual([])
  await view.go(`/connections/${found?.id}?tab=settings`)
  await page
    .getByText(/Cannot be changed\. Another account has other people/)
    .first()
    .waitFor()
  const look = page.getByRole('button', { name: 'See what changes' })
  expect(await look.isDisabled()).toBe(true)
  await field('Known API keys').fill('k3Qz, a-whole-key')
  await look.click()
  await page.getByText(/named by its last four characters/).waitFor()
  await view.sound()
  await field('Known API keys').fill('k3Qz')
  await look.click()
  await page.getByRole('heading', { name: '1 finding would open, 0 would be resolved' }).waitFor()
  expect(await wrong()).toEqual([])
  await view.settled()
  await view.sound()
  await page.getByRole('button', { name: 'Save', exact: true }).last().click()
  await until('the finding to open', async () => (await wrong()).length === 1)
  expect(await wrong()).toEqual(['…Wm07 (old-monitoring)'])
  await view.go('/activity')
  await page
    .getByText(/Changed “Known API keys” of/)
    .first()
    .waitFor()
})

test('people are joined across the two systems, with the reason', async () => {
  const { page } = view
  const people = await list<{ id: string; name: string; systems: string[] }>('/identities?limit=200')
  const both = people.filter(({ systems }) => systems.length === 2)
  expect(both.length).toBeGreaterThan(30)
  const mira = both.find(({ name }) => name === 'Mira Okafor')
  await view.go(`/identities/${mira?.id}`)
  await page
    .getByText(/Shares the verified address mira\.okafor@harborlight\.example/)
    .first()
    .waitFor()
  await view.sound()
})

test('what no API shows waits for somebody to attest it', async () => {
  const { page } = view
  await view.go('/')
  await page.getByRole('link', { name: 'controls to attest' }).click()
  await page.getByText('Single sign-on').first().waitFor()
  await view.go('/findings?group=none&q=check:pagerduty-sso-required')
  await page.locator('main [data-row-link]').first().click()
  const drawer = page.getByRole('dialog', { name: 'Finding' })
  await drawer.getByRole('button', { name: 'Decide' }).click()
  await page.getByRole('menuitem', { name: /Attest/ }).click()
  await field('What you saw').fill('Required for all users, except the account owner')
  await page.getByRole('textbox', { name: 'Evidence' }).fill('https://wiki.harborlight.example/pagerduty-sso.png')
  await field('Reason').fill('Looked at it with the account owner')
  await view.sound()
  await page.getByRole('button', { name: 'Attest', exact: true }).click()
  await drawer.getByText('Required for all users, except the account owner').waitFor()
  await drawer.getByText('Attested', { exact: false }).first().waitFor()
  await view.settled()
  await view.sound()
  const attested = await list<{ decision: { kind: string } }>('/findings?q=decision:attested')
  expect(attested.map(({ decision }) => decision.kind)).toEqual(['attested'])
})
