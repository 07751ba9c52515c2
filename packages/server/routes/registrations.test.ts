import type { Connection, Installed, PreflightReport, Registration } from '@rollcall/api'
import { connectors } from '@rollcall/connectors'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canaryMark, canaryToken, takeLeaks } from '../../../test/support/canary.ts'
import { agreeToManifest, appPermissions, installApp, installByPage } from '../../../test/support/github-app.ts'
import { openTestServer, type TestServer, type Visitor } from '../../../test/support/server.ts'

const company = exampleCompany({ now: new Date() })
for (const token of Object.values(company.tokens)) token.secret = canaryToken()

let server: TestServer
let github: RunningGithub
let me: Visitor
let clock = 0
beforeAll(async () => {
  github = await startGithub({ company, secretMark: canaryMark, webUrl: 'own' })
  server = await openTestServer({ origins: [github.url], now: () => new Date(Date.now() + clock) })
  me = server.home
})
afterAll(async () => {
  await server.close()
  await github.close()
  expect(takeLeaks()).toEqual([])
})

const minute = 60_000
type Started = { registration: Registration; form: string }
const start = (more: object = {}, organization = 'harborlight') =>
  me.ok<Started>('POST', '/registrations', {
    connector: 'github',
    config: { organizations: [organization], address: github.url },
    choices: [],
    ...more,
  })
const openForm = async ({ registration }: Started) => me.call('GET', `/registrations/${registration.id}/form`)
let count = 0
/** Names are taken once they are given. */
async function agree(started: Started, login?: string): Promise<{ code: string; state: string }> {
  const page = (await openForm(started)).body.replace(/Rollcall harborlight(-labs)?/, `Rollcall ${++count}`)
  const back = await agreeToManifest(page, login)
  return { code: back.get('code') ?? '', state: back.get('state') ?? '' }
}
const finish = (given: { code: string; state: string }, who = me) => who.call('POST', '/registrations/return', given)
async function make(more: object = {}, organization?: string): Promise<Registration> {
  return (await finish(await agree(await start(more, organization)))).json() as Registration
}
const installations = (id: string, installation?: string) =>
  me.ok<{ items: Installed[]; foreign: boolean }>(
    'GET',
    `/registrations/${id}/installations${installation ? `?installation=${installation}` : ''}`,
  )
const codeOf = (answer: { json: () => unknown }) => (answer.json() as { error: { code: string } }).error.code

describe('the form', () => {
  test('asks for what the streams declare, read-only, private, and without events', async () => {
    const answer = await openForm(await start())
    const policy = String(answer.headers['content-security-policy'])
    expect(policy).toContain(`form-action ${github.url}`)
    expect(policy).not.toContain('unsafe')
    const [, text = ''] = /name="manifest" value="([^"]*)"/.exec(answer.body) ?? []
    const manifest = JSON.parse(text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))))
    expect(manifest).toMatchObject({
      name: 'Rollcall harborlight',
      public: false,
      redirect_url: 'http://localhost/connections/new/github',
      setup_url: 'http://localhost/connections/new/github',
      hook_attributes: { active: false },
      default_permissions: appPermissions,
      default_events: [],
    })
    expect(Object.keys(manifest.default_permissions)).toEqual(Object.keys(appPermissions))
  })

  test('asks for the right to change members only where a person chose that', async () => {
    const { body } = await openForm(await start({ choices: ['members-write'] }))
    expect(body).toMatch(/members&#34;:&#34;write/)
  })

  test.each([
    ['no organization', { config: { organizations: [] } }, /No organization/],
    ['two organizations', { config: { organizations: ['a', 'b'] } }, /More than one/],
    ['an address that is none', { config: { organizations: ['a'], address: 'not an address' } }, /address/],
  ])('%s is refused before a browser is sent anywhere', async (_, more, words) => {
    const answer = await me.call('POST', '/registrations', { connector: 'github', choices: [], ...more })
    expect(answer.statusCode).toBe(422)
    expect(answer.json()).toMatchObject({ error: { message: expect.stringMatching(words) } })
  })
})

describe('the return', () => {
  test('brings the App, and works once', async () => {
    const given = await agree(await start())
    const first = await finish(given)
    expect(first.json()).toMatchObject({ app: { name: `Rollcall ${count}` }, organizations: ['harborlight'] })
    expect(codeOf(await finish(given))).toBe('registration.used')
  })

  test('of two at the same time one gets it', async () => {
    const given = await agree(await start())
    const answers = await Promise.all([finish(given), finish(given)])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
  })

  test('without a start, of somebody else, of another tenant, after an hour, with a spent code', async () => {
    const given = await agree(await start())
    expect(codeOf(await finish({ ...given, state: 'made-up' }))).toBe('registration.unknown')
    expect(codeOf(await finish(given, await server.signIn('admin')))).toBe('registration.not_yours')
    expect(codeOf(await finish(given, await server.addTenant()))).toBe('registration.unknown')
    expect(codeOf(await finish({ ...given, code: 'another' }))).toBe('registration.code_refused')
    expect(codeOf(await finish(given))).toBe('registration.used')
    const late = await agree(await start())
    clock = 61 * minute
    expect(codeOf(await finish(late))).toBe('registration.expired')
    clock = 0
  })

  test('where GitHub was not reached, the same return works again', async () => {
    const given = await agree(await start())
    github.faults.add({ match: { path: '/app-manifests/{code}/conversions' }, kind: 'server_error', times: 1 } as never)
    expect((await finish(given)).statusCode).toBe(502)
    expect((await finish(given)).statusCode).toBe(200)
  })

  test('who may not connect may not start either', async () => {
    const viewer = await server.signIn('viewer')
    const body = { connector: 'github', config: { organizations: ['harborlight'] }, choices: [] }
    expect((await viewer.call('POST', '/registrations', body)).statusCode).toBe(403)
  })

  test('only an owner creates it at GitHub', async () => {
    await expect(agree(await start(), 'nobody')).rejects.toThrow(/403/)
  })
})

describe('installing', () => {
  test('what a browser says of it is not believed: GitHub is asked as the App', async () => {
    const made = await make()
    expect(await installations(made.id)).toMatchObject({ items: [], foreign: false })
    installApp(github, ['harborlight-labs'], appPermissions, 'somebody-elses')
    const [other] = [...github.state.installed.values()].slice(-1)
    expect(await installations(made.id, String(other?.id))).toMatchObject({ items: [], foreign: true })
    const back = await installByPage(made.app?.install ?? '', { target: 'harborlight', state: made.id })
    expect(back.get('state')).toBe(made.id)
    const found = await installations(made.id, back.get('installation_id') ?? '')
    expect(found).toMatchObject({
      foreign: false,
      items: [{ scope: 'harborlight', usable: true, problems: [], missing: [] }],
    })
  })

  test('selected repositories, a narrowed permission, a suspension, an App that is gone', async () => {
    const made = await make()
    const slug = made.app?.settings.split('/').at(-1) ?? ''
    await installByPage(made.app?.install ?? '', { target: 'harborlight', repositories: ['tool-migrate'] })
    const { organization_hooks: _, ...fewer } = appPermissions
    github.state.changeAppInstallation(slug, 'harborlight', { permissions: fewer })
    const [narrow] = (await installations(made.id)).items
    expect(narrow).toMatchObject({
      usable: true,
      problems: [
        {
          detail: expect.stringContaining('selected repositories'),
          link: expect.stringContaining('/settings/installations/'),
        },
      ],
      missing: [
        {
          permission: 'Organization › Webhooks: Read-only',
          streams: ['Organization webhooks'],
          checks: expect.any(Number),
        },
      ],
    })
    expect(narrow?.missing[0]?.checks).toBeGreaterThan(0)
    github.state.changeAppInstallation(slug, 'harborlight', { suspendedAt: new Date().toISOString() })
    expect((await installations(made.id)).items[0]).toMatchObject({ usable: false })
    github.state.deleteApp(slug)
    expect(codeOf(await me.call('GET', `/registrations/${made.id}/installations`))).toBe('registration.gone')
  })

  test('a private App is not installed by anyone but its owner, and a member only asks for it', async () => {
    const made = await make()
    const page = made.app?.install ?? ''
    expect((await installByPage(page, { target: 'harborlight-labs' })).get('refused')).toBe('404')
    const member = [...github.state.orgs.values()][0]?.members.find(({ role }) => role === 'member')?.login ?? ''
    expect((await installByPage(page, { target: 'harborlight', login: member })).get('setup_action')).toBe('request')
    expect((await installations(made.id)).items).toEqual([])
  })
})

describe('connecting with it', () => {
  test('the key goes from the registration to the connection, and nothing is left of it', async () => {
    const made = await make()
    await installByPage(made.app?.install ?? '', { target: 'harborlight' })
    const body = {
      connector: 'github',
      config: { organizations: ['harborlight'] },
      secrets: {},
      registration: made.id,
    }
    const report = await me.ok<PreflightReport>('POST', '/connections/preflight', body)
    expect(report.credential.kind).toBe('GitHub App')
    expect((await me.call('GET', `/registrations/${made.id}/installations`)).statusCode).toBe(200)
    const { connection } = await me.ok<{ connection: Connection }>('POST', '/connections', body)
    expect(connection).toMatchObject({ config: { address: github.url, organizations: ['harborlight'] } })
    expect(codeOf(await me.call('GET', `/registrations/${made.id}/installations`))).toBe('request.not_found')
    const row = await server.deps.db
      .selectFrom('connection')
      .select('secret_id')
      .where('tenant', '=', me.tenant)
      .where('id', '=', connection.id)
      .executeTakeFirstOrThrow()
    expect(Object.keys(await server.deps.vault.open(server.deps.db, me.tenant, row.secret_id))).toEqual(['privateKey'])
  })

  test('the enterprise that was entered is recorded, and its own streams read none until they are read', async () => {
    const config = {
      organizations: ['harborlight'],
      address: github.url,
      enterpriseAccount: 'on',
      enterprise: 'acme-group',
    }
    const given = { connector: 'github', config, secrets: { token: company.tokens.owner.secret } }
    const report = await me.ok<PreflightReport>('POST', '/connections/preflight', given)
    expect(report.enterprise).toMatchObject([{ scope: 'harborlight', belongs: 'yes' }])
    const { connection } = await me.ok<{ connection: Connection }>('POST', '/connections', given)
    expect(connection.config).toMatchObject({ enterprise: 'acme-group' })
    expect(connection.enterprise).toEqual(report.enterprise)
    const refused = await me.call('POST', '/connections/preflight', { ...given, config: { ...config, enterprise: '' } })
    expect(refused.json()).toMatchObject({ error: { fields: [{ path: 'config.enterprise' }] } })
    await me.ok('DELETE', `/connections/${connection.id}`)
  })

  test('a key goes to no other server, whatever address is typed', async () => {
    const made = await make()
    await installByPage(made.app?.install ?? '', { target: 'harborlight' })
    const body = { connector: 'github', config: { organizations: ['harborlight'] }, secrets: {}, registration: made.id }
    // The server of the registration wins over what is typed …
    const tried = await me.ok<PreflightReport>('POST', '/connections/preflight', {
      ...body,
      config: { ...body.config, address: 'https://github.evil.example' },
    })
    expect(tried.web).toBe(github.url)
    // … and a connection that reads another one does not get it.
    const config = { organizations: ['harborlight'], address: 'http://127.0.0.1:9' }
    await server.deps.db
      .updateTable('connection')
      .set({ config: JSON.stringify(config) })
      .where('tenant', '=', me.tenant)
      .execute()
    const [connection] = (await me.ok<{ items: Connection[] }>('GET', '/connections')).items
    const answer = await me.call('PUT', `/connections/${connection?.id}/credential`, {
      secrets: {},
      registration: made.id,
    })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('another server')
  })

  test('what was made is listed until it is connected or forgotten, to whoever made it', async () => {
    const made = await make()
    const mine = await me.ok<{ items: Registration[] }>('GET', '/registrations')
    expect(mine.items[0]).toMatchObject({ id: made.id })
    expect(mine.items.every(({ app }) => app !== null)).toBe(true)
    const other = await server.signIn('admin')
    expect(await other.ok('GET', '/registrations')).toMatchObject({ items: [] })
    expect((await other.call('DELETE', `/registrations/${made.id}`)).statusCode).toBe(404)
    const before = await server.deps.db.selectFrom('secret').select('id').execute()
    await me.ok('DELETE', `/registrations/${made.id}`)
    const after = await server.deps.db.selectFrom('secret').select('id').execute()
    expect(after.length).toBe(before.length - 1)
  })
})

test('only a connector that makes credentials in the browser says so', () => {
  expect(connectors.filter(({ registration }) => registration).map(({ id }) => id)).toEqual(['github'])
})
