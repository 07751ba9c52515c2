import { type Static, Type } from 'typebox'
import { flag, moment, object, seen, word, words } from './field.ts'

/** An invitation into the organization that is pending, or failed. REST `GET /orgs/{org}/invitations` and `…/failed_invitations`. */
export const GithubInvitation = object({
  /** Login of the invited, or their address where GitHub does not know the person. */
  invitee: Type.String(),
  role: seen(Type.String()),
  inviter: seen(Type.String()),
  createdAt: moment,
  failed: Type.Boolean(),
  failedAt: moment,
  failedReason: seen(Type.String()),
})
export type GithubInvitation = Static<typeof GithubInvitation>

const Permission = word('none', 'read', 'triage', 'write', 'maintain', 'admin')

/** Who was given access to one repository by name, not through a team or the organization. GraphQL `collaborators(affiliation: DIRECT)`. */
export const GithubRepositoryAccess = object({
  repository: Type.String(),
  visibility: word('public', 'private', 'internal'),
  archived: Type.Boolean(),
  people: seen(
    Type.Array(
      object({
        login: Type.String(),
        /** All that they may do here, from every source. */
        permission: Permission,
        /** What the grant on the repository alone comes to. */
        granted: word('none', 'read', 'write', 'admin'),
        /** Not a member of the organization. */
        outside: flag,
      }),
    ),
  ),
})
export type GithubRepositoryAccess = Static<typeof GithubRepositoryAccess>

/** Who is in one team, and what the team reaches. GraphQL `teams { members repositories }`. */
export const GithubTeamAccess = object({
  /** Slug. */
  team: Type.String(),
  /** Members of the teams below it included, as GitHub lists them. */
  members: seen(Type.Array(object({ login: Type.String(), role: Type.String() }))),
  repositories: seen(Type.Array(object({ name: Type.String(), permission: Type.String() }))),
})
export type GithubTeamAccess = Static<typeof GithubTeamAccess>

/** What a fine-grained token may do, flattened: `organization`, `repository` or `other`, then GitHub's name and access. */
const TokenPermissions = seen(Type.Array(object({ on: Type.String(), name: Type.String(), access: Type.String() })))

/** A fine-grained personal access token that was let in. REST `GET /orgs/{org}/personal-access-tokens`. */
export const GithubFineGrainedToken = object({
  owner: Type.String(),
  tokenName: seen(Type.String()),
  repositorySelection: word('none', 'all', 'subset'),
  permissions: TokenPermissions,
  grantedAt: moment,
  expired: flag,
  /** Empty for one that never expires. */
  expiresAt: moment,
  /** Empty where it was never used. */
  lastUsedAt: moment,
})
export type GithubFineGrainedToken = Static<typeof GithubFineGrainedToken>

/** A fine-grained token that waits to be let in. REST `GET /orgs/{org}/personal-access-token-requests`. */
export const GithubTokenRequest = object({
  owner: Type.String(),
  tokenName: seen(Type.String()),
  repositorySelection: word('none', 'all', 'subset'),
  permissions: TokenPermissions,
  createdAt: moment,
})
export type GithubTokenRequest = Static<typeof GithubTokenRequest>

/** A credential that its owner authorised for single sign-on. REST `GET /orgs/{org}/credential-authorizations`. */
export const GithubCredentialAuthorization = object({
  owner: Type.String(),
  kind: word('personal access token', 'SSH key', 'OAuth app token', 'GitHub app token'),
  /** What its owner called it; empty where they did not. */
  title: Type.String(),
  scopes: words,
  authorizedAt: moment,
  /** Empty where it was never used on the organization. */
  accessedAt: moment,
  /** Empty for one that never expires. */
  expiresAt: moment,
})
export type GithubCredentialAuthorization = Static<typeof GithubCredentialAuthorization>

/** The organization's own identity provider. GraphQL `samlIdentityProvider`. */
export const GithubSamlProvider = object({
  issuer: seen(Type.String()),
  ssoUrl: seen(Type.String()),
  signatureMethod: seen(Type.String()),
  digestMethod: seen(Type.String()),
  /** End of the certificate that the provider signs with. */
  certificateExpiresAt: moment,
})
export type GithubSamlProvider = Static<typeof GithubSamlProvider>

/** One identity of the identity provider. GraphQL `samlIdentityProvider.externalIdentities`. */
export const GithubExternalIdentity = object({
  /** The account that it is linked to; empty where nobody has claimed it. */
  login: Type.String(),
  nameId: Type.String(),
  /** Name under SCIM; empty where SCIM did not make it. */
  scimUserName: Type.String(),
})
export type GithubExternalIdentity = Static<typeof GithubExternalIdentity>

/** One organization role with who holds it. REST `GET /orgs/{org}/organization-roles` and `…/{role_id}/users`. */
export const GithubOrganizationRole = object({
  role: Type.String(),
  source: word('Organization', 'Enterprise', 'Predefined'),
  /** The repository role that it gives on every repository; `none` where it gives none. */
  baseRole: word('none', 'read', 'triage', 'write', 'maintain', 'admin'),
  permissions: words,
  /** Logins that hold it themselves. */
  direct: words,
  /** Logins that hold it through a team only. */
  throughTeams: words,
})
export type GithubOrganizationRole = Static<typeof GithubOrganizationRole>

/** A repository role that the organization made. REST `GET /orgs/{org}/custom-repository-roles`. */
export const GithubCustomRepositoryRole = object({
  role: Type.String(),
  baseRole: word('read', 'triage', 'write', 'maintain'),
  permissions: words,
})
export type GithubCustomRepositoryRole = Static<typeof GithubCustomRepositoryRole>

/**
 * One credential of the connection itself, once for every organization that it reads. REST `GET /user` with its headers for
 * a token, `GET /app` and `GET /orgs/{org}/installation` for a GitHub App.
 */
export const GithubCredential = object({
  kind: word('classic token', 'fine-grained token', 'GitHub App'),
  /** A token that an App reads beside is used only for what GitHub does not show to Apps. */
  besideApp: Type.Boolean(),
  /** Scopes of a classic token; permissions of an App, such as `members: read`. */
  scopes: words,
  /** Empty where it never ends. */
  expiresAt: moment,
})
export type GithubCredential = Static<typeof GithubCredential>
