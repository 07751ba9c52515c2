import { daysBefore } from './calendar.ts'
import type { Person } from './company.ts'
import { newOrganization, newRuleset, newSaml, newTeam } from './github-defaults.ts'
import type {
  GithubInstallation,
  GithubMembership,
  GithubOrganization,
  GithubRepository,
  GithubRuleset,
  GithubTeam,
  GithubWebhook,
  RepositoryRole,
} from './github-world.ts'
import { loginOf } from './harborlight-accounts.ts'
import { buildHarborlightAlerts } from './harborlight-alerts.ts'
import { listAuditEvents } from './harborlight-audit.ts'
import { buildHarborlightEstate } from './harborlight-estate.ts'
import { buildHarborlightTokens } from './harborlight-tokens.ts'

type TeamRow = readonly [slug: string, name: string, parent: string | null, departments: readonly string[]]

const teamRows: readonly TeamRow[] = [
  ['engineering', 'Engineering', null, []],
  ['platform', 'Platform', 'engineering', ['Platform']],
  ['freight-core', 'Freight Core', 'engineering', ['Freight Core']],
  ['customer-apps', 'Customer Apps', 'engineering', ['Customer Apps']],
  ['data', 'Data', 'engineering', ['Data']],
  ['mobile', 'Mobile', 'engineering', ['Mobile']],
  ['security', 'Security', null, ['Security']],
  ['incident-command', 'Incident Command', 'security', []],
  ['it', 'IT', null, ['IT']],
  ['release-managers', 'Release Managers', null, []],
]

const handPicked: Record<string, readonly string[]> = {
  'incident-command': ['Dagny Lindqvist', 'Samuel Adeyemi', 'Tobias Weiss'],
  'release-managers': ['Anneke de Vries', 'Emil Sandberg', 'Viktor Holm', 'Leo Castellanos'],
}

/** Repositories of a team by the beginning of their names, and the role it has there. */
const teamReach: Record<string, readonly [prefix: string, role: RepositoryRole][]> = {
  platform: [['platform-', 'admin']],
  'freight-core': [['freight-', 'maintain']],
  'customer-apps': [['portal-', 'write']],
  data: [['data-', 'write']],
  security: [
    ['platform-secrets', 'triage'],
    ['freight-audit', 'triage'],
  ],
  'release-managers': [['platform-deploy', 'write']],
}

function reachOf(slug: string, repositories: readonly { name: string }[]): GithubTeam['repositories'] {
  return (teamReach[slug] ?? []).flatMap(([prefix, role]) =>
    repositories.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => ({ name, role })),
  )
}

function listTeams(
  now: Date,
  people: readonly Person[],
  members: readonly GithubMembership[],
  repositories: readonly GithubRepository[],
): GithubTeam[] {
  const logins = new Set(members.map((member) => member.login))
  return teamRows.map(([slug, name, parent, departments], index) =>
    newTeam(now, {
      id: 5_120_009 + index * 1_009,
      slug,
      name,
      description: `${name} at Harborlight`,
      parent,
      privacy: slug === 'incident-command' ? 'secret' : 'closed',
      notificationSetting: slug === 'engineering' ? 'notifications_disabled' : 'notifications_enabled',
      permission: slug === 'it' ? 'admin' : 'pull',
      members: people
        .filter((person) => departments.includes(person.department) || handPicked[slug]?.includes(person.name))
        .map((person) => loginOf(person.name))
        .filter((login) => logins.has(login)),
      createdAt: daysBefore(now, 1_100 - index * 40),
      repositories: reachOf(slug, repositories),
    }),
  )
}

function listRulesets(now: Date): GithubRuleset[] {
  return [
    newRuleset(now, {
      id: 9_310_001,
      name: 'Protect default branches',
      repositories: {
        include: ['freight-*', 'platform-*', 'api-*', 'infra-kubernetes'],
        exclude: ['api-examples'],
      },
    }),
    newRuleset(now, {
      id: 9_310_017,
      name: 'Customer portals',
      repositories: { include: ['portal-*'], exclude: [] },
      bypassActors: [
        { kind: 'organization_admin', mode: 'always' },
        { kind: 'team', slug: 'release-managers', mode: 'pull_request' },
        { kind: 'app', slug: 'harborlight-deployer', mode: 'always' },
      ],
      updatedAt: daysBefore(now, 12),
    }),
    newRuleset(now, {
      id: 9_310_023,
      name: 'Forecasts, on trial',
      enforcement: 'evaluate',
      repositories: { include: ['forecast-*'], exclude: [] },
    }),
    newRuleset(now, {
      id: 9_310_039,
      name: 'Legacy freeze',
      enforcement: 'disabled',
      repositories: { include: ['legacy-*'], exclude: [] },
    }),
    newRuleset(now, {
      id: 9_310_042,
      name: 'Release tags',
      target: 'tag',
      refs: { include: ['refs/tags/v*'], exclude: [] },
      repositories: { include: ['~ALL'], exclude: [] },
      rules: [{ type: 'deletion' }, { type: 'non_fast_forward' }],
    }),
    newRuleset(now, {
      id: 9_310_055,
      name: 'No keys and no archives',
      target: 'push',
      refs: { include: [], exclude: [] },
      repositories: { include: ['platform-*', 'infra-*'], exclude: [] },
      rules: [{ type: 'file_extension_restriction', extensions: ['*.pem', '*.p12', '*.zip'] }],
    }),
  ]
}

function listInstallations(now: Date): GithubInstallation[] {
  const dates = (age: number) => ({ createdAt: daysBefore(now, age), updatedAt: daysBefore(now, Math.floor(age / 3)) })
  const alive = { suspendedAt: null, suspendedBy: null }
  return [
    {
      id: 45_100_011,
      appId: 310_201,
      appSlug: 'harborlight-deployer',
      appName: 'Harborlight Deployer',
      repositorySelection: 'all',
      permissions: { administration: 'write', contents: 'write', metadata: 'read', deployments: 'write' },
      events: ['push', 'deployment'],
      ...dates(820),
      ...alive,
    },
    {
      id: 45_100_037,
      appId: 198_004,
      appSlug: 'tidewatch-scanner',
      appName: 'Tidewatch Scanner',
      repositorySelection: 'all',
      permissions: { contents: 'read', metadata: 'read', pull_requests: 'write', checks: 'write' },
      events: ['pull_request', 'push'],
      ...dates(310),
      ...alive,
    },
    {
      id: 45_100_052,
      appId: 244_719,
      appSlug: 'cargobot-reviews',
      appName: 'Cargobot Reviews',
      repositorySelection: 'selected',
      permissions: { metadata: 'read', pull_requests: 'write' },
      events: ['pull_request', 'pull_request_review'],
      ...dates(150),
      ...alive,
    },
    {
      id: 45_100_068,
      appId: 77_310,
      appSlug: 'dockline-sync',
      appName: 'Dockline Sync',
      repositorySelection: 'selected',
      permissions: { contents: 'write', metadata: 'read', issues: 'write', organization_hooks: 'write' },
      events: ['issues', 'push'],
      ...dates(1_300),
      suspendedAt: daysBefore(now, 410),
      suspendedBy: 'rcastellan',
    },
  ]
}

function listWebhooks(now: Date): GithubWebhook[] {
  return [
    {
      id: 402_110_003,
      url: 'http://build.harborlight.example/github',
      active: true,
      hasSecret: true,
      insecureSsl: false,
      contentType: 'json',
      events: ['push', 'pull_request'],
      createdAt: daysBefore(now, 1_610),
      updatedAt: daysBefore(now, 1_200),
    },
    {
      // The key in the address is there to be kept out of records and logs.
      id: 402_110_044,
      url: 'https://chat.harborlight.example/hooks/github?key=notARealKey',
      active: true,
      hasSecret: false,
      insecureSsl: false,
      contentType: 'json',
      events: ['*'],
      createdAt: daysBefore(now, 640),
      updatedAt: daysBefore(now, 640),
    },
    {
      id: 402_110_071,
      url: 'https://edi.harborlight.example:8443/github',
      active: true,
      hasSecret: true,
      insecureSsl: true,
      contentType: 'form',
      events: ['push'],
      createdAt: daysBefore(now, 980),
      updatedAt: daysBefore(now, 300),
    },
  ]
}

export function buildHarborlight(
  now: Date,
  people: readonly Person[],
  members: GithubMembership[],
  repositories: GithubRepository[],
): GithubOrganization {
  return newOrganization(now, {
    id: 61_204_411,
    login: 'harborlight',
    name: 'Harborlight',
    description: 'Freight software that knows where things are',
    email: 'hello@harborlight.example',
    plan: 'enterprise',
    createdAt: daysBefore(now, 2_920),
    verified: true,
    domains: [
      { domain: 'harborlight.example', verified: true, approved: false },
      { domain: 'openfreight.example', verified: false, approved: false },
    ],
    saml: newSaml(now, {
      issuer: 'https://idp.harborlight.example/saml',
      ssoUrl: 'https://idp.harborlight.example/saml/github',
    }),
    enterpriseOwners: ['mokafor', 'bmoller'],
    enterprise: { slug: 'harborlight-group', name: 'Harborlight Group', oidc: false },
    settings: {
      twoFactorRequired: false,
      membersCanCreateRepositories: true,
      membersCanInviteOutsideCollaborators: true,
      membersCanCreateTeams: true,
      webCommitSignoffRequired: false,
      deployKeysEnabled: true,
      pushProtectionForNewRepositories: false,
      notificationsRestrictedToVerifiedDomains: true,
      immutableReleases: 'selected',
    },
    actions: {
      shaPinningRequired: false,
      selectedActions: {
        githubOwnedAllowed: true,
        verifiedAllowed: true,
        patternsAllowed: ['harborlight/*', 'tidewatch/scan-action@*'],
      },
      forkApproval: 'first_time_contributors',
      privateForks: { run: true, writeTokens: false, secrets: false, approval: false },
      repositoryRunners: 'selected',
    },
    members,
    teams: listTeams(now, people, members, repositories),
    repositories,
    rulesets: listRulesets(now),
    installations: listInstallations(now),
    webhooks: listWebhooks(now),
    ...buildHarborlightEstate(now, members),
    ...buildHarborlightTokens(now),
    ...buildHarborlightAlerts(now),
    auditEvents: listAuditEvents(now, members),
  })
}
