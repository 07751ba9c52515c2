import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { exampleCompany } from '../../company/harborlight.ts'
import { createCaller } from '../caller.ts'
import { type RunningGithub, startGithub } from '../server.ts'

const now = new Date('2026-11-20T08:00:00Z')
const company = exampleCompany({ now })

let github: RunningGithub
let caller: ReturnType<typeof createCaller>
beforeEach(async () => {
  github = await startGithub({ company, now, contract: true })
  caller = createCaller(github, company.tokens.owner.secret)
})
afterEach(async () => {
  expect(github.contractViolations).toEqual([])
  await github.close()
})
// Whatever a test changes, the company it was started from stays as it was.
afterAll(() => expect(company).toEqual(exampleCompany({ now })))

const logins = async (path: string) => (await caller.list<{ login: string }>(path)).map((one) => one.login)

test('members come, go, change their role and turn on a second factor', async () => {
  const { state } = github
  state.addMember('harborlight', { login: 'newcomer', name: 'New Comer', twoFactor: 'disabled' })
  expect(await logins('/orgs/harborlight/members?filter=2fa_disabled')).toContain('newcomer')
  state.setTwoFactor('newcomer', 'secure')
  expect(await logins('/orgs/harborlight/members?filter=2fa_disabled')).not.toContain('newcomer')
  state.setRole('harborlight', 'newcomer', 'admin')
  expect(await logins('/orgs/harborlight/members?role=admin')).toHaveLength(5)
  state.removeMember('harborlight', 'newcomer')
  expect(await logins('/orgs/harborlight/members')).toHaveLength(60)
  expect(() => state.removeMember('harborlight', 'newcomer')).toThrow('newcomer is no member')
})

test('outside collaborators come and go', async () => {
  const { state } = github
  state.addOutsideCollaborator('harborlight', 'freight-eta', { login: 'helper' }, 'write')
  state.removeOutsideCollaborator('harborlight', 'seabright-dev')
  const found = await logins('/orgs/harborlight/outside_collaborators')
  expect(found).toContain('helper')
  expect(found).not.toContain('seabright-dev')
})

test('repositories come, go and change', async () => {
  const { state } = github
  state.addRepository('harborlight', { name: 'fresh', visibility: 'public' })
  state.changeRepository('harborlight', 'fresh', { archived: true, secretScanning: false })
  state.removeRepository('harborlight', 'website')
  const found = await caller.list<{ name: string; archived: boolean }>('/orgs/harborlight/repos?type=public')
  expect(found).toHaveLength(10)
  expect(found.find((one) => one.name === 'fresh')).toMatchObject({
    archived: true,
    security_and_analysis: { secret_scanning: { status: 'disabled' } },
  })
})

test('branches, rulesets and deploy keys change', async () => {
  const { state } = github
  state.protectBranch('harborlight', 'website', { isAdminEnforced: false })
  state.protectBranch('harborlight', 'data-lake', null)
  state.changeRuleset('harborlight', 'Legacy freeze', { enforcement: 'active' })
  state.addRuleset('harborlight', { name: 'Everywhere', rules: [{ type: 'required_signatures' }] })
  state.addRepositoryRuleset('harborlight', 'website', { name: 'Own', rules: [{ type: 'creation' }] })
  state.addDeployKey('harborlight', 'website', { title: 'new', readOnly: false })
  state.removeDeployKey('harborlight', 'legacy-edi', 'mailbox host')
  const read = async (name: string) => {
    const { body } = await caller.graphql<{ repository: unknown }>(
      `query ($name: String!) { repository(owner: "harborlight", name: $name) {
        deployKeys(first: 9) { totalCount }
        defaultBranchRef { branchProtectionRule { isAdminEnforced } rules(first: 9) { nodes { type } } }
      } }`,
      { name },
    )
    return body.data?.repository
  }
  expect(await read('website')).toEqual({
    deployKeys: { totalCount: 1 },
    defaultBranchRef: {
      branchProtectionRule: { isAdminEnforced: false },
      rules: { nodes: [{ type: 'CREATION' }, { type: 'REQUIRED_SIGNATURES' }] },
    },
  })
  expect(await read('legacy-edi')).toMatchObject({
    deployKeys: { totalCount: 0 },
    defaultBranchRef: { rules: { nodes: [{}, {}, {}, {}, { type: 'REQUIRED_SIGNATURES' }] } },
  })
  expect(await read('data-lake')).toMatchObject({ defaultBranchRef: { branchProtectionRule: null } })
})

test('settings, policies, webhooks and apps change', async () => {
  const { state } = github
  state.changeSettings('harborlight', { twoFactorRequired: true, baseRepositoryPermission: 'none' })
  state.changeOrganization('harborlight-labs', { plan: 'team', verified: true })
  state.changeActions('harborlight-labs', { defaultWorkflowPermissions: 'read' })
  state.addWebhook('harborlight', { url: 'https://new.example/hook' })
  state.removeWebhook('harborlight', 'http://build.harborlight.example/github')
  state.changeInstallation('harborlight', 'dockline-sync', { suspendedAt: null, suspendedBy: null })
  state.removeInstallation('harborlight', 'harborlight-deployer')
  state.addTeam('harborlight', { slug: 'new-team' })
  state.removeTeam('harborlight', 'it')
  expect((await caller.get('/orgs/harborlight')).body).toMatchObject({
    two_factor_requirement_enabled: true,
    default_repository_permission: 'none',
  })
  expect((await caller.get('/orgs/harborlight-labs')).body).toMatchObject({ plan: { name: 'team' }, is_verified: true })
  expect((await caller.get('/orgs/harborlight-labs/rulesets')).body).toEqual([])
  const workflow = await caller.get('/orgs/harborlight-labs/actions/permissions/workflow')
  expect(workflow.body.default_workflow_permissions).toBe('read')
  const { body } = await caller.get<{ config: { url: string } }[]>('/orgs/harborlight/hooks')
  expect(body.map((hook) => hook.config.url).at(-1)).toBe('https://new.example/hook')
  expect(body).toHaveLength(3)
  const { body: apps } = await caller.get<{ installations: { suspended_at: null }[] }>(
    '/orgs/harborlight/installations',
  )
  expect(apps.installations.map((app) => app.suspended_at)).toEqual([null, null, null])
  const slugs = (await caller.list<{ slug: string }>('/orgs/harborlight/teams')).map((team) => team.slug)
  expect([slugs.includes('new-team'), slugs.includes('it')]).toEqual([true, false])
})

test('with a base permission of none, a member sees internal repositories and no private ones', async () => {
  github.state.changeSettings('harborlight', { baseRepositoryPermission: 'none' })
  const member = createCaller(github, company.tokens.member.secret)
  expect(await member.list('/orgs/harborlight/repos')).toHaveLength(21)
})

test('tokens change, and single sign-on is authorized, withdrawn and enforced', async () => {
  const { state } = github
  const status = async (label: string, org: string) =>
    (await createCaller(github, state.token(label).secret).get(`/orgs/${org}`)).status
  state.authorizeSso('noSso', 'harborlight')
  expect(await status('noSso', 'harborlight')).toBe(200)
  state.withdrawSso('noSso', 'harborlight')
  expect(await status('noSso', 'harborlight')).toBe(403)
  expect(await status('noLabsSso', 'harborlight-labs')).toBe(200)
  state.enforceSso('harborlight-labs')
  expect(await status('noLabsSso', 'harborlight-labs')).toBe(403)
  expect(await status('noLabsSso', 'harborlight')).toBe(200)
  state.dropSso('harborlight-labs')
  expect(await status('noLabsSso', 'harborlight-labs')).toBe(200)
  state.changeToken('demo', { scopes: [] })
  const { headers } = await createCaller(github, company.tokens.demo.secret).get('/user')
  expect(headers.get('x-oauth-scopes')).toBe('')
})

test('a wrong name is a mistake of the test, and says so', () => {
  expect(() => github.state.organization('nope')).toThrow("The sandbox's GitHub has no organization nope")
  expect(() => github.state.repository('harborlight', 'nope')).toThrow('no repository harborlight/nope')
  expect(() => github.state.token('nope')).toThrow('no token labelled nope')
  expect(() => github.state.setTwoFactor('nope', 'secure')).toThrow('no account nope')
})
