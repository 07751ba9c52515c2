import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exampleCompany } from '../../company/harborlight.ts'
import { createCaller, findLink } from '../caller.ts'
import { type RunningGithub, startGithub } from '../server.ts'

const now = new Date('2026-11-20T08:00:00Z')
const company = exampleCompany({ now })
const { tokens } = company

let github: RunningGithub
beforeAll(async () => {
  github = await startGithub({ company, now, contract: true })
})
afterAll(async () => {
  expect(github.contractViolations).toEqual([])
  await github.close()
})
const as = (name: keyof typeof tokens | null) => createCaller(github, name && tokens[name].secret)

interface Account {
  login: string
}
interface Repository {
  name: string
  visibility: string
  security_and_analysis?: object
  permissions?: { admin: boolean }
  created_at: string
}

describe('what an owner sees and nobody else', () => {
  test('settings of the organization', async () => {
    const owner = (await as('owner').get('/orgs/harborlight')).body
    expect(owner).toMatchObject({
      two_factor_requirement_enabled: false,
      default_repository_permission: 'read',
      plan: { name: 'enterprise', filled_seats: 60 },
      is_verified: true,
      members_can_create_internal_repositories: true,
      total_private_repos: 84,
      public_repos: 10,
    })
    for (const name of ['ownerReadOrg', 'noScopes', 'member', null] as const) {
      const { body } = await as(name).get('/orgs/harborlight')
      expect(body).toMatchObject({ login: 'harborlight', is_verified: true, public_repos: 10 })
      for (const hidden of ['two_factor_requirement_enabled', 'default_repository_permission', 'plan']) {
        expect(body).not.toHaveProperty(hidden)
      }
    }
    const labs = (await as('owner').get('/orgs/harborlight-labs')).body
    expect(labs).toMatchObject({ plan: { name: 'free' }, default_repository_permission: 'write' })
    expect(labs).not.toHaveProperty('members_can_create_internal_repositories')
  })

  test('members without a second factor', async () => {
    const path = '/orgs/harborlight/members?filter=2fa_disabled'
    expect(await as('owner').list<Account>(path)).toHaveLength(5)
    expect(await as('ownerReadOrg').list<Account>(path)).toHaveLength(5)
    expect(await as('owner').list<Account>('/orgs/harborlight/members?filter=2fa_insecure')).toHaveLength(6)
    for (const name of ['member', 'noScopes', null] as const) {
      const { status, body } = await as(name).get(path)
      expect(status).toBe(422)
      expect(body).toMatchObject({ message: 'Only owners can use this filter.' })
    }
  })

  test('outside collaborators', async () => {
    const path = '/orgs/harborlight/outside_collaborators'
    expect((await as('owner').list<Account>(path)).map((one) => one.login).sort()).toEqual([
      'kim-at-auditory',
      'okto-freelance',
      'plindholm-consult',
      'seabright-dev',
      'wordsmith-jana',
    ])
    expect(await as('owner').list<Account>(`${path}?filter=2fa_disabled`)).toHaveLength(2)
    expect(await as('owner').list<Account>(`${path}?filter=2fa_insecure`)).toHaveLength(1)
    expect((await as('member').get(path)).status).toBe(403)
  })

  test('webhooks, and only with their own scope: 404 hides even whether there are any', async () => {
    const path = '/orgs/harborlight/hooks'
    const { body } = await as('owner').get<{ config: { secret?: string; url: string; insecure_ssl: string } }[]>(path)
    expect(body.map(({ config }) => [config.url.split('?')[0], config.secret, config.insecure_ssl])).toEqual([
      ['http://build.harborlight.example/github', '********', '0'],
      ['https://chat.harborlight.example/hooks/github', undefined, '0'],
      ['https://edi.harborlight.example:8443/github', '********', '1'],
    ])
    const refused = await as('demo').get(path)
    expect(refused.status).toBe(404)
    expect(refused.headers.get('x-accepted-oauth-scopes')).toBe('admin:org_hook')
    expect((await as('member').get(path)).status).toBe(404)
  })

  test('apps and policies', async () => {
    for (const path of ['installations', 'actions/permissions', 'actions/permissions/workflow']) {
      expect((await as('demo').get(`/orgs/harborlight/${path}`)).status).toBe(200)
      expect((await as('ownerReadOrg').get(`/orgs/harborlight/${path}`)).status).toBe(403)
      const { status, headers } = await as('member').get(`/orgs/harborlight/${path}`)
      expect([status, headers.get('x-accepted-oauth-scopes')]).toEqual([403, 'admin:org'])
    }
    expect((await as('demo').get('/orgs/harborlight/rulesets')).body).toHaveLength(6)
    expect((await as('member').get('/orgs/harborlight/rulesets')).status).toBe(404)
  })

  test('what the plan does not have', async () => {
    const { status, body } = await as('owner').get('/orgs/harborlight-labs/rulesets')
    expect([status, body.message]).toEqual([403, 'Upgrade to GitHub Team to enable this feature.'])
  })

  test('what only an owner is shown of secrets, runners, roles and invitations', async () => {
    const paths = [
      'invitations',
      'failed_invitations',
      'actions/secrets',
      'dependabot/secrets',
      'actions/runners',
      'actions/runner-groups',
      'organization-roles',
      'organization-roles/8138/users',
      'custom-repository-roles',
      'code-security/configurations',
      'code-security/configurations/defaults',
      'dependabot/alerts',
      'secret-scanning/alerts',
      'code-scanning/alerts',
      'credential-authorizations',
    ]
    for (const path of paths) {
      expect((await as('demo').get(`/orgs/harborlight/${path}`)).status, path).toBe(200)
      expect([403, 404], path).toContain((await as('member').get(`/orgs/harborlight/${path}`)).status)
    }
  })

  test('fine-grained tokens, to a GitHub App only', async () => {
    const { secret } = github.state.addToken({
      kind: 'app',
      label: 'app',
      login: 'mokafor',
      scopes: ['admin:org'],
      ssoOrganizations: ['harborlight'],
    })
    for (const path of ['personal-access-tokens', 'personal-access-token-requests']) {
      const refused = await as('owner').get(`/orgs/harborlight/${path}`)
      expect([refused.status, refused.body.message]).toEqual([403, 'Resource not accessible by personal access token'])
      const shown = await createCaller(github, secret).get<unknown[]>(`/orgs/harborlight/${path}`)
      expect(shown.body.length).toBeGreaterThan(1)
      expect(shown.headers.get('x-oauth-scopes')).toBeNull()
    }
  })

  test('a secret in an alert, to whoever does not ask for it to be hidden', async () => {
    const shown = await as('owner').get<{ secret?: string }[]>('/orgs/harborlight/secret-scanning/alerts?state=open')
    expect(shown.body.every(({ secret }) => secret?.startsWith('sandboxSecret'))).toBe(true)
    const hidden = await as('owner').get<object[]>('/orgs/harborlight/secret-scanning/alerts?hide_secret=true')
    expect(hidden.body.some((alert) => 'secret' in alert)).toBe(false)
    expect(hidden.body.length).toBe(shown.body.length + 1)
  })

  test('a private repository’s rulesets, where the plan has none', async () => {
    const { status, body } = await as('owner').get('/repos/harborlight-labs/gpu-queue/rulesets')
    expect([status, body.message]).toEqual([
      403,
      'Upgrade to GitHub Pro or make this repository public to enable this feature.',
    ])
    expect((await as('owner').get('/repos/harborlight-labs/tide-model/rulesets')).body).toHaveLength(1)
    expect((await as('member').get('/repos/harborlight-labs/gpu-queue/rulesets')).status).toBe(404)
  })

  test('allowed actions, where the policy is to select them', async () => {
    const path = 'actions/permissions/selected-actions'
    expect((await as('owner').get(`/orgs/harborlight/${path}`)).body).toMatchObject({ verified_allowed: true })
    expect((await as('owner').get(`/orgs/harborlight-labs/${path}`)).status).toBe(409)
  })
})

describe('lists', () => {
  test('members: strangers and tokens without read:org see public ones only', async () => {
    expect(await as('member').list('/orgs/harborlight/members')).toHaveLength(60)
    const shown = await as(null).list<Account>('/orgs/harborlight/members')
    expect(shown.length).toBeGreaterThan(0)
    expect(shown.length).toBeLessThan(30)
    expect(await as('noScopes').list('/orgs/harborlight/members')).toEqual(shown)
    expect(await as('owner').list('/orgs/harborlight/members?role=admin')).toHaveLength(4)
  })

  test('repositories: private ones need the repo scope', async () => {
    expect(await as('owner').list('/orgs/harborlight/repos')).toHaveLength(94)
    expect(await as('member').list('/orgs/harborlight/repos')).toHaveLength(94)
    for (const name of ['noScopes', 'ownerReadOrg', null] as const) {
      const shown = await as(name).list<Repository>('/orgs/harborlight/repos')
      expect(shown).toHaveLength(10)
      expect(shown.every((one) => one.visibility === 'public' && !one.security_and_analysis)).toBe(true)
    }
    expect(await as('member').list('/orgs/harborlight-labs/repos')).toHaveLength(8)
    expect(await as('owner').list('/orgs/harborlight/repos?type=forks')).toHaveLength(1)
  })

  test('repositories: security settings only for who administers them', async () => {
    const owned = await as('owner').list<Repository>('/orgs/harborlight/repos')
    expect(owned.every((one) => one.security_and_analysis && one.permissions?.admin)).toBe(true)
    const read = await as('member').list<Repository>('/orgs/harborlight/repos')
    expect(read.some((one) => one.security_and_analysis || one.permissions?.admin)).toBe(false)
  })

  test('repositories: newest first, or by name', async () => {
    const created = (await as('owner').list<Repository>('/orgs/harborlight/repos')).map((one) => one.created_at)
    expect(created).toEqual([...created].sort().reverse())
    const named = (await as('owner').list<Repository>('/orgs/harborlight/repos?sort=full_name')).map((one) => one.name)
    expect(named).toEqual([...named].sort())
  })

  test('teams: a secret one only to its members and to owners', async () => {
    expect(await as('owner').list('/orgs/harborlight/teams')).toHaveLength(10)
    expect(await as('member').list('/orgs/harborlight/teams')).toHaveLength(9)
    expect((await as('noScopes').get('/orgs/harborlight/teams')).status).toBe(403)
    const teams = await as('owner').list<{ slug: string; parent: { slug: string } | null }>('/orgs/harborlight/teams')
    expect(teams.find((team) => team.slug === 'platform')?.parent?.slug).toBe('engineering')
  })
})

describe('pages', () => {
  test('hold 30, and never more than 100', async () => {
    const size = async (query: string) =>
      (await as('owner').get<unknown[]>(`/orgs/harborlight/repos${query}`)).body.length
    expect(await size('')).toBe(30)
    expect(await size('?per_page=7')).toBe(7)
    expect(await size('?per_page=500')).toBe(94)
    expect(await size('?per_page=0')).toBe(30)
    expect(await size('?per_page=50&page=9')).toBe(0)
  })

  test('link by the number of the organization', async () => {
    const { headers } = await as('owner').get('/orgs/harborlight/members?per_page=25&role=all')
    const next = `${github.apiUrl}/organizations/61204411/members?per_page=25&role=all&page=2`
    expect(headers.get('link')).toBe(`<${next}>; rel="next", <${next.replace('&page=2', '&page=3')}>; rel="last"`)
    const middle = await as('owner').get(next)
    expect(findLink(middle.headers, 'prev')).toContain('page=1')
    expect(findLink(middle.headers, 'first')).toContain('page=1')
    const last = await as('owner').get(next.replace('&page=2', '&page=3'))
    expect(findLink(last.headers, 'next')).toBeUndefined()
    expect((await as('owner').get('/orgs/harborlight/hooks')).headers.get('link')).toBeNull()
  })

  test('together hold everything once', async () => {
    const members = await as('owner').list<Account>('/orgs/harborlight/members?per_page=7')
    expect(new Set(members.map((member) => member.login)).size).toBe(60)
  })
})

describe('who asks', () => {
  test('the private profile needs the user scope', async () => {
    expect((await as('owner').get('/user')).body).toMatchObject({
      user_view_type: 'private',
      two_factor_authentication: true,
    })
    const { body } = await as('demo').get('/user')
    expect(body).toMatchObject({ login: 'mokafor', user_view_type: 'public' })
    expect(body).not.toHaveProperty('two_factor_authentication')
    expect((await as(null).get('/user')).status).toBe(401)
  })

  test('membership', async () => {
    const role = async (name: keyof typeof tokens, org: string) =>
      (await as(name).get(`/user/memberships/orgs/${org}`)).body.role
    expect(await role('owner', 'harborlight')).toBe('admin')
    expect(await role('member', 'harborlight')).toBe('member')
    expect((await as('member').get('/user/memberships/orgs/harborlight-labs')).status).toBe(404)
    expect((await as('noScopes').get('/user/memberships/orgs/harborlight')).status).toBe(403)
  })

  test('single sign-on bars a token that was not authorized, and points to where it can be', async () => {
    for (const path of ['/orgs/harborlight', '/orgs/harborlight/repos', '/user/memberships/orgs/harborlight']) {
      const { status, headers, body } = await as('noSso').get(path)
      expect(status).toBe(403)
      expect(headers.get('x-github-sso')).toMatch(/^required; url=https:\/\/github\.com\/orgs\/harborlight\/sso\?/)
      expect(body.message).toContain('Resource protected by organization SAML enforcement.')
    }
    expect((await as('noSso').get('/orgs/harborlight-labs')).status).toBe(200)
    expect((await as('noSso').get('/user')).status).toBe(200)
  })
})
