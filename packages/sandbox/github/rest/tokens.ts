import type { GithubCredentialAuthorization, GithubFineGrainedToken } from '../../company/github-world.ts'
import { type Answer, ok, refuse } from '../answer.ts'
import { refuseAdministration } from './organization.ts'
import { cutPage } from './page.ts'
import type { OrganizationRequest } from './request.ts'
import { ofAccount, showOwner } from './user.ts'

/** Only a GitHub App is answered, whatever scopes a personal access token has. */
function refuseAllButApps({ sight, org, docs }: OrganizationRequest): Answer | null {
  if (sight.viewer.token?.kind !== 'app') return refuse(403, 'Resource not accessible by personal access token', docs)
  if (!sight.stand(org).owner || !sight.has('admin:org'))
    return refuse(403, 'Resource not accessible by integration', docs)
  return null
}

function showToken(request: OrganizationRequest, token: GithubFineGrainedToken, kind: string) {
  const { org, state, addresses } = request
  return {
    id: token.id,
    owner: showOwner(ofAccount(state.account(token.owner)), addresses),
    repository_selection: token.repositorySelection,
    repositories_url: `${addresses.api}/organizations/${org.id}/${kind}/${token.id}/repositories`,
    permissions: token.permissions,
    token_id: token.tokenId,
    token_name: token.name,
    token_expired: token.expiresAt !== null && Date.parse(token.expiresAt) <= state.now().getTime(),
    token_expires_at: token.expiresAt,
    token_last_used_at: token.lastUsedAt,
  }
}

/** `GET /orgs/{org}/personal-access-tokens` */
export function answerFineGrainedTokens(request: OrganizationRequest): Answer {
  const list = 'personal-access-tokens'
  const page = cutPage(request.org.fineGrainedTokens, request, list)
  return (
    refuseAllButApps(request) ??
    ok(
      page.items.map((token) => ({ ...showToken(request, token, list), access_granted_at: token.at })),
      page.headers,
    )
  )
}

/** `GET /orgs/{org}/personal-access-token-requests` */
export function answerTokenRequests(request: OrganizationRequest): Answer {
  const list = 'personal-access-token-requests'
  const page = cutPage(request.org.tokenRequests, request, list)
  return (
    refuseAllButApps(request) ??
    ok(
      page.items.map((token) => ({ ...showToken(request, token, list), reason: null, created_at: token.at })),
      page.headers,
    )
  )
}

/** `GET /orgs/{org}/credential-authorizations` */
export function answerCredentialAuthorizations(request: OrganizationRequest): Answer {
  const { org, sight, docs } = request
  if (org.saml === null) return refuse(404, 'Not Found', docs)
  if (!sight.stand(org).owner || !sight.has('read:org')) return refuseAdministration(docs)
  const page = cutPage(org.credentialAuthorizations, request, 'credential-authorizations')
  return ok(page.items.map(showAuthorization), page.headers)
}

/** The last characters and the fingerprint are as GitHub's: they are there, and nobody should keep them. */
function showAuthorization(one: GithubCredentialAuthorization) {
  const ssh = one.kind === 'SSH key'
  return {
    login: one.login,
    credential_id: one.id,
    credential_type: one.kind,
    credential_authorized_at: one.authorizedAt,
    credential_accessed_at: one.accessedAt,
    authorized_credential_id: one.id + 1,
    ...(ssh ? { fingerprint: 'SHA256:doNotKeep', authorized_credential_title: one.title } : {}),
    ...(ssh
      ? {}
      : {
          token_last_eight: 'doNtKeep',
          scopes: one.scopes,
          authorized_credential_note: one.title === '' ? null : one.title,
          authorized_credential_expires_at: one.expiresAt,
        }),
  }
}
