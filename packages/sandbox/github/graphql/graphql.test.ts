import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exampleCompany } from '../../company/harborlight.ts'
import { createCaller } from '../caller.ts'
import { type RunningGithub, startGithub } from '../server.ts'

const now = new Date('2026-11-20T08:00:00Z')
const company = exampleCompany({ now })
const { tokens } = company

let github: RunningGithub
beforeAll(async () => {
  github = await startGithub({ company, now })
})
afterAll(() => github.close())

async function ask<Data = Record<string, unknown>>(
  name: keyof typeof tokens,
  query: string,
  variables: Record<string, unknown> = {},
) {
  return (await createCaller(github, tokens[name].secret).graphql<Data>(query, variables)).body
}

interface Page<Item> {
  totalCount: number
  nodes: Item[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

describe('what is asked in one go', () => {
  test('the viewer, the organization and its members', async () => {
    const { data, errors } = await ask(
      'demo',
      `query ($login: String!) {
        viewer { login databaseId isViewer }
        organization(login: $login) {
          login databaseId requiresTwoFactorAuthentication ipAllowListEnabledSetting
          ipAllowListForInstalledAppsEnabledSetting notificationDeliveryRestrictionEnabledSetting
          membersCanForkPrivateRepositories webCommitSignoffRequired isVerified viewerCanAdminister
          samlIdentityProvider { ssoUrl issuer }
          domains(first: 10) { nodes { domain isVerified isApproved } }
          enterpriseOwners(first: 10) { totalCount edges { organizationRole node { login } } }
          membersWithRole(first: 3) {
            totalCount
            edges {
              role hasTwoFactorEnabled
              node { login databaseId name isSiteAdmin organizationVerifiedDomainEmails(login: $login) }
            }
          }
        }
      }`,
      { login: 'HarborLight' },
    )
    expect(errors).toBeUndefined()
    expect(data).toMatchObject({
      viewer: { login: 'mokafor', isViewer: true },
      organization: {
        login: 'harborlight',
        databaseId: 61_204_411,
        requiresTwoFactorAuthentication: false,
        ipAllowListEnabledSetting: 'DISABLED',
        notificationDeliveryRestrictionEnabledSetting: 'ENABLED',
        viewerCanAdminister: true,
        samlIdentityProvider: { ssoUrl: 'https://idp.harborlight.example/saml/github' },
        enterpriseOwners: {
          totalCount: 2,
          edges: [
            { organizationRole: 'OWNER', node: { login: 'mokafor' } },
            { organizationRole: 'DIRECT_MEMBER', node: { login: 'bmoller' } },
          ],
        },
        membersWithRole: {
          totalCount: 60,
          edges: [
            {
              role: 'ADMIN',
              hasTwoFactorEnabled: true,
              node: { login: 'mokafor', organizationVerifiedDomainEmails: ['mira.okafor@harborlight.example'] },
            },
            { node: { login: 'tweiss' } },
            { role: 'MEMBER' },
          ],
        },
      },
    })
  })

  test('teams with the team above', async () => {
    const { data } = await ask<{
      organization: { teams: Page<{ slug: string; privacy: string; parentTeam: object }> }
    }>(
      'demo',
      `{ organization(login: "harborlight") { teams(first: 100) {
        totalCount nodes { slug privacy notificationSetting parentTeam { slug } members(first: 1) { totalCount } }
      } } }`,
    )
    const teams = data?.organization.teams
    expect(teams?.totalCount).toBe(10)
    expect(teams?.nodes.find((team) => team.slug === 'incident-command')).toMatchObject({
      privacy: 'SECRET',
      notificationSetting: 'NOTIFICATIONS_ENABLED',
      parentTeam: { slug: 'security' },
      members: { totalCount: 3 },
    })
  })

  test('the organizations of the viewer; one that single sign-on bars is null, with an error beside it', async () => {
    const query = '{ viewer { organizations(first: 10) { nodes { login viewerCanAdminister } } } }'
    const { data } = await ask('demo', query)
    expect(data).toEqual({
      viewer: {
        organizations: {
          nodes: [
            { login: 'harborlight', viewerCanAdminister: true },
            { login: 'harborlight-labs', viewerCanAdminister: true },
          ],
        },
      },
    })
    const barred = await ask('noSso', query)
    expect(barred.data).toMatchObject({ viewer: { organizations: { nodes: [null, { login: 'harborlight-labs' }] } } })
    expect(barred.errors).toMatchObject([{ type: 'FORBIDDEN', path: ['viewer', 'organizations', 'nodes', 0] }])
  })

  test('fragments, aliases and a second operation', async () => {
    const { secret } = tokens.demo
    const query = `
      query One { me: viewer { ...who } }
      query Two { org: organization(login: "harborlight-labs") { ... on Organization { name } } }
      fragment who on User { login }`
    const response = await fetch(github.graphqlUrl, {
      method: 'POST',
      headers: { authorization: `bearer ${secret}` },
      body: JSON.stringify({ query, operationName: 'Two' }),
    })
    expect(await response.json()).toEqual({ data: { org: { name: 'Harborlight Labs' } } })
  })
})

describe('a branch', () => {
  interface Branch {
    branchProtectionRule: Record<string, unknown> | null
    rules: { nodes: { type: string; repositoryRuleset: { name: string; bypassActors: { nodes: unknown[] } | null } }[] }
  }
  const branchOf = async (name: keyof typeof tokens, owner: string, repository: string) => {
    const { data } = await ask<{ repository: { defaultBranchRef: Branch | null } }>(
      name,
      `query ($owner: String!, $repository: String!) { repository(owner: $owner, name: $repository) { defaultBranchRef {
        name
        branchProtectionRule {
          pattern isAdminEnforced requiresApprovingReviews requiredApprovingReviewCount dismissesStaleReviews
          requireLastPushApproval requiresCodeOwnerReviews requiresStatusChecks requiresCommitSignatures
          allowsForcePushes allowsDeletions requiredStatusCheckContexts
          bypassPullRequestAllowances(first: 10) { nodes { actor { __typename ...on User { login } ...on Team { slug } ...on App { slug } } } }
          bypassForcePushAllowances(first: 10) { totalCount }
        }
        rules(first: 50) { nodes {
          type
          parameters {
            ... on PullRequestParameters { requiredApprovingReviewCount dismissStaleReviewsOnPush requireLastPushApproval }
            ... on RequiredStatusChecksParameters { strictRequiredStatusChecksPolicy requiredStatusChecks { context integrationId } }
          }
          repositoryRuleset {
            id databaseId name enforcement
            bypassActors(first: 10) { nodes {
              bypassMode organizationAdmin enterpriseOwner deployKey repositoryRoleName
              actor { __typename ... on Team { slug } ... on App { slug } }
            } }
          }
        } }
      } } }`,
      { owner, repository },
    )
    return data?.repository.defaultBranchRef ?? null
  }
  const typesOf = (branch: Branch | null) => branch?.rules.nodes.map((rule) => rule.type)

  test('well kept by a ruleset of the organization', async () => {
    const branch = await branchOf('demo', 'harborlight', 'freight-engine')
    expect(branch?.branchProtectionRule).toBeNull()
    expect(typesOf(branch)).toEqual(['DELETION', 'NON_FAST_FORWARD', 'PULL_REQUEST', 'REQUIRED_STATUS_CHECKS'])
    expect(branch?.rules.nodes[2]).toMatchObject({
      parameters: { requiredApprovingReviewCount: 2, requireLastPushApproval: true },
      repositoryRuleset: { name: 'Protect default branches', enforcement: 'ACTIVE', bypassActors: { nodes: [] } },
    })
  })

  test('kept, but not from everybody', async () => {
    const branch = await branchOf('demo', 'harborlight', 'portal-shipper')
    expect(branch?.rules.nodes[0]?.repositoryRuleset.bypassActors?.nodes).toEqual([
      expect.objectContaining({ bypassMode: 'ALWAYS', organizationAdmin: true, actor: null }),
      expect.objectContaining({ bypassMode: 'PULL_REQUEST', actor: { __typename: 'Team', slug: 'release-managers' } }),
      expect.objectContaining({ bypassMode: 'ALWAYS', actor: { __typename: 'App', slug: 'harborlight-deployer' } }),
    ])
  })

  test('kept by classic protection that administrators walk past', async () => {
    const branch = await branchOf('demo', 'harborlight', 'data-finance')
    expect(branch?.branchProtectionRule).toMatchObject({
      pattern: 'main',
      isAdminEnforced: false,
      requiredApprovingReviewCount: 1,
      bypassPullRequestAllowances: {
        nodes: [
          { actor: { __typename: 'User', login: 'akapoor' } },
          { actor: { __typename: 'Team', slug: 'data' } },
          { actor: { __typename: 'App', slug: 'harborlight-deployer' } },
        ],
      },
      bypassForcePushAllowances: { totalCount: 1 },
    })
    expect(typesOf(branch)).toEqual([])
  })

  test('that only rulesets on trial or switched off would keep is open', async () => {
    for (const repository of ['forecast-demand', 'legacy-tms', 'tool-oncall-bot', 'docs-runbooks', 'infra-terraform']) {
      const branch = await branchOf('demo', 'harborlight', repository)
      expect(branch?.branchProtectionRule).toBeNull()
      expect(typesOf(branch)).toEqual([])
    }
  })

  test('is kept in these ways at Harborlight', async () => {
    const { data } = await ask<{ organization: { repositories: { nodes: { defaultBranchRef: Branch | null }[] } } }>(
      'demo',
      `{ organization(login: "harborlight") { repositories(first: 100) { nodes { defaultBranchRef {
        branchProtectionRule { isAdminEnforced }
        rules(first: 50) { nodes { repositoryRuleset { name } } }
      } } } } }`,
    )
    const ways = (data?.organization.repositories.nodes ?? []).map(({ defaultBranchRef }) => {
      if (!defaultBranchRef) return 'no branch'
      const classic = defaultBranchRef.branchProtectionRule?.isAdminEnforced
      if (classic !== undefined) return classic ? 'classic, for all' : 'classic, but for administrators'
      return defaultBranchRef.rules.nodes[0]?.repositoryRuleset.name ?? 'open'
    })
    const counts = Object.fromEntries([...new Set(ways)].map((way) => [way, ways.filter((one) => one === way).length]))
    expect(counts).toEqual({
      'Protect default branches': 40,
      'Customer portals': 10,
      'Main needs a review': 1,
      'classic, for all': 7,
      'classic, but for administrators': 11,
      open: 23,
      'no branch': 2,
    })
  })

  test('of an empty repository is none', async () => {
    expect(await branchOf('demo', 'harborlight', 'pricing-poc')).toBeNull()
  })

  test('on the free plan is kept in public repositories only', async () => {
    expect((await branchOf('demo', 'harborlight-labs', 'berth-planner'))?.branchProtectionRule).not.toBeNull()
    expect(typesOf(await branchOf('demo', 'harborlight-labs', 'tide-model'))).toHaveLength(4)
    github.state.protectBranch('harborlight-labs', 'anomaly', {})
    expect((await branchOf('demo', 'harborlight-labs', 'anomaly'))?.branchProtectionRule).toBeNull()
  })

  test('looks unprotected to who does not administer it, and its bypass list is null', async () => {
    const classic = await branchOf('member', 'harborlight', 'data-finance')
    expect(classic?.branchProtectionRule).toBeNull()
    const ruled = await branchOf('member', 'harborlight', 'portal-shipper')
    expect(typesOf(ruled)).toHaveLength(4)
    expect(ruled?.rules.nodes[0]?.repositoryRuleset.bypassActors).toBeNull()
  })
})

describe('a repository', () => {
  const query = `query ($name: String!) { repository(owner: "harborlight", name: $name) {
    databaseId nameWithOwner visibility isArchived isEmpty isFork pushedAt viewerCanAdminister viewerPermission
    hasVulnerabilityAlertsEnabled forkingAllowed isSecurityPolicyEnabled
    deployKeys(first: 10) { totalCount nodes { title readOnly enabled createdAt } }
    collaborators(affiliation: OUTSIDE, first: 10) { edges { permission node { login } } }
  } }`

  test('to an owner', async () => {
    const { data, errors } = await ask('demo', query, { name: 'portal-carrier' })
    expect(errors).toBeUndefined()
    expect(data?.repository).toMatchObject({
      nameWithOwner: 'harborlight/portal-carrier',
      visibility: 'PRIVATE',
      viewerCanAdminister: true,
      viewerPermission: 'ADMIN',
      hasVulnerabilityAlertsEnabled: true,
      collaborators: { edges: [{ permission: 'ADMIN', node: { login: 'seabright-dev' } }] },
    })
    const keys = await ask('demo', query, { name: 'freight-engine' })
    expect(keys.data?.repository).toMatchObject({ deployKeys: { totalCount: 2, nodes: [{ readOnly: false }, {}] } })
  })

  test('to a member: false and empty where nothing may be seen, an error where GitHub gives one', async () => {
    const { data, errors } = await ask('member', query, { name: 'freight-engine' })
    expect(data?.repository).toMatchObject({
      viewerCanAdminister: false,
      viewerPermission: 'READ',
      hasVulnerabilityAlertsEnabled: false,
      deployKeys: { totalCount: 0 },
      collaborators: null,
    })
    expect(errors).toEqual([
      {
        type: 'FORBIDDEN',
        path: ['repository', 'collaborators'],
        extensions: { saml_failure: false },
        locations: [{ line: 5, column: 5 }],
        message: 'You do not have permission to view repository collaborators.',
      },
    ])
  })

  test('that may not be seen is not there', async () => {
    const { data, errors } = await ask('noScopes', query, { name: 'freight-engine' })
    expect(data).toEqual({ repository: null })
    expect(errors).toMatchObject([{ type: 'NOT_FOUND', path: ['repository'] }])
    expect((await ask('noScopes', query, { name: 'api-public' })).data?.repository).toMatchObject({
      visibility: 'PUBLIC',
    })
  })

  test('filters and orders', async () => {
    const names = async (args: string) => {
      const { data } = await ask<{ organization: { repositories: Page<{ name: string }> } }>(
        'demo',
        `{ organization(login: "harborlight") { repositories(first: 100, ${args}) { totalCount nodes { name } } } }`,
      )
      return data?.organization.repositories.nodes.map((repository) => repository.name) ?? []
    }
    expect(await names('isArchived: true')).toHaveLength(4)
    expect(await names('isFork: true')).toEqual(['openfreight-spec'])
    expect(await names('privacy: PUBLIC')).toHaveLength(10)
    expect(await names('visibility: INTERNAL')).toHaveLength(11)
    const sorted = await names('orderBy: {field: NAME, direction: ASC}')
    expect(sorted).toEqual([...sorted].sort())
  })
})

describe('refusals', () => {
  test('an organization that is not there', async () => {
    expect(await ask('demo', '{ organization(login: "nope") { login } }')).toEqual({
      data: { organization: null },
      errors: [
        {
          type: 'NOT_FOUND',
          path: ['organization'],
          locations: [{ line: 1, column: 3 }],
          message: "Could not resolve to an Organization with the login of 'nope'.",
        },
      ],
    })
  })

  test('single sign-on', async () => {
    const { graphql } = createCaller(github, tokens.noSso.secret)
    const { headers, body } = await graphql('{ organization(login: "harborlight") { login } }')
    expect(headers.get('x-github-sso')).toMatch(/^required; url=/)
    expect(body.data).toEqual({ organization: null })
    expect(body.errors).toMatchObject([{ type: 'FORBIDDEN', extensions: { saml_failure: true } }])
  })

  test('a scope that is missing: no data at all', async () => {
    const body = await ask(
      'ownerReadOrg',
      '{ organization(login: "harborlight") { login requiresTwoFactorAuthentication } }',
    )
    expect(body).not.toHaveProperty('data')
    expect(body.errors).toEqual([
      {
        type: 'INSUFFICIENT_SCOPES',
        locations: [{ line: 1, column: 46 }],
        message:
          "Your token has not been granted the required scopes to execute this query. The 'requiresTwoFactorAuthentication' field requires one of the following scopes: ['admin:org'], but your token has only been granted the: ['read:org'] scopes. Please modify your token's scopes at: https://github.com/settings/tokens.",
      },
    ])
    expect((await ask('noScopes', '{ organization(login: "harborlight") { login } }')).errors?.[0]?.message).toContain(
      "['read:org'], but your token has only been granted the: [] scopes",
    )
    // The public address of a profile is the best known trap: it takes down the whole query.
    expect((await ask('demo', '{ viewer { login email } }')).errors?.[0]?.message).toContain("'email' field requires")
    expect((await ask('owner', '{ viewer { login email } }')).errors).toBeUndefined()
  })

  test('what only an owner may see, and what goes with it', async () => {
    github.state.addToken({
      label: 'memberAdminOrg',
      login: 'praman',
      scopes: ['admin:org', 'repo'],
      ssoOrganizations: ['harborlight'],
    })
    const { graphql } = createCaller(github, github.state.token('memberAdminOrg').secret)
    const nullable = await graphql(
      `{ organization(login: "harborlight") { login requiresTwoFactorAuthentication samlIdentityProvider { ssoUrl }
        membersWithRole(first: 1) { edges { role hasTwoFactorEnabled node { organizationVerifiedDomainEmails(login: "harborlight") } } } } }`,
    )
    expect(nullable.body.data?.organization).toMatchObject({
      login: 'harborlight',
      requiresTwoFactorAuthentication: null,
      samlIdentityProvider: null,
      membersWithRole: { edges: [{ hasTwoFactorEnabled: null, node: { organizationVerifiedDomainEmails: [] } }] },
    })
    expect(nullable.body.errors).toMatchObject([
      { type: 'FORBIDDEN', path: ['organization', 'requiresTwoFactorAuthentication'] },
    ])
    // A field that may not be null takes the organization with it.
    const { body } = await graphql('{ organization(login: "harborlight") { login ipAllowListEnabledSetting } }')
    expect(body.data).toEqual({ organization: null })
    expect(body.errors?.[0]?.message).toBe(
      'praman does not have the right permission to retrieve ipAllowListEnabledSetting.',
    )
  })

  test('a field that GitHub does not have', async () => {
    const { errors } = await ask('demo', '{ viewer { shoeSize } }')
    expect(errors).toMatchObject([
      { message: "Field 'shoeSize' doesn't exist on type 'User'", extensions: { code: 'undefinedField' } },
    ])
  })

  test('a field or argument of GitHub’s that is not played is named, and never null', async () => {
    const body = await ask(
      'demo',
      '{ viewer { login bioHTML } organization(login: "harborlight") { auditLog(first: 1) { totalCount } } }',
    )
    expect(body).not.toHaveProperty('data')
    expect(body.errors?.map((error) => [error.type, error.message])).toEqual([
      ['SANDBOX_UNSUPPORTED', expect.stringContaining('User.bioHTML')],
      ['SANDBOX_UNSUPPORTED', expect.stringContaining('Organization.auditLog')],
    ])
    const argument = await ask(
      'demo',
      '{ organization(login: "harborlight") { teams(first: 1, query: "x") { totalCount } } }',
    )
    expect(argument.errors?.[0]?.message).toContain('Organization.teams(query:)')
  })

  test('what cannot be read', async () => {
    expect((await ask('demo', '{ viewer { login ')).errors?.[0]?.message).toContain('Syntax Error')
    expect(
      (await ask('demo', 'query ($login: String!) { organization(login: $login) { login } }')).errors?.[0]?.message,
    ).toContain('Variable "$login"')
    const { secret } = tokens.demo
    const broken = await fetch(github.graphqlUrl, {
      method: 'POST',
      headers: { authorization: secret, 'user-agent': 'x' },
      body: '{',
    })
    expect(broken.status).toBe(401)
    const unread = await fetch(github.graphqlUrl, {
      method: 'POST',
      headers: { authorization: `token ${secret}` },
      body: '{',
    })
    expect([unread.status, await unread.json()]).toMatchObject([400, { message: 'Problems parsing JSON' }])
  })

  test('introspection is allowed', async () => {
    const { data } = await ask<{ __type: { name: string } }>('demo', '{ __type(name: "Organization") { name } }')
    expect(data?.__type.name).toBe('Organization')
  })
})
