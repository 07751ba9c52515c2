import type { GithubOrganization } from '../../company/github-world.ts'
import { enterpriseTypes, findEnterprises } from './enterprise.ts'
import { type Fields, fields, type GraphContext, ownFields, refusal, unsupported } from './field.ts'
import { identityTypes } from './identity.ts'
import { organizationTypes } from './organization.ts'
import { protectionTypes } from './protection.ts'
import { findEnvironment, repositoryTypes } from './repository.ts'
import { findRuleset, rulesetTypes } from './ruleset.ts'
import { teamTypes } from './team.ts'
import { enterOrganization, userTypes } from './user.ts'

function findOrganization(login: unknown, { state }: GraphContext): GithubOrganization {
  const org = state.findOrganization(String(login))
  if (!org) throw refusal('NOT_FOUND', `Could not resolve to an Organization with the login of '${String(login)}'.`)
  return org
}

const missingRepository = (owner: unknown, name: unknown) =>
  refusal('NOT_FOUND', `Could not resolve to a Repository with the name '${String(owner)}/${String(name)}'.`)

/** Of all that has an id only rulesets and environments are asked for by it. */
function findNode(id: unknown, context: GraphContext) {
  const wanted = String(id)
  const found = wanted.startsWith('EN_') ? findEnvironment(wanted, context) : findRuleset(wanted, context)
  if (!found) throw refusal('NOT_FOUND', `Could not resolve to a node with the global id of '${String(id)}'`)
  return found
}

const query = fields<null>({
  node: { args: ['id'], resolve: (_source, context, { id }) => findNode(id, context) },
  nodes: {
    args: ['ids'],
    resolve: (_source, context, { ids }) => (ids as unknown[]).map((id) => findNode(id, context)),
  },
  viewer: (_source, { sight }) => sight.viewer.account,
  rateLimit: {
    args: ['dryRun'],
    resolve: (_source, { rateLimit }, args) => {
      if (args.dryRun === true) throw unsupported('Query.rateLimit(dryRun: true)')
      return rateLimit
    },
  },
  organization: {
    args: ['login'],
    resolve: (_source, context, { login }) => enterOrganization(findOrganization(login, context), context),
  },
  enterprise: {
    args: ['slug'],
    resolve: (_source, context, { slug }) => {
      const found = findEnterprises(context).find((one) => one.slug === String(slug))
      if (!found || context.sight.isApp)
        throw refusal('NOT_FOUND', `Could not resolve to a Business with the URL slug of '${String(slug)}'.`)
      return found
    },
  },
  user: {
    args: ['login'],
    resolve: (_source, { state }, { login }) => {
      const account = state.findAccount(String(login))
      if (!account) throw refusal('NOT_FOUND', `Could not resolve to a User with the login of '${String(login)}'.`)
      return account
    },
  },
  repository: {
    args: ['owner', 'name', 'followRenames'],
    resolve: (_source, context, { owner, name }) => {
      const org = context.state.findOrganization(String(owner))
      if (!org) throw missingRepository(owner, name)
      const entered = enterOrganization(org, context)
      if (entered !== org) return entered
      const wanted = String(name).toLowerCase()
      const repository = context.sight.listRepositories(org).find((one) => one.name.toLowerCase() === wanted)
      if (!repository) throw missingRepository(owner, name)
      return { org, repository }
    },
  },
})

/** Every type that the sandbox plays, and every field of it. Connections and edges answer for themselves. */
export const playedTypes: Record<string, Fields> = {
  Query: query,
  ...organizationTypes,
  ...identityTypes,
  ...userTypes,
  ...enterpriseTypes,
  ...teamTypes,
  ...repositoryTypes,
  ...protectionTypes,
  ...rulesetTypes,
  RateLimit: ownFields('cost', 'limit', 'nodeCount', 'remaining', 'resetAt', 'used'),
  PageInfo: ownFields('hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'),
}

const ofConnection = ownFields('totalCount', 'nodes', 'edges', 'pageInfo')
const ofEdge = ownFields(
  'cursor',
  'node',
  'role',
  'hasTwoFactorEnabled',
  'permission',
  'organizationRole',
  'permissionSources',
)

export function findField(typeName: string, name: string) {
  const known = playedTypes[typeName]
  if (known) return known[name]
  if (typeName.endsWith('Connection')) return ofConnection[name]
  return typeName.endsWith('Edge') ? ofEdge[name] : undefined
}

/** Which type of a union or interface a value is, told by what only that type's source has. */
export function typeOfSource(value: object): string {
  if ('ruleset' in value && !('rule' in value)) return 'RepositoryRuleset'
  if ('parametersOf' in value) return String(value.parametersOf)
  if ('tree' in value) return 'Tree'
  if ('blob' in value) return 'Blob'
  if ('installation' in value) return 'App'
  if ('team' in value) return 'Team'
  if ('twoFactor' in value) return 'User'
  if ('environment' in value && 'repository' in value) return 'Environment'
  if ('repository' in value) return 'Repository'
  if ('members' in value) return 'Organization'
  throw new Error(`Not known to be a type: ${Object.keys(value).join(', ')}`)
}
