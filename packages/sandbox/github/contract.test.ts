import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exampleCompany } from '../company/harborlight.ts'
import type { Flavour } from './addresses.ts'
import { createCaller, findLink } from './caller.ts'
import { routes } from './rest/routes.ts'
import { type RunningGithub, startGithub } from './server.ts'

const now = new Date('2026-11-20T08:00:00Z')
const company = exampleCompany({ now })

const orgs = ['harborlight', 'HARBORLIGHT-labs', 'no-such-org']
const below = (org: string, path: string, queries: string[]) => queries.map((query) => `/orgs/${org}/${path}?${query}`)

const plain = [
  '/',
  '/meta',
  '/rate_limit',
  '/user',
  '/users/mokafor',
  '/users/harborlight',
  '/users/nobody',
  ...orgs.flatMap((org) => [
    `/user/memberships/orgs/${org}`,
    `/orgs/${org}`,
    `/orgs/${org}/members`,
    `/orgs/${org}/outside_collaborators`,
    `/orgs/${org}/teams`,
    `/orgs/${org}/repos`,
    `/orgs/${org}/installations`,
    `/orgs/${org}/hooks`,
    `/orgs/${org}/actions/permissions`,
    `/orgs/${org}/actions/permissions/workflow`,
    `/orgs/${org}/actions/permissions/selected-actions`,
    `/orgs/${org}/rulesets`,
    `/orgs/${org}/actions/permissions/fork-pr-contributor-approval`,
    `/orgs/${org}/actions/permissions/fork-pr-workflows-private-repos`,
    `/orgs/${org}/actions/permissions/self-hosted-runners`,
    `/orgs/${org}/settings/immutable-releases`,
    `/orgs/${org}/invitations`,
    `/orgs/${org}/failed_invitations`,
    `/orgs/${org}/personal-access-tokens`,
    `/orgs/${org}/personal-access-token-requests`,
    `/orgs/${org}/credential-authorizations`,
    `/orgs/${org}/actions/runners`,
    `/orgs/${org}/actions/runner-groups`,
    `/orgs/${org}/actions/secrets`,
    `/orgs/${org}/dependabot/secrets`,
    `/orgs/${org}/code-security/configurations`,
    `/orgs/${org}/code-security/configurations/defaults`,
    `/orgs/${org}/dependabot/alerts`,
    `/orgs/${org}/secret-scanning/alerts`,
    `/orgs/${org}/code-scanning/alerts`,
    `/orgs/${org}/organization-roles`,
    `/orgs/${org}/organization-roles/8136/users`,
    `/orgs/${org}/organization-roles/1/users`,
    `/orgs/${org}/custom-repository-roles`,
    `/orgs/${org}/audit-log`,
  ]),
  ...company.github.organizations.flatMap(({ login, webhooks }) =>
    webhooks.slice(0, 2).flatMap(({ id }) => {
      const deliveries = `/orgs/${login}/hooks/${id}/deliveries`
      return [deliveries, `${deliveries}/${id * 10 + 1}`, `${deliveries}/1`]
    }),
  ),
  '/repos/harborlight/tool-migrate/rulesets',
  '/repos/harborlight-labs/gpu-queue/rulesets',
  '/repos/harborlight-labs/nothing/rulesets',
]

/** What only an App is answered: `apps.test.ts` asks for it. */
const ofApps = /^\/app\b|^\/orgs\/\{org\}\/installation$/

const filters = ['filter=2fa_disabled', 'filter=2fa_insecure', 'filter=all', 'filter=none']
const types = ['type=public', 'type=private', 'type=forks', 'type=sources', 'type=none']
const filtered = orgs.flatMap((org) => [
  ...below(org, 'members', [...filters, 'role=admin', 'role=member', 'role=none']),
  ...below(org, 'outside_collaborators', filters),
  ...below(org, 'repos', [...types, 'sort=full_name', 'sort=none']),
  ...below(org, 'rulesets', ['targets=tag,push']),
  ...below(org, 'secret-scanning/alerts', ['state=open', 'state=open&hide_secret=true']),
  ...below(org, 'dependabot/alerts', ['state=open']),
])

const secrets: Record<string, string | null> = {
  ...Object.fromEntries(company.github.tokens.map((token) => [token.label, token.secret])),
  nobody: null,
}

/** One of each kind: who sees all, some, only what is public, and nothing for want of single sign-on. */
const few = ['owner', 'member', 'noScopes', 'noSso', 'nobody']
const seeing = ['owner', 'member', 'nobody']

/** Every page of every path, with every token; returns how many answers of which status there were. */
async function drive(github: RunningGithub, labels: string[]): Promise<Map<number, number>> {
  const statuses = new Map<number, number>()
  for (const label of labels) {
    const { get } = createCaller(github, secrets[label] ?? null)
    for (const path of seeing.includes(label) ? [...plain, ...filtered] : plain) {
      let next: string | undefined = `${path}${path.includes('?') ? '&' : '?'}per_page=40`
      while (next !== undefined) {
        const reply: Awaited<ReturnType<typeof get>> = await get(next)
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1)
        next = findLink(reply.headers, 'next')
      }
    }
  }
  expect(github.contractViolations).toEqual([])
  return statuses
}

// github.com is judged by two descriptions, its own and that of Enterprise Cloud.
describe.each<Flavour>(['github.com', 'ghes'])('%s answers by the published description', (flavour) => {
  let github: RunningGithub
  beforeAll(async () => {
    github = await startGithub({ company, now, flavour, limits: null, contract: true })
  })
  afterAll(() => github.close())

  test('every endpoint, as everybody, both organizations, all pages, errors included', async () => {
    const statuses = await drive(github, flavour === 'ghes' ? few : Object.keys(secrets))
    expect([...statuses.keys()].sort()).toEqual([200, 401, 403, 404, 409, 422])
    expect(statuses.get(200)).toBeGreaterThan(100)
    // What is judged is everything that is played.
    const played = routes.filter((route) => (flavour !== 'ghes' || !route.cloudOnly) && !ofApps.test(route.template))
    expect(played.filter((route) => !github.requests.byPath.has(route.template))).toEqual([])
    expect(github.requests.counts.writes).toBe(0)
  }, 60_000)
})

test('after the world has changed, too', async () => {
  const github = await startGithub({ company, now, limits: null, contract: true })
  const { state } = github
  state.changeActions('harborlight', { enabledRepositories: 'none' })
  state.changeActions('harborlight-labs', { enabledRepositories: 'selected' })
  state.addRepository('harborlight', { name: 'new', language: null, description: null, empty: true })
  state.addMember('harborlight', { login: 'newcomer' })
  state.addWebhook('harborlight', { url: 'https://new.example', hasSecret: false })
  state.enforceSso('harborlight-labs')
  await drive(github, ['owner', 'member'])
  await github.close()
}, 60_000)

test('an answer that breaks the description is noticed at run time', async () => {
  const github = await startGithub({ company, now, contract: true })
  github.state.organization('harborlight').createdAt = 'yesterday'
  await createCaller(github, company.tokens.owner.secret).get('/orgs/harborlight')
  expect(github.contractViolations).toHaveLength(2)
  expect(github.contractViolations[0]).toContain('GET /orgs/{org} 200: /created_at must match format "date-time"')
  await github.close()
})
