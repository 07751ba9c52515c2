import { daysBefore } from './calendar.ts'
import { newConfiguration } from './github-defaults.ts'
import { predefinedRoles } from './github-roles.ts'
import type { GithubExternalIdentity, GithubMembership, GithubOrganization } from './github-world.ts'

type Estate = Pick<
  GithubOrganization,
  | 'invitations'
  | 'externalIdentities'
  | 'roles'
  | 'customRepositoryRoles'
  | 'runners'
  | 'runnerGroups'
  | 'secrets'
  | 'securityConfigurations'
  | 'ipAllowEntries'
>

/** Who never went through single sign-on, and the two whom the identity provider still knows and GitHub does not. */
const unlinked = ['harborlight-ci', 'harborlight-deploy', 'harborlight-docs-bot', 'gpryce']

function listIdentities(members: readonly GithubMembership[]): GithubExternalIdentity[] {
  const linked = members
    .filter(({ login }) => !unlinked.includes(login))
    .map(({ login }, index): GithubExternalIdentity => {
      const nameId = `${login}@harborlight.example`
      return { id: 77_100_001 + index * 13, login, nameId, scimUserName: nameId }
    })
  const at = (name: string) => `${name}@harborlight.example`
  return [
    ...linked,
    { id: 77_190_001, login: 'osokolova', nameId: at('olga.sokolova'), scimUserName: at('olga.sokolova') },
    { id: 77_190_017, login: null, nameId: at('ingrid.solberg'), scimUserName: at('ingrid.solberg') },
  ]
}

function listInvitations(now: Date): Estate['invitations'] {
  const invite = (id: number, email: string, age: number, rest: Partial<Estate['invitations'][number]> = {}) => ({
    id,
    login: null,
    email,
    role: 'direct_member' as const,
    inviter: 'tweiss',
    createdAt: daysBefore(now, age),
    failedAt: null,
    failedReason: null,
    ...rest,
  })
  return [
    invite(33_200_001, 'noor.elamin@harborlight.example', 2),
    invite(33_200_007, 'audit@tidewatch.example', 6, { role: 'admin', inviter: 'rcastellan' }),
    invite(33_200_019, 'jb@freelance.example', 5, { login: 'jbrandt-fl', email: null }),
    invite(33_100_004, 'm.olsson@harborlight.example', 21, {
      failedAt: daysBefore(now, 14),
      failedReason: 'Invitation expired. User did not accept this invite for 7 days.',
    }),
  ]
}

function listRoles(): Estate['roles'] {
  const assigned: Record<string, { users?: string[]; teams?: string[] }> = {
    all_repo_admin: { users: ['rcastellan'], teams: ['platform'] },
    all_repo_read: { teams: ['it'] },
    ci_cd_admin: { users: ['harborlight-ci'] },
    security_manager: { teams: ['security'] },
  }
  const own = {
    id: 9201,
    name: 'App reviewer',
    baseRole: null,
    source: 'Organization' as const,
    permissions: ['read_organization_custom_org_role', 'manage_organization_webhooks'],
    users: [],
    teams: ['security'],
  }
  return [...predefinedRoles.map((role) => ({ ...structuredClone(role), ...assigned[role.name] })), own]
}

function listRunners(): Pick<Estate, 'runners' | 'runnerGroups'> {
  const group = { default: false, inherited: false, allowsPublicRepositories: false, restrictedToWorkflows: false }
  const runner = (id: number, name: string, groupId: number, ephemeral: boolean) => ({
    id,
    name,
    os: 'linux' as const,
    status: id === 41 ? ('offline' as const) : ('online' as const),
    labels: ['self-hosted', 'linux'],
    ephemeral,
    groupId,
  })
  return {
    runnerGroups: [
      { ...group, id: 1, name: 'Default', visibility: 'all', default: true },
      { ...group, id: 4, name: 'Production deploys', visibility: 'selected', restrictedToWorkflows: true },
      { ...group, id: 7, name: 'Docs and samples', visibility: 'selected', allowsPublicRepositories: true },
      { ...group, id: 9, name: 'Build farm', visibility: 'private' },
    ],
    runners: [
      runner(21, 'deploy-fra-1', 4, true),
      runner(22, 'deploy-fra-2', 4, true),
      runner(31, 'farm-01', 9, true),
      runner(32, 'farm-02', 9, true),
      runner(33, 'farm-03', 9, true),
      runner(41, 'docs-mac-mini', 7, false),
    ],
  }
}

function listSecrets(now: Date): Estate['secrets'] {
  const secret = (
    name: string,
    visibility: 'all' | 'private' | 'selected',
    age: number,
    store: 'actions' | 'dependabot' = 'actions',
  ) => ({ store, name, visibility, createdAt: daysBefore(now, age + 200), updatedAt: daysBefore(now, age) })
  return [
    secret('NPM_READ_TOKEN', 'selected', 90),
    secret('REGISTRY_PUSH', 'selected', 140),
    secret('SENTRY_DSN', 'private', 60),
    secret('LEGACY_FTP_PASSWORD', 'all', 1_120),
    secret('SLACK_WEBHOOK', 'selected', 470),
    secret('NPM_READ_TOKEN', 'selected', 90, 'dependabot'),
  ]
}

/** What Harborlight has beside people, teams and repositories. */
export function buildHarborlightEstate(now: Date, members: readonly GithubMembership[]): Estate {
  return {
    invitations: listInvitations(now),
    externalIdentities: listIdentities(members),
    roles: listRoles(),
    customRepositoryRoles: [
      { id: 8801, name: 'Triage and labels', baseRole: 'triage', permissions: ['add_label', 'close_issue'] },
      {
        id: 8807,
        name: 'Release helper',
        baseRole: 'write',
        permissions: ['bypass_branch_protection', 'edit_repo_metadata'],
      },
    ],
    ...listRunners(),
    secrets: listSecrets(now),
    securityConfigurations: [
      newConfiguration({ id: 17, name: 'GitHub recommended', target: 'global', enforced: false }),
      newConfiguration({
        id: 3_301,
        name: 'Harborlight baseline',
        enforced: false,
        defaultFor: 'private_and_internal',
        pushProtection: 'not_set',
        delegatedBypass: 'not_set',
        nonProviderPatterns: 'disabled',
      }),
      newConfiguration({ id: 3_302, name: 'Open source', defaultFor: 'public' }),
    ],
    ipAllowEntries: [
      { id: 601, range: '198.51.100.0/24', name: 'Gothenburg office', active: true },
      { id: 602, range: '203.0.113.16/28', name: 'VPN', active: true },
      { id: 603, range: '10.0.0.0/8', name: 'before the move', active: false },
    ],
  }
}
