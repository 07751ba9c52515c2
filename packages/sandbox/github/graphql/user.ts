import type { GithubAccount, GithubOrganization } from '../../company/github-world.ts'
import { nodeId } from '../node-id.ts'
import { ssoHeader, ssoMessage } from '../rest/organization.ts'
import { connection, listing } from './connection.ts'
import { listEnterprises } from './enterprise.ts'
import { type Fields, fields, type GraphContext, refusal } from './field.ts'

/** The organization, or GitHub's error where single sign-on bars the token. */
export function enterOrganization(org: GithubOrganization, context: GraphContext) {
  if (!context.sight.stand(org).barred) return org
  Object.assign(context.headers, ssoHeader(org, context.addresses))
  return refusal('FORBIDDEN', ssoMessage, { saml_failure: true })
}

/** Addresses on domains that the organization has verified; nobody but an owner is told. */
function listVerifiedEmails(account: GithubAccount, context: GraphContext, login: unknown): string[] {
  const org = context.state.findOrganization(String(login))
  if (!org || !context.sight.stand(org).owner || context.sight.isApp || context.sight.stand(org).barred) return []
  if (!context.sight.belongs(org, account.login)) return []
  const domains = org.domains.filter((domain) => domain.verified).map((domain) => `@${domain.domain}`)
  return account.verifiedEmails.filter((email) => domains.some((domain) => email.endsWith(domain)))
}

function listOrganizations(account: GithubAccount, { state, sight }: GraphContext): GithubOrganization[] {
  return [...state.orgs.values()].filter((org) =>
    org.members.some(
      (member) =>
        member.login === account.login && (member.public || account === sight.viewer.account || sight.stand(org).role),
    ),
  )
}

export const userTypes: Record<string, Fields> = {
  User: fields<GithubAccount>({
    id: (account) => nodeId('U', account.id),
    databaseId: (account) => account.id,
    login: (account) => account.login,
    name: (account) => account.name,
    // The schema has no null here: nothing public is an empty text.
    email: (account) => account.publicEmail ?? '',
    organizationVerifiedDomainEmails: {
      args: ['login'],
      resolve: (account, context, args) => listVerifiedEmails(account, context, args.login),
    },
    isSiteAdmin: (account) => account.siteAdmin,
    isEmployee: () => false,
    isViewer: (account, { sight }) => sight.viewer.account === account,
    company: () => null,
    bio: () => null,
    location: () => null,
    createdAt: (account) => account.createdAt,
    updatedAt: (account) => account.createdAt,
    url: (account, { addresses }) => `${addresses.web}/${account.login}`,
    resourcePath: (account) => `/${account.login}`,
    avatarUrl: { args: ['size'], resolve: (account) => `https://avatars.githubusercontent.com/u/${account.id}?v=4` },
    organizations: connection((account, context) =>
      listing(listOrganizations(account, context), {
        key: (org) => org.id,
        node: (org) => enterOrganization(org, context),
      }),
    ),
    enterprises: connection((account, context) =>
      listing(listEnterprises(account, context), { key: ({ slug }) => slug, node: (enterprise) => enterprise }),
    ),
    organization: {
      args: ['login'],
      resolve: (account, context, args) => {
        const wanted = String(args.login).toLowerCase()
        const org = listOrganizations(account, context).find((candidate) => candidate.login.toLowerCase() === wanted)
        return org ? enterOrganization(org, context) : null
      },
    },
  }),
}
