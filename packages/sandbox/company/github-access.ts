/** Somebody who was asked to join and has not, or could not. */
export interface GithubInvitation {
  id: number
  /** Null where GitHub knows only the address. */
  login: string | null
  email: string | null
  role: 'direct_member' | 'admin' | 'billing_manager'
  inviter: string
  createdAt: string
  failedAt: string | null
  failedReason: string | null
}

export type TokenPermissions = Partial<Record<'organization' | 'repository' | 'other', Record<string, string>>>

/** A fine-grained personal access token: one that the organization let in, or one that waits to be. */
export interface GithubFineGrainedToken {
  id: number
  tokenId: number
  name: string
  owner: string
  repositorySelection: 'none' | 'all' | 'subset'
  permissions: TokenPermissions
  /** When it was let in, or asked to be. */
  at: string
  expiresAt: string | null
  lastUsedAt: string | null
}

/** A credential that its owner authorized for single sign-on. */
export interface GithubCredentialAuthorization {
  id: number
  login: string
  kind: 'personal access token' | 'SSH key' | 'OAuth app token' | 'GitHub app token'
  title: string
  scopes: string[]
  authorizedAt: string
  accessedAt: string | null
  expiresAt: string | null
}

export interface GithubSaml {
  issuer: string
  ssoUrl: string
  signatureMethod: string
  digestMethod: string
  /** End of the certificate that the identity provider signs with. */
  certificateExpiresAt: string
}

export interface GithubExternalIdentity {
  id: number
  /** The account that claimed it; null for one that nobody has. */
  login: string | null
  nameId: string
  scimUserName: string | null
}

export interface GithubOrganizationRole {
  id: number
  name: string
  baseRole: 'read' | 'triage' | 'write' | 'maintain' | 'admin' | null
  source: 'Organization' | 'Enterprise' | 'Predefined'
  permissions: string[]
  users: string[]
  /** Slugs. */
  teams: string[]
}

export interface GithubCustomRepositoryRole {
  id: number
  name: string
  baseRole: 'read' | 'triage' | 'write' | 'maintain'
  permissions: string[]
}
