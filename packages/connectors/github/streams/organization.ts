import {
  AppError,
  defineStream,
  type Gap,
  GithubOrganization,
  gapOfError,
  type Source,
  type StreamRecord,
} from '@rollcall/core'
import { isServer } from '../address.ts'
import { needs } from '../app-permissions.ts'
import { type Answer, createClient, type GithubClient, type GraphqlAnswer } from '../client.ts'
import { readManagedUsers } from '../managed-users.ts'
import { gapFor } from '../refusals.ts'
import { defaultsEndpoint, readSecurityDefaults, type SecurityDefaults, startsWith } from '../security-defaults.ts'

interface RestOrganization {
  id: number
  login: string
  name?: string | null
  html_url: string
  created_at?: string
  plan?: { name?: string }
  is_verified?: boolean
  two_factor_requirement_enabled?: boolean | null
  default_repository_permission?: string | null
  members_can_create_repositories?: boolean | null
  members_can_create_public_repositories?: boolean | null
  members_can_create_public_pages?: boolean | null
  members_can_fork_private_repositories?: boolean | null
  members_can_delete_repositories?: boolean | null
  members_can_change_repo_visibility?: boolean | null
  members_can_invite_outside_collaborators?: boolean | null
  members_can_delete_issues?: boolean | null
  members_can_create_teams?: boolean | null
  web_commit_signoff_required?: boolean | null
  deploy_keys_enabled_for_repositories?: boolean | null
  secret_scanning_enabled_for_new_repositories?: boolean | null
  secret_scanning_push_protection_enabled_for_new_repositories?: boolean | null
  dependabot_alerts_enabled_for_new_repositories?: boolean | null
  public_repos?: number
  total_private_repos?: number
}

interface GraphqlOrganization {
  organization: {
    ipAllowListEnabledSetting?: string
    ipAllowListForInstalledAppsEnabledSetting?: string
    notificationDeliveryRestrictionEnabledSetting?: string
    samlIdentityProvider?: { id: string } | null
    enterpriseOwners?: { totalCount: number }
  } | null
}

const graphqlFields = [
  'ipAllowListEnabledSetting',
  'ipAllowListForInstalledAppsEnabledSetting',
  'notificationDeliveryRestrictionEnabledSetting',
  'samlIdentityProvider',
] as const

const query = `query OrganizationSettings($login: String!) {
  organization(login: $login) {
    ipAllowListEnabledSetting
    ipAllowListForInstalledAppsEnabledSetting
    notificationDeliveryRestrictionEnabledSetting
    samlIdentityProvider { id }
    enterpriseOwners(first: 1) { totalCount }
  }
}`

const restEndpoint = 'GET /orgs/{org}'
const releasesEndpoint = 'GET /orgs/{org}/settings/immutable-releases'

/** Owners with `admin:org` see every setting; what GitHub leaves out for others stays null. */
export const organization = defineStream({
  id: 'github.organization',
  title: 'Organization settings',
  reads:
    'Two-factor requirement, base permission, what members may do, defaults for new repositories, sign-on and IP rules.',
  schema: GithubOrganization,
  endpoints: [restEndpoint, 'POST /graphql', 'GET /orgs/{org}/external-groups', defaultsEndpoint, releasesEndpoint],
  permissions: ['admin:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('organization_administration', 'organization_plan', 'members') },
  docs: 'https://docs.github.com/en/rest/orgs/orgs#get-an-organization',
  async *read(context, { scope }) {
    const client = createClient(context, scope, 'token')
    const rest = await client.get<RestOrganization>(restEndpoint, { org: scope })
    const graphql = await readGraphql(client, scope)
    const managed = await readManagedUsers(client, scope)
    const security = await readSecurityDefaults(client, scope)
    const releases = await readImmutableReleases(client, scope)
    const gap = rest.gap ?? ('answer' in graphql ? graphql.answer.gap : null)
    const server = isServer(context.config.address)
    const records = [mapOrganization(scope, rest, graphql, managed, { security, releases, as: client.as, server })]
    yield { records, checkpoint: null, expected: 1, ...(gap ? { gap } : {}) }
  },
  async probe(context, { scope }) {
    const client = createClient(context, scope, 'token')
    const { data } = await client.get<RestOrganization>(restEndpoint, { org: scope })
    return data.two_factor_requirement_enabled === undefined || data.two_factor_requirement_enabled === null
      ? gapFor(client.as, settingsHidden, 'organization_administration')
      : null
  },
})

const settingsHidden: Gap = {
  reason: 'permission',
  detail:
    'GitHub shows the settings of the organization only to an Organization owner whose token has the scope admin:org.',
  fix: 'Use a token of an Organization owner with the scope admin:org.',
}

interface Releases {
  value: GithubOrganization['immutableReleases']
  source: Source | null
  gap: Gap | null
}

/** What further endpoints tell of an organization. */
export interface Further {
  security: SecurityDefaults
  releases: Releases
  as?: 'app' | 'token'
  server?: boolean
}

const nothingFurther: Further = {
  security: { defaults: null, source: null, gap: null },
  releases: { value: null, source: null, gap: null },
}

/** A server does not have the setting, and answers 404. */
async function readImmutableReleases(client: GithubClient, org: string): Promise<Releases> {
  try {
    const { data, source } = await client.get<{ enforced_repositories?: string }>(releasesEndpoint, { org })
    const value = (['all', 'selected', 'none'] as const).find((one) => one === data.enforced_repositories)
    return { value: value ?? null, source, gap: null }
  } catch (error) {
    return { value: null, source: null, gap: gapOfError(error) }
  }
}

type GraphqlPart = { answer: GraphqlAnswer<GraphqlOrganization> } | { gap: Gap }

/** The settings that only GraphQL has. A server that does not know one of them leaves these unseen, not the rest. */
async function readGraphql(client: GithubClient, login: string): Promise<GraphqlPart> {
  try {
    return { answer: await client.graphql<GraphqlOrganization>(query, { login }) }
  } catch (error) {
    if (error instanceof AppError && error.gap && error.kind === 'upstream') return { gap: error.gap }
    throw error
  }
}

export function mapOrganization(
  scope: string,
  rest: Pick<Answer<RestOrganization>, 'data' | 'source'>,
  graphql: GraphqlPart,
  managed: { value: boolean | null; source: Source | null; gap: Gap | null },
  { security, releases, as = 'token', server = false }: Further = nothingFurther,
): StreamRecord<GithubOrganization> {
  const org = rest.data
  const extra = 'answer' in graphql ? graphql.answer.data.organization : null
  const gaps: Record<string, Gap> = {}
  const note = (field: string, value: unknown, gap: Gap) => {
    if (value === null || value === undefined) gaps[field] = gap
  }
  const data: GithubOrganization = {
    login: org.login,
    plan: see(org.plan?.name),
    createdAt: see(org.created_at),
    twoFactorRequired: see(org.two_factor_requirement_enabled),
    baseRepositoryPermission: readPermission(org.default_repository_permission),
    membersCanCreateRepositories: see(org.members_can_create_repositories),
    membersCanCreatePublicRepositories: see(org.members_can_create_public_repositories),
    membersCanCreatePublicPages: see(org.members_can_create_public_pages),
    membersCanForkPrivateRepositories: see(org.members_can_fork_private_repositories),
    membersCanDeleteRepositories: see(org.members_can_delete_repositories),
    membersCanChangeRepositoryVisibility: see(org.members_can_change_repo_visibility),
    membersCanInviteOutsideCollaborators: see(org.members_can_invite_outside_collaborators),
    membersCanDeleteIssues: see(org.members_can_delete_issues),
    membersCanCreateTeams: see(org.members_can_create_teams),
    webCommitSignoffRequired: see(org.web_commit_signoff_required),
    deployKeysEnabled: see(org.deploy_keys_enabled_for_repositories),
    verified: see(org.is_verified),
    secretScanningForNewRepositories: startsWith(
      security,
      'secret_scanning',
      org.secret_scanning_enabled_for_new_repositories,
    ),
    pushProtectionForNewRepositories: startsWith(
      security,
      'secret_scanning_push_protection',
      org.secret_scanning_push_protection_enabled_for_new_repositories,
    ),
    dependabotAlertsForNewRepositories: startsWith(
      security,
      'dependabot_alerts',
      org.dependabot_alerts_enabled_for_new_repositories,
    ),
    ipAllowListEnabled: readSetting(extra?.ipAllowListEnabledSetting),
    ipAllowListForApps: readSetting(extra?.ipAllowListForInstalledAppsEnabledSetting),
    notificationsRestrictedToVerifiedDomains: readSetting(extra?.notificationDeliveryRestrictionEnabledSetting),
    samlEnabled: readSaml(graphql),
    managedUsers: managed.value,
    oauthAppPolicy: server ? 'absent' : null,
    immutableReleases: releases.value,
    publicRepositories: see(org.public_repos),
    privateRepositories: see(org.total_private_repos),
  }
  const hidden = gapFor(as, settingsHidden, 'organization_administration')
  for (const [field, value] of Object.entries(data)) note(field, value, hidden)
  for (const [field, name] of graphqlOnly) {
    const gap =
      'gap' in graphql ? graphql.gap : graphql.answer.refused.find((one) => one.path === `organization.${name}`)?.gap
    if (gap && data[field] === null) gaps[field] = gap
    else if (field === 'samlEnabled' && data.samlEnabled === null) gaps.samlEnabled = enterpriseSaml
  }
  note('oauthAppPolicy', data.oauthAppPolicy, policyUnshown)
  if (managed.gap) note('managedUsers', managed.value, managed.gap)
  if (releases.gap) note('immutableReleases', releases.value, releases.gap)
  return {
    stream: 'github.organization',
    scope,
    ref: String(org.id),
    name: org.login,
    url: org.html_url,
    data,
    ...(Object.keys(gaps).length > 0 ? { gaps } : {}),
    sources: [
      rest.source,
      ...('answer' in graphql ? [{ ...graphql.answer.source, fields: [...graphqlFields] }] : []),
      ...(managed.source ? [{ ...managed.source, fields: ['external-groups'] }] : []),
      ...(releases.source ? [{ ...releases.source, fields: ['enforced_repositories'] }] : []),
    ],
  }
}

/** Looked for in REST, GraphQL and GitHub's documentation: nothing tells of it but the audit log, when it was switched off. */
export const policyUnshown: Gap = {
  reason: 'api',
  detail: 'No API of GitHub shows whether OAuth apps need the approval of an owner, or which are approved.',
  fix: 'Look at Organization settings › Third-party Access › OAuth app policy, and attest on the finding what you saw there.',
  attestable: true,
}

const graphqlOnly = [
  ['ipAllowListEnabled', 'ipAllowListEnabledSetting'],
  ['ipAllowListForApps', 'ipAllowListForInstalledAppsEnabledSetting'],
  ['notificationsRestrictedToVerifiedDomains', 'notificationDeliveryRestrictionEnabledSetting'],
  ['samlEnabled', 'samlIdentityProvider'],
] as const

const enterpriseSaml: Gap = {
  reason: 'api',
  detail:
    'The organization has no SAML provider of its own, and it belongs to an enterprise whose settings this connection does not read.',
  fix: 'Check single sign-on in the settings of the enterprise.',
}

/**
 * An organization of an enterprise may have its single sign-on there, out of this connection's sight: no provider of
 * its own proves nothing then.
 */
function readSaml(graphql: GraphqlPart): boolean | null {
  if ('gap' in graphql || !graphql.answer.data.organization) return null
  const { samlIdentityProvider, enterpriseOwners } = graphql.answer.data.organization
  if (samlIdentityProvider) return true
  const refused = graphql.answer.refused.some((one) =>
    /^organization\.(samlIdentityProvider|enterpriseOwners)/.test(one.path),
  )
  return refused || enterpriseOwners === undefined || enterpriseOwners.totalCount > 0 ? null : false
}

const see = <T>(value: T | null | undefined): T | null => value ?? null

const readSetting = (value: string | undefined): boolean | null =>
  value === 'ENABLED' ? true : value === 'DISABLED' ? false : null

function readPermission(value: string | null | undefined): GithubOrganization['baseRepositoryPermission'] {
  return value === 'none' || value === 'read' || value === 'write' || value === 'admin' ? value : null
}
