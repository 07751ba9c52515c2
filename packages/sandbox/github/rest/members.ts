import type { TwoFactor } from '../../company/github-world.ts'
import { type Answer, ok, refuse, refuseField } from '../answer.ts'
import { nodeId } from '../node-id.ts'
import { refuseAdministration } from './organization.ts'
import { cutPage } from './page.ts'
import type { OrganizationRequest } from './request.ts'
import { ofAccount, showOwner } from './user.ts'

const wantedTwoFactor: Record<string, TwoFactor | null> = {
  all: null,
  '2fa_disabled': 'disabled',
  '2fa_insecure': 'insecure',
}

/** An App is no owner, whatever its permissions. */
const refuseFilter = (docs: string): Answer => ({
  status: 422,
  body: { message: 'Only owners can use this filter.', documentation_url: docs },
})

const mayAudit = ({ sight, org }: OrganizationRequest) => sight.stand(org).owner && sight.has('read:org')

/** Accounts are looked up for one page only where nothing about them decides who is listed. */
function showAccounts(
  request: OrganizationRequest,
  logins: readonly string[],
  twoFactor: TwoFactor | null,
  list: string,
): Answer {
  const { account } = request.state
  const wanted = twoFactor === null ? logins : logins.filter((login) => account(login).twoFactor === twoFactor)
  const page = cutPage(wanted, request, list)
  return ok(
    page.items.map((login) => showOwner(ofAccount(account(login)), request.addresses)),
    page.headers,
  )
}

/** `GET /orgs/{org}/members` */
export function answerMembers(request: OrganizationRequest): Answer {
  const { org, sight, query, docs } = request
  const twoFactor = wantedTwoFactor[query.get('filter') ?? 'all']
  const role = query.get('role') ?? 'all'
  if (twoFactor === undefined) return refuseField(docs, 'Organization', 'filter')
  if (!['all', 'admin', 'member'].includes(role)) return refuseField(docs, 'Organization', 'role')
  if (twoFactor !== null && (!mayAudit(request) || sight.isApp)) return refuseFilter(docs)
  const members = sight.listMembers(org).filter((member) => role === 'all' || member.role === role)
  return showAccounts(
    request,
    members.map((member) => member.login),
    twoFactor,
    'members',
  )
}

/** `GET /orgs/{org}/outside_collaborators` */
export function answerOutsideCollaborators(request: OrganizationRequest): Answer {
  const { org, query, docs } = request
  const twoFactor = wantedTwoFactor[query.get('filter') ?? 'all']
  if (!mayAudit(request)) return refuseAdministration(docs)
  if (twoFactor === undefined) return refuseField(docs, 'Organization', 'filter')
  if (twoFactor !== null && request.sight.isApp) return refuseFilter(docs)
  const members = new Set(org.members.map((member) => member.login))
  const logins = new Set(org.repositories.flatMap((repository) => repository.outsideCollaborators.map((o) => o.login)))
  const outside = [...logins].filter((login) => !members.has(login))
  return showAccounts(request, outside, twoFactor, 'outside_collaborators')
}

/** `GET /orgs/{org}/teams` */
export function answerTeams(request: OrganizationRequest): Answer {
  const { org, sight, docs } = request
  if (sight.stand(org).role === null) return refuse(404, 'Not Found', docs)
  if (!sight.has('read:org')) return refuseAdministration(docs)
  const page = cutPage(sight.listTeams(org), request, 'teams')
  return ok(
    page.items.map((team) => {
      const parent = org.teams.find((candidate) => candidate.slug === team.parent)
      return { ...showTeam(request, team), parent: parent ? showTeam(request, parent) : null }
    }),
    page.headers,
  )
}

function showTeam({ org, addresses }: OrganizationRequest, team: OrganizationRequest['org']['teams'][number]) {
  const url = `${addresses.api}/organizations/${org.id}/team/${team.id}`
  return {
    id: team.id,
    node_id: nodeId('T', team.id),
    url,
    html_url: `${addresses.web}/orgs/${org.login}/teams/${team.slug}`,
    name: team.name,
    slug: team.slug,
    description: team.description,
    privacy: team.privacy,
    notification_setting: team.notificationSetting,
    permission: team.permission,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization',
    organization_id: org.id,
  }
}
