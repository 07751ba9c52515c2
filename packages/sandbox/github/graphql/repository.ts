import type { GithubEnvironment, GithubOrganization, RepositoryRole } from '../../company/github-world.ts'
import { nodeId } from '../node-id.ts'
import { connection, listing } from './connection.ts'
import { type Fields, fields, forbidden, type GraphContext, ownFields } from './field.ts'
import { seeProtection } from './protection.ts'
import { effectiveRules, listRepositoryRulesets } from './ruleset.ts'
import type { RepositorySource } from './source.ts'

const page = ({ org, repository }: RepositorySource, { addresses }: GraphContext) =>
  `${addresses.web}/${org.login}/${repository.name}`

const identity = fields<RepositorySource>({
  id: ({ repository }) => nodeId('R', repository.id),
  databaseId: ({ repository }) => repository.id,
  name: ({ repository }) => repository.name,
  nameWithOwner: ({ org, repository }) => `${org.login}/${repository.name}`,
  owner: ({ org }) => org,
  description: ({ repository }) => repository.description,
  url: page,
  resourcePath: ({ org, repository }) => `/${org.login}/${repository.name}`,
  createdAt: ({ repository }) => repository.createdAt,
  pushedAt: ({ repository }) => repository.pushedAt,
  updatedAt: ({ repository }) => repository.pushedAt,
  visibility: ({ repository }) => repository.visibility.toUpperCase(),
  isPrivate: ({ repository }) => repository.visibility !== 'public',
  isArchived: ({ repository }) => repository.archived,
  isEmpty: ({ repository }) => repository.empty,
  isFork: ({ repository }) => repository.fork,
  isTemplate: () => false,
  isDisabled: () => false,
  isLocked: () => false,
  isMirror: () => false,
  isInOrganization: () => true,
  primaryLanguage: ({ repository }) => (repository.language === null ? null : { name: repository.language }),
})

const security = fields<RepositorySource>({
  // An App that reads the administration does not administer.
  viewerCanAdminister: ({ org, repository }, { sight }) =>
    sight.administers(org, repository) && sight.may('administration', 'write'),
  viewerPermission: ({ org, repository }, { sight }) => sight.roleOn(org, repository)?.toUpperCase() ?? null,
  // No null in the schema: who does not administer the repository reads `false` whatever is set.
  hasVulnerabilityAlertsEnabled: ({ org, repository }, { sight }) =>
    sight.administers(org, repository) && repository.vulnerabilityAlerts,
  forkingAllowed: ({ repository }) => repository.allowForking,
  isSecurityPolicyEnabled: ({ repository }) => repository.securityPolicy,
  codeowners: {
    args: ['refName'],
    resolve: ({ repository }, { sight }) => {
      // The file is code, which wants a permission of its own.
      if (!sight.may('contents')) return null
      if (repository.empty || repository.codeowners === 'missing') return null
      return { errors: repository.codeowners === 'broken' ? [{ kind: 'Unknown owner', line: 1 }] : [] }
    },
  },
  object: {
    args: ['expression', 'oid'],
    resolve: ({ repository }, _context, { expression }) =>
      expression === 'HEAD:.github/workflows' && !repository.empty && repository.workflows.length > 0
        ? { tree: repository.workflows }
        : null,
  },
  environments: connection((source) =>
    listing(source.repository.environments, {
      key: ({ id }) => id,
      node: (environment): EnvironmentSource => ({ ...source, environment }),
    }),
  ),
  webCommitSignoffRequired: ({ repository }) => repository.webCommitSignoffRequired,
  defaultBranchRef: (source) => (source.repository.empty ? null : source),
  rulesets: connection(listRepositoryRulesets, ['targets', 'includeParents']),
  branchProtectionRules: connection((source, context) => {
    const seen = seeProtection(source, context)
    return listing(seen ? [seen] : [], { key: ({ protection }) => protection.id, node: (rule) => rule })
  }),
  // Empty, and no error, for who does not administer the repository.
  deployKeys: connection(({ org, repository }, { sight }) =>
    listing(sight.administers(org, repository) ? repository.deployKeys : [], {
      key: (deployKey) => deployKey.id,
      node: (deployKey) => deployKey,
    }),
  ),
  collaborators: connection(
    (source, context, args) => {
      if (!context.sight.mayPush(source.org, source.repository)) {
        throw forbidden('You do not have permission to view repository collaborators.')
      }
      return listing(listCollaborators(source, args.affiliation), {
        key: ({ login }) => login,
        node: ({ login }) => context.state.account(login),
        edge: ({ role, sources }) => ({ permission: role.toUpperCase(), permissionSources: sources }),
      })
    },
    ['affiliation'],
  ),
})

interface PermissionSourceOf {
  org: GithubOrganization
  role: RepositoryRole
  by: GithubOrganization | RepositorySource
}

interface Collaborator {
  login: string
  role: RepositoryRole
  sources: PermissionSourceOf[]
}

const ladder: readonly RepositoryRole[] = ['read', 'triage', 'write', 'maintain', 'admin']

/** Members have what the organization gives to all, and some have more on a single repository; outsiders only that. */
function listCollaborators(source: RepositorySource, affiliation: unknown): Collaborator[] {
  const { org, repository } = source
  const own = (role: RepositoryRole): PermissionSourceOf => ({ org, role, by: source })
  const collect = (login: string, sources: PermissionSourceOf[]): Collaborator[] => {
    const [first, ...rest] = sources
    if (!first) return []
    const highest = rest.reduce(
      (best, { role }) => (ladder.indexOf(role) > ladder.indexOf(best) ? role : best),
      first.role,
    )
    return [{ login, role: highest, sources }]
  }
  const outside = repository.outsideCollaborators.flatMap(({ login, role }) => collect(login, [own(role)]))
  if (affiliation === 'OUTSIDE') return outside
  const base = org.settings.baseRepositoryPermission
  const members = org.members.flatMap(({ login, role }) => {
    const direct = repository.directMembers.find((one) => one.login === login)
    if (affiliation === 'DIRECT' && !direct) return []
    const given = role === 'admin' ? 'admin' : base
    return collect(login, [
      ...(given === 'none' ? [] : [{ org, role: given, by: org }]),
      ...(direct ? [own(direct.role)] : []),
    ])
  })
  return [...members, ...outside]
}

interface EnvironmentSource extends RepositorySource {
  environment: GithubEnvironment
}

/** An environment by its node id, of a repository that the token sees. */
export function findEnvironment(id: string, { state, sight }: GraphContext): EnvironmentSource | null {
  for (const org of state.orgs.values())
    for (const repository of sight.listRepositories(org)) {
      const environment = repository.environments.find((one) => nodeId('EN', one.id) === id)
      if (environment) return { org, repository, environment }
    }
  return null
}

/** The plan has protection rules for public repositories, or the enterprise bought them. */
function listRules({ org, repository, environment }: EnvironmentSource) {
  if (org.plan !== 'enterprise' && repository.visibility !== 'public') return []
  const rule = (type: string) => ({ type, timeout: 0, environment, org })
  return [
    ...(environment.reviewers.length > 0 ? [rule('REQUIRED_REVIEWERS')] : []),
    ...(environment.branchPolicy ? [rule('BRANCH_POLICY')] : []),
  ]
}

export const repositoryTypes: Record<string, Fields> = {
  Repository: { ...identity, ...security },
  Language: ownFields('name'),
  Tree: fields<{ tree: { name: string; text: string }[] }>({
    entries: ({ tree }) => tree.map(({ name, text }) => ({ name, type: 'blob', object: { blob: text } })),
  }),
  TreeEntry: ownFields('name', 'type', 'object'),
  Blob: fields<{ blob: string }>({
    text: ({ blob }) => blob,
    isTruncated: () => false,
    isBinary: () => false,
    byteSize: ({ blob }) => Buffer.byteLength(blob),
  }),
  RepositoryCodeowners: ownFields('errors'),
  RepositoryCodeownersError: ownFields('kind', 'line'),
  PermissionSource: fields<PermissionSourceOf>({
    organization: ({ org }) => org,
    permission: ({ role }) => (role === 'admin' ? 'ADMIN' : ['write', 'maintain'].includes(role) ? 'WRITE' : 'READ'),
    roleName: ({ role }) => role,
    source: ({ by }) => by,
  }),
  Environment: fields<EnvironmentSource>({
    id: ({ environment }) => nodeId('EN', environment.id),
    databaseId: ({ environment }) => environment.id,
    name: ({ environment }) => environment.name,
    protectionRules: connection((source) =>
      listing(listRules(source), { key: ({ type }) => type, node: (rule) => rule }),
    ),
  }),
  DeploymentProtectionRule: {
    ...ownFields('type', 'timeout'),
    ...fields<{ environment: GithubEnvironment; type: string }>({
      preventSelfReview: ({ environment, type }) =>
        type === 'REQUIRED_REVIEWERS' ? environment.preventSelfReview : null,
    }),
  },
  Ref: fields<RepositorySource>({
    id: ({ repository }) => `REF_${nodeId('R', repository.id)}`,
    name: ({ repository }) => repository.defaultBranch,
    prefix: () => 'refs/heads/',
    repository: (source) => source,
    branchProtectionRule: seeProtection,
    rules: connection((source) =>
      listing(effectiveRules(source), {
        key: ({ ruleset, rule }) => `${ruleset.id}/${rule.type}`,
        node: (rule) => rule,
      }),
    ),
  }),
  DeployKey: {
    ...ownFields('title', 'key', 'readOnly', 'enabled', 'verified', 'createdAt'),
    ...fields<{ id: number }>({ id: ({ id }) => nodeId('PK', id) }),
  },
}
