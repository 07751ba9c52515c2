import type { Connection, Event, Finding, Identity, IdentityDetail, Scan } from '@rollcall/api'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { canaryToken } from '../../../test/support/canary.ts'
import { openTestServer, type TestServer, until, type Visitor } from '../../../test/support/server.ts'

let github: RunningGithub
let server: TestServer
let me: Visitor
let connection: Connection

beforeAll(async () => {
  github = await startGithub({ company: exampleCompany({ now: new Date() }), contract: true })
  server = await openTestServer({ jobs: true, origins: [github.url] })
})
afterAll(async () => {
  expect(github.contractViolations).toEqual([])
  await server.close()
  await github.close()
})
beforeEach(async () => {
  me = await server.addTenant()
  const token = canaryToken()
  github.state.addToken({
    kind: 'app',
    label: token,
    secret: token,
    login: 'mokafor',
    scopes: ['admin:org', 'admin:org_hook', 'repo'],
    ssoOrganizations: ['harborlight', 'harborlight-labs'],
  })
  const made = await me.ok<{ connection: Connection; scanId: string }>('POST', '/connections', {
    connector: 'github',
    config: { organizations: ['harborlight', 'harborlight-labs'], address: github.url },
    secrets: { token },
  })
  connection = made.connection
  await ended(made.scanId)
})
afterEach(() => github.faults.clear())

const ended = (scanId: string) =>
  until('the scan to end', async () => {
    const scan = await me.ok<Scan>('GET', `/scans/${scanId}`)
    return ['succeeded', 'failed', 'cancelled'].includes(scan.state) && scan
  })
const scanAgain = async () => ended((await me.ok<Scan>('POST', `/connections/${connection.id}/scans`)).id)
const list = async (query = '') => (await me.ok<{ items: Identity[] }>('GET', `/identities?limit=200&${query}`)).items
const named = async (login: string) => {
  const found = (await list(`q=${encodeURIComponent(login)}`)).find(({ logins }) => logins.includes(login))
  return me.ok<IdentityDetail>('GET', `/identities/${found?.id}`)
}
const open = async (q: string) =>
  (await me.ok<{ items: Finding[] }>('GET', `/findings?limit=200&q=${encodeURIComponent(q)}`)).items

describe('what an identity is', () => {
  test('is told by facts, with the facts, and not by a name', async () => {
    expect(await named('mokafor')).toMatchObject({
      kind: 'person',
      kindReasons: expect.arrayContaining([expect.stringContaining('identity provider links it to mokafor@')]),
    })
    // Its name says bot, and no fact does.
    const robot = await named('harborlight-docs-bot')
    expect(robot).toMatchObject({ kind: 'unknown', declaration: null })
    expect(robot.kindReasons.join(' ')).toMatch(/no identity for it, and has one for \d+ others/)
    expect(await named('seabright-dev')).toMatchObject({
      kind: 'external',
      kindReasons: [expect.stringContaining('outside collaborator')],
    })
    const apps = await list('kind=bot')
    expect(apps.length).toBeGreaterThan(3)
    for (const { logins } of apps) expect(logins[0]).toMatch(/\[bot\]$/)
    expect(new Set((await list()).map(({ kind }) => kind))).toEqual(new Set(['person', 'bot', 'external', 'unknown']))
  })

  test('is not decided while the identity provider cannot be read', async () => {
    github.faults.add({ kind: 'forbidden', graphql: 'externalIdentities' })
    await scanAgain()
    const { kind, kindReasons } = await named('tweiss')
    expect(kind).toBe('unknown')
    expect(kindReasons.join(' ')).toContain('could not be read whole')
  })
})

describe('a declaration', () => {
  test('has the last word, is heeded by checks, logged, and can be taken back', async () => {
    const check = 'check:github-member-identity-linked'
    const subjects = async () => (await open(`${check} status:open`)).map(({ subject }) => subject?.name)
    expect(await subjects()).toContain('harborlight-ci')
    const { id } = await named('harborlight-ci')
    const declared = await me.ok<Identity>('PUT', `/identities/${id}/declaration`, {
      kind: 'service_account',
      reason: 'Runs the builds; owned by Platform',
    })
    expect(declared).toMatchObject({
      kind: 'service_account',
      kindReasons: [expect.stringContaining('Runs the builds'), expect.any(String), expect.any(String)],
    })
    await scanAgain()
    expect(await subjects()).not.toContain('harborlight-ci')
    expect((await open(`${check} status:resolved`))[0]).toMatchObject({ resolution: 'not_applicable' })
    expect(await named('harborlight-ci')).toMatchObject({
      kind: 'service_account',
      declaration: { madeBy: 'The admin' },
    })

    await me.ok('DELETE', `/identities/${id}/declaration`)
    expect(await named('harborlight-ci')).toMatchObject({ kind: 'unknown', declaration: null })
    expect((await me.call('DELETE', `/identities/${id}/declaration`)).statusCode).toBe(404)
    await scanAgain()
    expect(await subjects()).toContain('harborlight-ci')
    const events = (await me.ok<{ items: Event[] }>('GET', '/events?type=identity')).items
    expect(events).toMatchObject([
      { type: 'identity.declaration_ended', data: { kind: 'service_account' } },
      { type: 'identity.declared', subject: { id, kind: 'identity' }, data: { reason: expect.any(String) } },
    ])
  })

  test('of a break-glass account takes it out of the owners whom there should be few of', async () => {
    const [few] = await open('check:github-organization-owners-few scope:harborlight status:open')
    expect(few).toBeDefined()
    const { id } = await named('rcastellan')
    await me.ok('PUT', `/identities/${id}/declaration`, { kind: 'break_glass', reason: 'Sealed, in the safe' })
    await scanAgain()
    expect((await open('check:github-organization-owners-few scope:harborlight status:open')).length).toBe(0)
  })

  test('is for those who work on findings, and of one tenant', async () => {
    const { id } = await named('harborlight-ci')
    const body = { kind: 'bot', reason: 'x' }
    const viewer = await server.signIn('viewer', me.tenant)
    expect((await viewer.call('PUT', `/identities/${id}/declaration`, body)).statusCode).toBe(403)
    const stranger = await server.addTenant()
    expect((await stranger.call('PUT', `/identities/${id}/declaration`, body)).statusCode).toBe(404)
    expect((await me.call('PUT', `/identities/${id}/declaration`, { kind: 'person', reason: 'x' })).statusCode).toBe(
      400,
    )
  })
})

describe('the page of an identity', () => {
  test('has its access by every way, its credentials, and when it was last seen', async () => {
    const one = await named('rcastellan')
    expect(one.access).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ on: 'organization', role: 'all_repo_admin', through: 'direct' }),
      ]),
    )
    const engineer = github.state.findOrganization('harborlight')?.teams.find(({ slug }) => slug === 'platform')
    const teams = (await named(engineer?.members[0] ?? '')).access.filter(({ on }) => on !== 'organization')
    expect(teams.map(({ on }) => on)).toContain('team')
    expect(teams.find(({ on }) => on === 'repository')).toMatchObject({
      through: expect.stringMatching(/^team |by name/),
    })
    const outsider = await named('seabright-dev')
    expect(outsider.access.length).toBeGreaterThan(0)
    for (const one of outsider.access) expect(one).toMatchObject({ on: 'repository', through: 'outside collaborator' })

    const used = (await list()).filter(({ lastSeen }) => lastSeen !== null)
    expect(used.map(({ lastSeen }) => lastSeen?.how)).toContainEqual(expect.stringMatching(/^audit log, /))
    const { credentials, lastSeen } = await named('rmenon')
    const token = credentials.find(({ name }) => name === 'cluster bootstrap')
    expect(token).toMatchObject({ type: 'fine-grained personal access token', expiresAt: '' })
    // The last of all uses, whichever told it.
    expect(Date.parse(lastSeen?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(token?.lastUsedAt ?? ''))
    const app = (await list('kind=bot'))[0]
    expect((await me.ok<IdentityDetail>('GET', `/identities/${app?.id}`)).access).toMatchObject([
      { on: 'organization', through: expect.stringMatching(/^App on/) },
    ])
  })

  test('says what could not be seen of it', async () => {
    github.faults.add({ kind: 'forbidden', graphql: 'RepositoryAccess' })
    github.faults.add({ kind: 'forbidden', path: /credential-authorizations/ })
    await scanAgain()
    const { unseen, lastSeen } = await named('seabright-dev')
    expect(unseen.access.map(({ stream }) => stream)).toContain('github.repository_access')
    expect(unseen.credential).toMatchObject([{ gap: { reason: 'permission' } }])
    expect(unseen.use.map(({ stream }) => stream)).toContain('github.credential_authorization')
    expect(lastSeen).toBeNull()
  })

  test('the export has kind, reasons and last use', async () => {
    const { body } = await me.call('GET', '/identities/export?format=csv')
    const [head, ...lines] = body.split('\r\n')
    expect(head).toContain('kind,why this kind')
    expect(lines.find((line) => line.includes('seabright-dev'))).toContain('An outside collaborator')
    expect(JSON.parse((await me.call('GET', '/identities/export?format=json')).body)).toHaveLength(lines.length - 1)
  })
})
