import type { GithubOrganization, GithubRepository } from '../../company/github-world.ts'
import { nodeId } from '../node-id.ts'
import { connection, listing } from './connection.ts'
import { type Args, type Fields, fields, forbidden, type GraphContext, ownFields, unsupported } from './field.ts'
import { listOrganizationRulesets } from './ruleset.ts'

const web = (context: GraphContext, org: GithubOrganization) => `${context.addresses.web}/${org.login}`
const onOff = (on: boolean) => (on ? 'ENABLED' : 'DISABLED')

/** A field that only an owner gets; anybody else gets an error in its place. */
const forOwner =
  <Value>(name: string, read: (org: GithubOrganization) => Value) =>
  (org: GithubOrganization, context: GraphContext): Value => {
    // There is no permission of an App for these.
    if (context.sight.isApp) throw forbidden('Resource not accessible by integration')
    if (context.sight.stand(org).owner) return read(org)
    const login = context.sight.viewer.account?.login
    throw forbidden(`${login} does not have the right permission to retrieve ${name}.`)
  }

const profile = fields<GithubOrganization>({
  id: (org) => nodeId('O', org.id),
  databaseId: (org) => org.id,
  login: (org) => org.login,
  name: (org) => org.name,
  description: (org) => org.description,
  email: (org) => org.email,
  location: (org) => org.location,
  createdAt: (org) => org.createdAt,
  updatedAt: (org) => org.createdAt,
  archivedAt: () => null,
  isVerified: (org) => org.verified,
  url: (org, context) => web(context, org),
  resourcePath: (org) => `/${org.login}`,
  avatarUrl: { args: ['size'], resolve: (org) => `https://avatars.githubusercontent.com/u/${org.id}?v=4` },
  websiteUrl: (org) => `https://${org.login}.example`,
  viewerCanAdminister: (org, { sight }) => sight.stand(org).owner && !sight.isApp,
  viewerIsAMember: (org, { sight }) => sight.stand(org).role !== null,
})

const settings = fields<GithubOrganization>({
  requiresTwoFactorAuthentication: forOwner('requiresTwoFactorAuthentication', (org) => org.settings.twoFactorRequired),
  ipAllowListEnabledSetting: forOwner('ipAllowListEnabledSetting', (org) => onOff(org.settings.ipAllowListEnabled)),
  ipAllowListForInstalledAppsEnabledSetting: forOwner('ipAllowListForInstalledAppsEnabledSetting', (org) =>
    onOff(org.settings.ipAllowListForApps),
  ),
  notificationDeliveryRestrictionEnabledSetting: forOwner('notificationDeliveryRestrictionEnabledSetting', (org) =>
    onOff(org.settings.notificationsRestrictedToVerifiedDomains),
  ),
  membersCanForkPrivateRepositories: forOwner(
    'membersCanForkPrivateRepositories',
    (org) => org.settings.membersCanForkPrivateRepositories,
  ),
  webCommitSignoffRequired: forOwner('webCommitSignoffRequired', (org) => org.settings.webCommitSignoffRequired),
  organizationBillingEmail: forOwner('organizationBillingEmail', (org) => `billing@${org.login}.example`),
  // Silently null for everybody else, which looks just like an organization without single sign-on.
  samlIdentityProvider: (org, { sight }) =>
    sight.stand(org).owner && sight.may('members') && org.saml ? { saml: org.saml, org } : null,
})

interface RepositoryOrder {
  field: 'CREATED_AT' | 'NAME' | 'PUSHED_AT' | 'STARGAZERS' | 'UPDATED_AT'
  direction: 'ASC' | 'DESC'
}

function orderRepositories(repositories: GithubRepository[], order: RepositoryOrder | undefined): GithubRepository[] {
  if (!order) return repositories
  if (order.field === 'STARGAZERS') throw unsupported('Organization.repositories(orderBy: {field: STARGAZERS})')
  const key = (repository: GithubRepository) => {
    if (order.field === 'NAME') return repository.name.toLowerCase()
    return order.field === 'CREATED_AT' ? repository.createdAt : repository.pushedAt
  }
  const sorted = repositories.map((repository) => ({ repository, key: key(repository) }))
  sorted.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.repository.id - b.repository.id))
  if (order.direction === 'DESC') sorted.reverse()
  return sorted.map((entry) => entry.repository)
}

function listRepositories(org: GithubOrganization, { sight }: GraphContext, args: Args): GithubRepository[] {
  const found = sight
    .listRepositories(org)
    .filter((one) => args.privacy == null || (args.privacy === 'PUBLIC') === (one.visibility === 'public'))
    .filter((one) => args.visibility == null || args.visibility === one.visibility.toUpperCase())
    .filter((one) => args.isFork == null || args.isFork === one.fork)
    .filter((one) => args.isArchived == null || args.isArchived === one.archived)
  return orderRepositories(found, args.orderBy as RepositoryOrder | undefined)
}

const lists = fields<GithubOrganization>({
  membersWithRole: connection((org, { sight, state }) =>
    listing(sight.listMembers(org), {
      key: (member) => member.login,
      node: (member) => state.account(member.login),
      edge: (member) => ({
        role: member.role === 'admin' ? 'ADMIN' : 'MEMBER',
        // Null is all that anybody but an owner learns.
        hasTwoFactorEnabled:
          sight.stand(org).owner && !sight.isApp ? state.account(member.login).twoFactor !== 'disabled' : null,
      }),
    }),
  ),
  teams: connection(
    (org, { sight }, args) =>
      listing(
        sight
          .listTeams(org)
          .filter((team) => args.privacy == null || (args.privacy === 'SECRET') === (team.privacy === 'secret'))
          .filter((team) => args.rootTeamsOnly !== true || team.parent === null),
        { key: (team) => team.id, node: (team) => ({ org, team }) },
      ),
    ['privacy', 'rootTeamsOnly'],
  ),
  team: {
    args: ['slug'],
    resolve: (org, { sight }, args) => {
      const team = sight.listTeams(org).find((candidate) => candidate.slug === args.slug)
      return team ? { org, team } : null
    },
  },
  repositories: connection(
    (org, context, args) =>
      listing(listRepositories(org, context, args), {
        key: (repository) => repository.id,
        node: (repository) => ({ org, repository }),
      }),
    ['privacy', 'visibility', 'isFork', 'isArchived', 'orderBy', 'ownerAffiliations'],
  ),
  enterpriseOwners: connection((org, { state }) =>
    listing(org.enterpriseOwners, {
      key: (login) => login,
      node: (login) => state.account(login),
      edge: (login) => ({ organizationRole: roleInOrganization(org, login) }),
    }),
  ),
  ipAllowListEntries: connection((org, context) =>
    listing(forOwner('ipAllowListEntries', () => org.ipAllowEntries)(org, context), {
      key: ({ id }) => id,
      node: (entry) => entry,
    }),
  ),
  domains: connection((org, context) =>
    listing(forOwner('domains', () => org.domains)(org, context), {
      key: ({ domain }) => domain,
      node: (domain) => domain,
    }),
  ),
  repository: {
    args: ['name', 'followRenames'],
    resolve: (org, { sight }, args) => {
      const wanted = String(args.name).toLowerCase()
      const repository = sight.listRepositories(org).find((one) => one.name.toLowerCase() === wanted)
      return repository ? { org, repository } : null
    },
  },
  rulesets: connection(listOrganizationRulesets, ['targets', 'includeParents']),
})

function roleInOrganization(org: GithubOrganization, login: string): string {
  const role = org.members.find((member) => member.login === login)?.role
  return role === undefined ? 'UNAFFILIATED' : role === 'admin' ? 'OWNER' : 'DIRECT_MEMBER'
}

export const organizationTypes: Record<string, Fields> = {
  Organization: { ...profile, ...settings, ...lists },
  IpAllowListEntry: {
    ...ownFields('name'),
    ...fields<GithubOrganization['ipAllowEntries'][number]>({
      id: ({ id }) => nodeId('IALE', id),
      allowListValue: ({ range }) => range,
      isActive: ({ active }) => active,
    }),
  },
  VerifiableDomain: fields<GithubOrganization['domains'][number]>({
    id: ({ domain }) => `VD_${Buffer.from(domain).toString('base64url')}`,
    domain: ({ domain }) => domain,
    isVerified: ({ verified }) => verified,
    isApproved: ({ approved }) => approved,
  }),
}
