import { daysBefore } from './calendar.ts'
import { spread } from './chance.ts'
import { newDeployKey, newOrganization, newProtection, newRepository, newRuleset, newTeam } from './github-defaults.ts'
import type {
  GithubMembership,
  GithubOrganization,
  GithubOrganizationSettings,
  GithubRepository,
} from './github-world.ts'

// name | language | description; `!` marks a public one. On the free plan a private repository has no branch protection.
const rows = `
berth-planner ! | Python | Berth allocation as a game
tide-model ! | Julia | A tide model
container-vision ! | Python | Reads container numbers
port-datasets ! | Python | Open datasets of ports
route-bench ! | Rust | Benchmarks for route solvers
papers ! | TeX | Preprints
demo-site ! | Astro | Demonstrations
solver-play ! | Rust | Solver experiments
vessel-gpt | Python | Language models for shipping
eta-next | Python | The next arrival model
anomaly | Python | Odd tracks
synthetic-orders | Python | Made-up orders
customer-traces | Python | Traces borrowed from production
edge-kit | C++ | Sensor firmware
lab-notes | Markdown | Notebook
gpu-queue | Go | Shares the one GPU box
thesis-ravn | TeX | A thesis in progress
scratch | | Nothing yet
`

const archived = ['solver-play']
const empty = ['scratch']
const scanned = ['berth-planner', 'tide-model', 'container-vision', 'port-datasets', 'papers']

function sketch(row: string, index: number, now: Date): GithubRepository {
  const [head = '', language = '', description = ''] = row.split('|').map((part) => part.trim())
  const [name = '', mark] = head.split(' ')
  const age = 120 + spread(name, 900) + spread(`${name} hour`, 1_440) / 1_440
  return newRepository(now, {
    id: 702_300_041 + index * 9_001,
    name,
    description,
    visibility: mark === '!' ? 'public' : 'private',
    language: language === '' ? null : language,
    archived: archived.includes(name),
    empty: empty.includes(name),
    createdAt: daysBefore(now, empty.includes(name) ? 2 : age),
    pushedAt: daysBefore(
      now,
      empty.includes(name) ? 2 : archived.includes(name) ? 90 : spread(`${name} pushed`, 60_000) / 1_000,
    ),
    allowForking: true,
    securityPolicy: name === 'port-datasets',
    codeowners: name === 'tide-model' ? 'valid' : 'missing',
    vulnerabilityAlerts: index % 3 !== 2,
    // The free plan scans public repositories only.
    secretScanning: scanned.includes(name),
    pushProtection: name === 'port-datasets',
    dependabotSecurityUpdates: index % 4 === 0,
  })
}

function listRepositories(now: Date): GithubRepository[] {
  const repositories = rows
    .trim()
    .split('\n')
    .map((row, index) => sketch(row, index, now))
  const change = (name: string, apply: (repository: GithubRepository) => void) => {
    const found = repositories.find((repository) => repository.name === name)
    if (!found) throw new Error(`Harborlight Labs has no repository ${name}`)
    apply(found)
  }
  change('berth-planner', (repository) => {
    repository.protection = newProtection({
      id: 71_000_003,
      isAdminEnforced: false,
      requiredApprovingReviewCount: 1,
      requiresStatusChecks: false,
      allowsForcePushes: true,
    })
  })
  change('tide-model', (repository) => {
    repository.rulesets = [newRuleset(now, { id: 7_810_003, name: 'Main' })]
  })
  change('route-bench', (repository) => {
    repository.rulesets = [newRuleset(now, { id: 7_810_019, name: 'Main, later', enforcement: 'disabled' })]
  })
  change('eta-next', (repository) => {
    repository.deployKeys = [newDeployKey(now, { id: 88_700_001, title: 'gpu box', readOnly: false })]
    repository.outsideCollaborators = [{ login: 'hk-coastal-uni', role: 'write' }]
  })
  change('gpu-queue', (repository) => {
    repository.deployKeys = [
      newDeployKey(now, { id: 88_700_013, title: 'gpu box', readOnly: false, createdAt: daysBefore(now, 700) }),
    ]
  })
  change('thesis-ravn', (repository) => {
    repository.outsideCollaborators = [{ login: 'grad-ravn', role: 'admin' }]
  })
  return repositories
}

const settings: Partial<GithubOrganizationSettings> = {
  twoFactorRequired: false,
  baseRepositoryPermission: 'write',
  membersCanCreateRepositories: true,
  membersCanCreatePublicRepositories: true,
  membersCanCreatePublicPages: true,
  membersCanForkPrivateRepositories: true,
  membersCanDeleteRepositories: true,
  membersCanChangeRepositoryVisibility: true,
  membersCanInviteOutsideCollaborators: true,
  membersCanDeleteIssues: true,
  membersCanCreateTeams: true,
  webCommitSignoffRequired: false,
  deployKeysEnabled: true,
  secretScanningForNewRepositories: false,
  pushProtectionForNewRepositories: false,
  dependabotAlertsForNewRepositories: false,
  immutableReleases: 'none',
}

/** The research group's own organization, run with a light hand. */
export function buildHarborlightLabs(now: Date, members: GithubMembership[]): GithubOrganization {
  return newOrganization(now, {
    id: 118_730_902,
    login: 'harborlight-labs',
    name: 'Harborlight Labs',
    description: 'Research at Harborlight',
    email: 'labs@harborlight.example',
    location: 'Bergen',
    plan: 'free',
    createdAt: daysBefore(now, 1_040),
    settings,
    actions: {
      allowedActions: 'all',
      shaPinningRequired: false,
      defaultWorkflowPermissions: 'write',
      canApprovePullRequestReviews: true,
      forkApproval: 'first_time_contributors_new_to_github',
      privateForks: { run: true, writeTokens: true, secrets: true, approval: false },
      repositoryRunners: 'all',
    },
    members,
    teams: [
      newTeam(now, {
        id: 8_800_003,
        slug: 'research',
        name: 'Research',
        members: ['pnavarro', 'avinter', 'lingzhao42'],
      }),
      newTeam(now, { id: 8_800_011, slug: 'interns', name: 'Interns', permission: 'push', members: ['benhartley99'] }),
    ],
    repositories: listRepositories(now),
    installations: [
      {
        id: 45_700_007,
        appId: 402_188,
        appSlug: 'notebook-preview',
        appName: 'Notebook Preview',
        repositorySelection: 'all',
        permissions: { contents: 'write', metadata: 'read', pages: 'write' },
        events: ['push'],
        createdAt: daysBefore(now, 500),
        updatedAt: daysBefore(now, 500),
        suspendedAt: null,
        suspendedBy: null,
      },
    ],
    webhooks: [
      {
        id: 402_700_009,
        url: 'https://gpu.labs.harborlight.example/github',
        active: true,
        hasSecret: true,
        insecureSsl: false,
        contentType: 'json',
        events: ['push'],
        createdAt: daysBefore(now, 700),
        updatedAt: daysBefore(now, 120),
      },
    ],
    invitations: [
      {
        id: 33_900_003,
        login: 'grad-ravn',
        email: null,
        role: 'direct_member',
        inviter: 'pnavarro',
        createdAt: daysBefore(now, 4),
        failedAt: null,
        failedReason: null,
      },
    ],
    runnerGroups: [
      {
        id: 1,
        name: 'Default',
        visibility: 'all',
        default: true,
        inherited: false,
        allowsPublicRepositories: true,
        restrictedToWorkflows: false,
      },
    ],
    runners: [
      {
        id: 3,
        name: 'gpu-box',
        os: 'linux',
        status: 'online',
        labels: ['self-hosted', 'gpu'],
        ephemeral: false,
        groupId: 1,
      },
    ],
    secrets: [
      {
        store: 'actions',
        name: 'HUGGING_TOKEN',
        visibility: 'all',
        createdAt: daysBefore(now, 640),
        updatedAt: daysBefore(now, 640),
      },
    ],
    dependabotAlerts: [
      {
        number: 4,
        repository: 'demo-site',
        package: 'left-padded',
        severity: 'critical',
        malware: true,
        createdAt: daysBefore(now, 2),
        open: true,
      },
    ],
  })
}
