import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exampleCompany } from '../../company/harborlight.ts'
import { type RunningGithub, startGithub } from '../server.ts'

const now = new Date('2026-11-20T08:00:00Z')
let github: RunningGithub
beforeAll(async () => {
  github = await startGithub({ company: exampleCompany({ now }), now, webUrl: 'own' })
})
afterAll(() => github.close())

const post = (path: string, fields: Record<string, string>) =>
  fetch(github.url + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
const open = (path: string) => fetch(github.url + path, { headers: { accept: 'text/html' } })
const manifest = (more: object = {}) =>
  JSON.stringify({
    name: 'Reader',
    url: 'https://rollcall.example',
    redirect_url: 'https://rollcall.example/back?kept=1',
    setup_url: 'https://rollcall.example/back',
    default_permissions: { members: 'read' },
    ...more,
  })
const create = (fields: Record<string, string> = {}) =>
  post('/organizations/harborlight/settings/apps', {
    manifest: manifest(),
    name: 'Reader',
    login: 'mokafor',
    state: 's 1',
    ...fields,
  })
const member = () => github.state.organization('harborlight').members.find(({ role }) => role === 'member')?.login ?? ''

describe('the page of a manifest', () => {
  test.each([
    ['no JSON', 'nonsense', /not JSON/],
    ['no address', '{}', /Url must be/],
    ['a permission that is none', manifest({ default_permissions: { members: 'all' } }), /Default permission/],
  ])('refuses %s', async (_, text, words) => {
    const answer = await post('/organizations/harborlight/settings/apps/new?state=x', { manifest: text })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toMatch(words)
  })

  test('shows what is asked for, escaped, and sends an owner back with code and state', async () => {
    const shown = await post('/organizations/harborlight/settings/apps/new?state=x', {
      manifest: manifest({ name: '<b>Reader' }),
    })
    expect(await shown.text()).toContain('&lt;b&gt;Reader')
    const answer = await create()
    const back = new URL(answer.headers.get('location') ?? '')
    expect(back.searchParams.get('kept')).toBe('1')
    expect(back.searchParams.get('state')).toBe('s 1')
    expect(back.searchParams.get('code')).toMatch(/^[0-9a-f]{40}$/)
  })

  test('refuses a member, a name that is taken, and an organization that is not there', async () => {
    expect((await create({ login: member(), name: 'Other' })).status).toBe(403)
    expect(await (await create()).text()).toContain('already taken')
    expect((await post('/organizations/nowhere/settings/apps', { manifest: manifest() })).status).toBe(404)
  })
})

describe('the page of an installation', () => {
  const install = (fields: Record<string, string>) =>
    post('/apps/reader/installations', { target: 'harborlight', login: 'mokafor', state: 's', ...fields })

  test('an owner installs, once; a member asks; nobody else’s private App is installed', async () => {
    const asked = new URL((await install({ login: member() })).headers.get('location') ?? '')
    expect(asked.searchParams.get('setup_action')).toBe('request')
    expect((await install({ target: 'harborlight-labs' })).status).toBe(404)
    expect((await install({ selection: 'selected' })).status).toBe(422)
    const first = new URL((await install({})).headers.get('location') ?? '').searchParams
    const again = new URL((await install({})).headers.get('location') ?? '').searchParams
    expect([first.get('setup_action'), again.get('setup_action')]).toEqual(['install', 'update'])
    expect(again.get('installation_id')).toBe(first.get('installation_id'))
  })

  test('is narrowed, suspended and taken away on its settings', async () => {
    const [one] = [...github.state.installed.values()]
    const path = `/organizations/harborlight/settings/installations/${one?.id}`
    const act = (fields: Record<string, string>) => post(path, { login: 'mokafor', ...fields })
    expect((await open(path)).status).toBe(200)
    expect((await act({ act: 'uninstall', login: member() })).status).toBe(403)
    await act({ act: 'save', selection: 'selected', repository: 'tool-migrate' })
    expect(one).toMatchObject({ selection: 'selected', repositories: ['tool-migrate'] })
    await act({ act: 'suspend' })
    expect(one?.suspendedAt).not.toBeNull()
    await act({ act: 'suspend' })
    expect(one?.suspendedAt).toBeNull()
    await act({ act: 'uninstall' })
    expect(github.state.installed.size).toBe(0)
    expect((await open(path)).status).toBe(404)
  })

  test('an App that is deleted is gone with its page', async () => {
    await post('/organizations/harborlight/settings/apps/reader', { login: 'mokafor' })
    expect((await open('/apps/reader/installations/new')).status).toBe(404)
  })
})

describe('the page of tokens', () => {
  test('shows a new one once, and revokes it', async () => {
    const made = await post('/settings/tokens', { note: 'mine', login: 'mokafor', scope: 'repo', days: '90' })
    const secret = /ghp_\w+/.exec(await made.text())?.[0] ?? ''
    const ask = () => fetch(`${github.apiUrl}/user`, { headers: { authorization: `token ${secret}` } })
    expect((await ask()).headers.get('github-authentication-token-expiration')).toContain('2027-02-18')
    expect(await (await open('/settings/tokens')).text()).not.toContain(secret)
    await post('/settings/tokens', { revoke: 'mine' })
    expect((await ask()).status).toBe(401)
  })

  test('a page that the stand-in does not have says where it would lead', async () => {
    expect(await (await open('/harborlight/freight-engine')).text()).toContain(
      'https://github.com/harborlight/freight-engine',
    )
  })
})
