import type { ConnectorContext, EnterpriseReport, ScopeReport } from '@rollcall/core'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { installApp, type TestApp } from '../../../test/support/github-app.ts'
import { sharedShortcode } from './enterprise.ts'
import { github } from './index.ts'

const now = new Date('2026-11-20T08:00:00Z')
const company = exampleCompany({ now })
let running: RunningGithub
let app: TestApp
beforeAll(async () => {
  running = await startGithub({ company, now, contract: true })
  app = installApp(running, ['harborlight'])
  running.state.addToken({
    label: 'with enterprise',
    login: 'mokafor',
    scopes: ['admin:org', 'admin:org_hook', 'repo', 'read:enterprise'],
    ssoOrganizations: ['harborlight', 'harborlight-labs'],
  })
})
afterAll(() => running.close())

const scopeOf = (scope: string): ScopeReport => ({ scope, name: scope, url: `${running.url}/${scope}`, role: 'owner' })
const contextFor = (secrets: Record<string, string>, config: Record<string, string> = {}): ConnectorContext => ({
  config: { organizations: ['harborlight'], address: running.url, ...config },
  secrets,
  fetch,
  signal: new AbortController().signal,
  now: () => now,
})
async function ask(context: ConnectorContext, org: string): Promise<EnterpriseReport> {
  const [report] = (await github.enterprise?.(context, [scopeOf(org)])) ?? []
  if (!report) throw new Error('no report')
  return report
}
const token = (label: string) => ({ token: running.state.token(label).secret })
const saying = ({ evidence }: EnterpriseReport, says: string | null) =>
  evidence.filter((one) => one.says === says).map(({ fact }) => fact)

// The first question loads the stand-in's whole GraphQL schema.
describe('whether an organization belongs to an enterprise', { timeout: 20_000 }, () => {
  test('proof from three places, with its slug', async () => {
    const report = await ask(contextFor(token('with enterprise')), 'harborlight')
    expect(report).toMatchObject({ belongs: 'yes', slug: 'harborlight-group' })
    expect(saying(report, 'proof')).toEqual([
      'GitHub counts 2 owners of an enterprise that the organization belongs to.',
      'A webhook of the organization delivered the enterprise Harborlight Group (harborlight-group) with its event.',
      'The enterprise Harborlight Group (harborlight-group) lists the organization.',
    ])
  })

  test('what a token may not ask is told, and the rest still counts', async () => {
    const report = await ask(contextFor(token('owner')), 'harborlight')
    expect(report).toMatchObject({ belongs: 'yes' })
    expect(saying(report, null)).toEqual([
      expect.stringMatching(/enterprises of the token’s owner cannot be seen.*read:enterprise/),
    ])
  })

  test('an App sees the owners and the webhook, and looks nothing up', async () => {
    const context = contextFor({ privateKey: app.privateKey }, { appId: app.appId })
    expect(await ask(context, 'harborlight')).toMatchObject({ belongs: 'yes', slug: 'harborlight-group' })
  })

  test('an organization of its own: no, with what speaks against it', async () => {
    const report = await ask(contextFor(token('with enterprise')), 'harborlight-labs')
    expect(report).toMatchObject({ belongs: 'no', slug: null })
    expect(saying(report, 'against')).toContain('GitHub counts no owner of an enterprise above the organization.')
  })

  test('a slug that was entered is held against the enterprise: another one does not list it', async () => {
    const report = await ask(
      contextFor(token('with enterprise'), { enterprise: 'harborlight-group' }),
      'harborlight-labs',
    )
    expect(saying(report, null)).toContain('The enterprise harborlight-group does not list the organization.')
    const none = await ask(contextFor(token('with enterprise'), { enterprise: 'no-such' }), 'harborlight')
    expect(saying(none, null)).toEqual([expect.stringContaining('The enterprise no-such cannot be seen')])
  })

  test('sign-on by OIDC speaks for managed users', async () => {
    const org = running.state.organization('harborlight')
    if (org.enterprise) org.enterprise.oidc = true
    const report = await ask(contextFor(token('with enterprise')), 'harborlight')
    if (org.enterprise) org.enterprise.oidc = false
    expect(saying(report, 'hint')).toEqual([expect.stringContaining('OIDC')])
  })

  test('logins that share a short code are a hint, and only where all do', () => {
    expect(sharedShortcode(['ada_acme', 'bo_acme', 'acme_admin_acme'])).toBe('acme')
    expect(sharedShortcode(['ada_acme', 'bo'])).toBeNull()
    expect(sharedShortcode(['ada_acme', 'bo_other'])).toBeNull()
    expect(sharedShortcode(['ada_acme'])).toBeNull()
    expect(sharedShortcode([])).toBeNull()
  })
})

describe('the Enterprise Account switch', () => {
  const normalize = (config: Record<string, string>) =>
    github.normalize({ config: { organizations: ['acme'], ...config }, secrets: { token: `ghp_${'a'.repeat(36)}` } })
      .config

  test('is off by default, wants a slug when on, and takes an address for it', () => {
    expect(normalize({})).not.toHaveProperty('enterprise')
    expect(() => normalize({ enterpriseAccount: 'on' })).toThrow(/slug of the enterprise is missing/)
    expect(() => normalize({ enterpriseAccount: 'on', enterprise: 'no good' })).toThrow(/cannot be the slug/)
    expect(
      normalize({ enterpriseAccount: 'on', enterprise: 'https://github.com/enterprises/acme-group/' }),
    ).toMatchObject({
      enterprise: 'acme-group',
    })
  })

  test('what it records is not read yet, and says so', () => {
    const unread = (config: Record<string, string>) =>
      github.unread?.(config).filter(({ stream }) => stream === 'github.enterprise')
    expect(unread({})).toEqual([])
    expect(unread({ enterprise: 'acme-group' })).toMatchObject([
      { title: 'Enterprise account acme-group', gap: { detail: expect.stringContaining('not read by this version') } },
    ])
  })
})

test('the stand-in answered as GitHub does', () => {
  expect(running.contractViolations).toEqual([])
})
