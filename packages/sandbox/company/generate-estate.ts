import { daysBefore } from './calendar.ts'
import { newConfiguration, newSaml } from './github-defaults.ts'
import type { GithubAccount, GithubOrganization, GithubRepository } from './github-world.ts'

type Estate = Pick<
  GithubOrganization,
  | 'saml'
  | 'externalIdentities'
  | 'invitations'
  | 'fineGrainedTokens'
  | 'tokenRequests'
  | 'credentialAuthorizations'
  | 'customRepositoryRoles'
  | 'runners'
  | 'secrets'
  | 'securityConfigurations'
  | 'dependabotAlerts'
  | 'secretAlerts'
  | 'codeAlerts'
  | 'ipAllowEntries'
  | 'auditEvents'
>

const many = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index))

/** More than a page of everything that grows with an organization. */
export function generateEstate(
  accounts: readonly GithubAccount[],
  repositories: readonly GithubRepository[],
  now: Date,
): Estate {
  const loginAt = (index: number) => accounts[index % accounts.length]?.login ?? 'nobody'
  const at = (index: number) => daysBefore(now, 1 + (index % 300))
  const alert = (index: number) => ({
    number: index + 1,
    repository: repositories[index % repositories.length]?.name ?? 'none',
    createdAt: at(index),
    open: index % 4 !== 0,
  })
  const severities = ['critical', 'high', 'medium', 'low'] as const
  const severity = (index: number) => severities[index % severities.length] ?? 'low'
  const token = (index: number) => ({
    id: 1_000 + index,
    tokenId: 9_000 + index,
    name: `token ${index}`,
    owner: loginAt(index),
    repositorySelection: 'subset' as const,
    permissions: { repository: { metadata: 'read' } },
    at: at(index),
    expiresAt: daysBefore(now, -30),
    lastUsedAt: at(index),
  })
  return {
    saml: newSaml(now, { issuer: 'https://idp.bulkfreight.example', ssoUrl: 'https://idp.bulkfreight.example/sso' }),
    externalIdentities: accounts.map(({ login }, index) => ({
      id: 3_000 + index,
      login,
      nameId: `${login}@bulkfreight.example`,
      scimUserName: null,
    })),
    invitations: many(110, (index) => ({
      id: 4_000 + index,
      login: null,
      email: `guest-${index}@bulkfreight.example`,
      role: 'direct_member',
      inviter: loginAt(0),
      createdAt: at(index),
      failedAt: index % 11 === 0 ? at(0) : null,
      failedReason: index % 11 === 0 ? 'Invitation expired.' : null,
    })),
    fineGrainedTokens: many(120, token),
    tokenRequests: many(101, token),
    credentialAuthorizations: many(130, (index) => ({
      id: 5_000 + index * 2,
      login: loginAt(index),
      kind: index % 3 === 0 ? 'SSH key' : 'personal access token',
      title: `credential ${index}`,
      scopes: index % 3 === 0 ? [] : ['repo'],
      authorizedAt: at(index),
      accessedAt: at(index),
      expiresAt: null,
    })),
    customRepositoryRoles: many(3, (index) => ({
      id: 60 + index,
      name: `role ${index}`,
      baseRole: 'read',
      permissions: [],
    })),
    runners: many(105, (index) => ({
      id: 6_000 + index,
      name: `runner-${index}`,
      os: 'linux',
      status: 'online',
      labels: ['self-hosted'],
      ephemeral: true,
      groupId: 1,
    })),
    secrets: many(104, (index) => ({
      store: index % 10 === 0 ? 'dependabot' : 'actions',
      name: `SECRET_${index}`,
      visibility: 'selected',
      createdAt: at(index),
      updatedAt: at(index),
    })),
    securityConfigurations: many(103, (index) =>
      newConfiguration({ id: 7_000 + index, name: `configuration ${index}`, defaultFor: index === 0 ? 'all' : 'none' }),
    ),
    dependabotAlerts: many(230, (index) => ({
      ...alert(index),
      package: `package-${index}`,
      severity: severity(index),
      malware: index === 1,
    })),
    secretAlerts: many(150, (index) => ({
      ...alert(index),
      secretType: 'npm_access_token',
      secret: `sandboxSecret${index}`,
      validity: 'unknown',
      publiclyLeaked: false,
      bypassed: false,
    })),
    codeAlerts: many(150, (index) => ({ ...alert(index), rule: 'js/xss', severity: severity(index) })),
    auditEvents: many(150, (index) => ({
      id: `audit-${index}`,
      action: 'pull_request.merge',
      actor: loginAt(index),
      at: daysBefore(now, index / 10),
    })),
    ipAllowEntries: many(3, (index) => ({ id: 80 + index, range: `198.51.100.${index}`, name: '', active: true })),
  }
}
