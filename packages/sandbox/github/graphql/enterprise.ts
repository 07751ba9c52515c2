import type { GithubAccount, GithubOrganization } from '../../company/github-world.ts'
import { connection, listing } from './connection.ts'
import { type Fields, fields, type GraphContext } from './field.ts'

/** What stands behind an Enterprise: its account, and the organizations in it. */
export interface EnterpriseSource {
  slug: string
  name: string
  oidc: boolean
  organizations: GithubOrganization[]
  owners: string[]
}

export function findEnterprises({ state }: Pick<GraphContext, 'state'>): EnterpriseSource[] {
  const found = new Map<string, EnterpriseSource>()
  for (const org of state.orgs.values()) {
    if (!org.enterprise) continue
    const { slug } = org.enterprise
    const known = found.get(slug) ?? { ...org.enterprise, organizations: [], owners: [] }
    known.organizations.push(org)
    known.owners.push(...org.enterpriseOwners)
    found.set(slug, known)
  }
  return [...found.values()]
}

/** Those that the account owns, or belongs to by one of their organizations; GitHub tells them to itself alone. */
export function listEnterprises(account: GithubAccount, context: GraphContext): EnterpriseSource[] {
  if (account !== context.sight.viewer.account) return []
  return findEnterprises(context).filter(
    ({ owners, organizations }) =>
      owners.includes(account.login) ||
      organizations.some((org) => org.members.some(({ login }) => login === account.login)),
  )
}

export const enterpriseTypes: Record<string, Fields> = {
  Enterprise: fields<EnterpriseSource>({
    slug: ({ slug }) => slug,
    name: ({ name }) => name,
    organizations: connection(
      ({ organizations }, _context, { query }) =>
        listing(
          organizations.filter(({ login }) => login.toLowerCase().includes(String(query ?? '').toLowerCase())),
          { key: ({ login }) => login, node: (org) => org },
        ),
      ['query'],
    ),
    // Null to whoever does not own it.
    ownerInfo: (enterprise, { sight }) =>
      enterprise.owners.includes(sight.viewer.account?.login ?? '') && !sight.isApp ? { enterprise } : null,
  }),
  EnterpriseOwnerInfo: fields<{ enterprise: EnterpriseSource }>({
    oidcProvider: ({ enterprise }) => (enterprise.oidc ? { enterprise } : null),
  }),
  OIDCProvider: fields<{ enterprise: EnterpriseSource }>({
    id: ({ enterprise }) => `OIDC_${enterprise.slug}`,
  }),
}
