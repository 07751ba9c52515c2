import type { GithubInvitation } from '../../company/github-world.ts'
import { type Answer, ok } from '../answer.ts'
import { nodeId } from '../node-id.ts'
import { refuseAdministration } from './organization.ts'
import { cutPage } from './page.ts'
import type { OrganizationRequest } from './request.ts'
import { ofAccount, showOwner } from './user.ts'

const mayAudit = ({ sight, org }: OrganizationRequest) => sight.stand(org).owner && sight.has('admin:org')

function answerList(request: OrganizationRequest, failed: boolean, list: string): Answer {
  if (!mayAudit(request)) return refuseAdministration(request.docs)
  const wanted = request.org.invitations.filter((one) => (one.failedAt !== null) === failed)
  const page = cutPage(wanted, request, list)
  return ok(
    page.items.map((one) => showInvitation(request, one)),
    page.headers,
  )
}

/** `GET /orgs/{org}/invitations` */
export const answerInvitations = (request: OrganizationRequest) => answerList(request, false, 'invitations')

/** `GET /orgs/{org}/failed_invitations` */
export const answerFailedInvitations = (request: OrganizationRequest) => answerList(request, true, 'failed_invitations')

function showInvitation({ org, state, addresses }: OrganizationRequest, one: GithubInvitation) {
  return {
    id: one.id,
    node_id: nodeId('OI', one.id),
    login: one.login,
    email: one.email,
    role: one.role,
    created_at: one.createdAt,
    failed_at: one.failedAt,
    failed_reason: one.failedReason,
    inviter: showOwner(ofAccount(state.account(one.inviter)), addresses),
    team_count: 0,
    invitation_teams_url: `${addresses.api}/organizations/${org.id}/invitations/${one.id}/teams`,
    invitation_source: 'member',
  }
}
