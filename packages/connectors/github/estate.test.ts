import type { ConnectorContext, Gap, ScopeReport, Stream, StreamRecord } from '@rollcall/core'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCertificateEnd } from './certificate.ts'
import { github } from './index.ts'
import { startsWith } from './security-defaults.ts'

const now = new Date('2026-11-20T08:00:00Z')
const company = exampleCompany({ now })
const { tokens } = company

/** Every address that was asked for. */
const addresses: string[] = []

let running: RunningGithub
beforeAll(async () => {
  running = await startGithub({ company, now, contract: true })
})
afterAll(async () => {
  expect(running.contractViolations).toEqual([])
  await running.close()
})

async function readAll(id: string, token = tokens.demo.secret, org = 'harborlight', on = running, path = '') {
  const context: ConnectorContext = {
    config: { organizations: [org], address: `${on.url}${path}` },
    secrets: { token },
    fetch: (address, init) => {
      addresses.push(address)
      return fetch(address, init)
    },
    signal: new AbortController().signal,
    now: () => now,
  }
  const scope = (await github.connect(context)).scopes[0] as ScopeReport
  const stream = github.streams.find((one) => one.id === id) as Stream
  const records: StreamRecord[] = []
  const gaps: Gap[] = []
  for await (const page of stream.read(context, scope, null)) {
    records.push(...page.records)
    if (page.gap) gaps.push(page.gap)
  }
  return { records, gaps, named: (name: string) => records.find((record) => record.name === name) }
}

describe('what only a GitHub App is shown', () => {
  test('a personal token is told to connect an App, not to add a scope', async () => {
    for (const id of ['github.fine_grained_token', 'github.token_request'])
      await expect(readAll(id, tokens.owner.secret)).rejects.toMatchObject({
        gap: {
          reason: 'permission',
          fix: expect.stringContaining('Add a GitHub App with the permission "Organization ›'),
        },
      })
  })

  test('an App without the permission is told which', async () => {
    const { secret } = running.state.addToken({
      kind: 'app',
      label: 'weakApp',
      login: 'mokafor',
      scopes: ['read:org'],
      ssoOrganizations: ['harborlight'],
    })
    await expect(readAll('github.token_request', secret)).rejects.toMatchObject({
      gap: { fix: expect.stringContaining('Give the App the organization permission "Personal access token requests') },
    })
  })

  test('an App sees whose tokens there are', async () => {
    const { secret } = running.state.addToken({
      kind: 'app',
      label: 'app',
      login: 'mokafor',
      scopes: ['admin:org', 'repo'],
      ssoOrganizations: ['harborlight'],
    })
    const { named } = await readAll('github.fine_grained_token', secret)
    expect(named('rmenon: cluster bootstrap')?.data).toMatchObject({
      repositorySelection: 'all',
      expiresAt: '',
      expired: false,
      permissions: expect.arrayContaining([{ on: 'repository', name: 'workflows', access: 'write' }]),
    })
  })
})

describe('secrets stay where they are', () => {
  test('alerts are counted without any secret', async () => {
    const { records } = await readAll('github.secret_alerts')
    expect(records).toMatchObject([{ data: { open: 3, active: 1, bypassed: 1, publiclyLeaked: 0 } }])
    expect(JSON.stringify(records)).not.toContain('sandboxSecret')
    const asked = addresses.filter((address) => address.includes('/secret-scanning/'))
    expect(asked.length).toBeGreaterThan(0)
    for (const address of asked) expect(new URL(address).searchParams.get('hide_secret')).toBe('true')
  })

  test('no end of a token and no fingerprint of a key is kept', async () => {
    const { records, named } = await readAll('github.credential_authorization')
    expect(JSON.stringify(records)).not.toMatch(/doNtKeep|doNotKeep/)
    expect(named('harborlight-deploy: deploys')?.data).toMatchObject({ expiresAt: '', scopes: expect.any(Array) })
    expect(named('flindgren: old desktop')?.data).toMatchObject({ kind: 'SSH key', scopes: [], expiresAt: '' })
  })
})

describe('single sign-on', () => {
  test('provider and identities', async () => {
    const { records } = await readAll('github.saml_provider')
    expect(records).toMatchObject([
      {
        data: { signatureMethod: expect.stringContaining('rsa-sha256'), certificateExpiresAt: '2029-01-28T08:00:00Z' },
      },
    ])
    const identities = await readAll('github.external_identity')
    expect(identities.named('ingrid.solberg@harborlight.example')?.data).toMatchObject({ login: '' })
    expect(identities.records.length).toBe(60)
  })

  test('where the plan has none, none is all there is', async () => {
    for (const id of ['github.saml_provider', 'github.external_identity', 'github.credential_authorization'])
      expect(await readAll(id, tokens.demo.secret, 'harborlight-labs')).toMatchObject({ records: [], gaps: [] })
  })

  test('a member is not told, and that is not none', async () => {
    await expect(readAll('github.saml_provider', tokens.member.secret)).rejects.toMatchObject({
      gap: { reason: 'permission' },
    })
  })

  test('the end of a certificate is read from its bytes, and nonsense has none', () => {
    expect(readCertificateEnd('')).toBeNull()
    expect(readCertificateEnd('-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----')).toBeNull()
    expect(readCertificateEnd('MIIBAA==')).toBeNull()
    // version, serial, signature, issuer, and a validity in the two forms of RFC 5280
    const der =
      '302e a003020102 020101 3000 3000 3020 170d3230303130313030303030305a 180f32303530303130313030303030305a'
    const bytes = der.replaceAll(' ', '')
    const inner = Buffer.from(bytes, 'hex')
    expect(readCertificateEnd(Buffer.concat([Buffer.from([0x30, inner.length]), inner]).toString('base64'))).toBe(
      '2050-01-01T00:00:00Z',
    )
  })
})

describe('the plan', () => {
  test('a private repository that cannot be protected is told from one that nobody protected', async () => {
    const labs = await readAll('github.branch_protection', tokens.demo.secret, 'harborlight-labs')
    expect(labs.named('harborlight-labs/gpu-queue')?.data).toMatchObject({ protectable: false, classic: false })
    expect(labs.named('harborlight-labs/demo-site')?.data).toMatchObject({ protectable: true, classic: false })
    const { named } = await readAll('github.branch_protection')
    expect(named('harborlight/legacy-tms')?.data).toMatchObject({ protectable: true, classic: false })
  })

  test('the Free plan has no rulesets of the organization and no custom roles', async () => {
    for (const id of ['github.ruleset', 'github.custom_repository_role'])
      expect(await readAll(id, tokens.demo.secret, 'harborlight-labs')).toMatchObject({ records: [], gaps: [] })
  })

  test('a product that was not bought is the plan’s doing, not the token’s', async () => {
    running.faults.add({
      kind: 'forbidden',
      path: '/orgs/{org}/code-scanning/alerts',
      message: 'Advanced Security must be enabled for this repository to use code scanning.',
    })
    await expect(readAll('github.code_alerts')).rejects.toMatchObject({ gap: { reason: 'plan' } })
    running.faults.clear()
  })

  test('new repositories start with what default configurations give, else with the old setting', () => {
    const config = (default_for_new_repos: string, secret_scanning: string) => ({
      default_for_new_repos,
      configuration: { secret_scanning },
    })
    const on = (defaults: object[] | null, old: boolean | undefined) => startsWith({ defaults }, 'secret_scanning', old)
    expect(on([config('all', 'enabled')], false)).toBe(true)
    expect(on([config('public', 'enabled'), config('private_and_internal', 'enabled')], undefined)).toBe(true)
    expect(on([config('public', 'enabled'), config('private_and_internal', 'not_set')], undefined)).toBe(false)
    expect(on([config('public', 'enabled')], true)).toBe(true)
    expect(on([], undefined)).toBe(false)
    expect(on(null, false)).toBe(false)
    expect(on(null, undefined)).toBeNull()
  })
})

describe('who may do what', () => {
  test('a grant by name is told from what a person has anyway', async () => {
    const { named } = await readAll('github.repository_access')
    expect(named('harborlight/legacy-tms')?.data.people).toEqual(
      expect.arrayContaining([{ login: 'gpryce', permission: 'admin', granted: 'admin', outside: false }]),
    )
    expect(named('harborlight/portal-carrier')?.data.people).toEqual([
      { login: 'seabright-dev', permission: 'admin', granted: 'admin', outside: true },
    ])
    expect(named('harborlight/freight-engine')?.data.people).toEqual([])
    const asMember = await readAll('github.repository_access', tokens.member.secret)
    const hidden = asMember.named('harborlight/freight-engine')
    expect(hidden).toMatchObject({ data: { people: null }, gaps: { people: { reason: 'permission' } } })
  })

  test('a role is held directly or through a team', async () => {
    const { named } = await readAll('github.organization_role')
    expect(named('all_repo_admin')?.data).toMatchObject({ baseRole: 'admin', direct: ['rcastellan'] })
    expect(named('security_manager')?.data).toMatchObject({ direct: [], throughTeams: expect.any(Array) })
    expect(named('security_manager')?.data.throughTeams).toContain('dlindqvist')
  })

  test('who bypasses a ruleset is unknown to a token that may not edit it, and not nobody', async () => {
    const { named } = await readAll('github.ruleset')
    expect(named('Customer portals')?.data).toMatchObject({ bypass: ['organization owners', 'harborlight-deployer'] })
    expect(named('No keys and no archives')?.data).toMatchObject({
      target: 'push',
      rules: ['file_extension_restriction'],
    })
    await expect(readAll('github.ruleset', tokens.member.secret)).rejects.toMatchObject({
      gap: { reason: 'permission' },
    })
  })

  test('an environment without rules, and one whose reviewers may review themselves', async () => {
    const { named } = await readAll('github.environment')
    expect(named('harborlight/data-exports: production')?.data).toMatchObject({
      reviewersRequired: false,
      selfReviewPrevented: false,
      branchesLimited: false,
    })
    expect(named('harborlight/portal-billing: production')?.data).toMatchObject({
      reviewersRequired: true,
      selfReviewPrevented: false,
    })
  })
})

test('a server has no invitations and no single sign-on of an organization, and says what it cannot tell', async () => {
  const server = await startGithub({ company, now, flavour: 'ghes', contract: true })
  const read = (id: string) => readAll(id, tokens.owner.secret, 'harborlight', server, '/api/v3')
  expect(await read('github.invitation')).toMatchObject({ records: [], gaps: [] })
  expect(await read('github.credential_authorization')).toMatchObject({ records: [], gaps: [] })
  const { records } = await read('github.secret_alerts')
  expect(records).toMatchObject([
    { data: { open: 3, publiclyLeaked: null }, gaps: { publiclyLeaked: { reason: 'api' } } },
  ])
  expect((await read('github.organization')).records[0]?.data).toMatchObject({ immutableReleases: null })
  expect(server.contractViolations).toEqual([])
  await server.close()
})
