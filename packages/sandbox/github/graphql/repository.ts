import type { RepositoryRole } from '../../company/github-world.ts'
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
  viewerCanAdminister: ({ org, repository }, { sight }) => sight.administers(org, repository),
  viewerPermission: ({ org, repository }, { sight }) => sight.roleOn(org, repository)?.toUpperCase() ?? null,
  // No null in the schema: who does not administer the repository reads `false` whatever is set.
  hasVulnerabilityAlertsEnabled: ({ org, repository }, { sight }) =>
    sight.administers(org, repository) && repository.vulnerabilityAlerts,
  forkingAllowed: ({ repository }) => repository.allowForking,
  isSecurityPolicyEnabled: ({ repository }) => repository.securityPolicy,
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
        edge: ({ role }) => ({ permission: role.toUpperCase() }),
      })
    },
    ['affiliation'],
  ),
})

/** Members have what the organization gives to all; nobody was added to a single repository but outsiders. */
function listCollaborators({ org, repository }: RepositorySource, affiliation: unknown) {
  if (affiliation === 'OUTSIDE' || affiliation === 'DIRECT') return repository.outsideCollaborators
  const base = org.settings.baseRepositoryPermission
  const members = org.members.flatMap((member): { login: string; role: RepositoryRole }[] => {
    if (member.role === 'admin') return [{ login: member.login, role: 'admin' }]
    return base === 'none' ? [] : [{ login: member.login, role: base }]
  })
  return [...members, ...repository.outsideCollaborators]
}

export const repositoryTypes: Record<string, Fields> = {
  Repository: { ...identity, ...security },
  Language: ownFields('name'),
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
