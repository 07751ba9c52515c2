import type { DirectoryEvent, RoleChange } from './event.ts'
import type { Role } from './role.ts'
import type { Enterprise, GroupRef, OrganizationRef, TeamRef, UserRef } from './state.ts'

/** One record to be: its action, whom it is about, and the fields of the action. */
export interface Recorded {
  action: string
  user: { accountId: number; login: string } | null
  organization?: OrganizationRef | null
  fields: Readonly<Record<string, unknown>>
}

/** GitHub's audit actions of one event (github-scim §5), before the order of the request is applied. */
export function actionsOf(event: DirectoryEvent, enterprise: Enterprise): Recorded[] {
  switch (event.type) {
    case 'group.created':
      return [
        { action: 'external_group.provision', user: null, fields: { oauth_application_id: null } },
        { action: 'external_group.update_display_name', user: null, fields: namedGroup(event.group) },
      ]
    case 'group.updated':
      return [
        {
          action: 'external_group.update',
          user: null,
          fields: { oauth_application_id: null, scim_group_id: event.group.id },
        },
        ...(event.renamed
          ? [{ action: 'external_group.update_display_name', user: null, fields: namedGroup(event.group) }]
          : []),
      ]
    case 'group.member_added':
      return [{ action: 'external_group.add_member', user: event.user, fields: namedGroup(event.group) }]
    case 'group.member_removed':
      return [{ action: 'external_group.remove_member', user: event.user, fields: shortGroup(event.group) }]
    case 'group.deleted':
      return [
        {
          action: 'external_group.delete',
          user: null,
          fields: { oauth_application_id: null, scim_group_id: event.group.id },
        },
      ]
    case 'scim.enabled':
      return [{ action: 'business.enable_open_scim', user: null, fields: {} }]
    case 'scim.disabled':
      return [{ action: 'business.disable_open_scim', user: null, fields: {} }]
    case 'sso.reset':
      return [
        { action: 'business.disable_saml', user: null, fields: { name: enterprise.slug, sso_url: null, issuer: null } },
      ]
    default:
      return event.type.startsWith('user.') || event.type.startsWith('account.')
        ? userActions(event, enterprise)
        : teamActions(event, enterprise)
  }
}

function teamActions(event: DirectoryEvent, enterprise: Enterprise): Recorded[] {
  switch (event.type) {
    case 'team.linked':
      return [linkAction('external_group.link', event.team, namedGroup(event.group))]
    case 'team.unlinked':
      // The documented list of a DELETE has no unlink.
      if (event.because === 'group_ended') return []
      return [linkAction('external_group.unlink', event.team, shortGroup(event.group))]
    case 'team.assigned': {
      const of = (action: string) => (organization: OrganizationRef) => ({
        action: `enterprise_team.${action}`,
        user: null,
        organization,
        fields: enterpriseTeam(event.team),
      })
      return [...event.removed.map(of('unassign_organization')), ...event.added.map(of('assign_organization'))]
    }
    case 'team.member_added':
      if (event.cause === 'reactivation' && enterprise.options.reactivationEvents === 'documented') return []
      return [teamAction('add_member', event.team, event.user)]
    case 'team.member_removed':
      // A group that loses a user's last team of an organization is documented to write org.remove_member alone.
      if (event.cause === 'group' && event.leavesOrganization) return []
      return [teamAction('remove_member', event.team, event.user)]
    case 'organization.member_added':
      return [
        {
          action: 'org.add_member',
          user: event.user,
          organization: event.organization,
          fields: { permission: 'read', actor_is_bot: false },
        },
      ]
    case 'organization.member_removed':
      return [{ action: 'org.remove_member', user: event.user, organization: event.organization, fields: {} }]
    default:
      return []
  }
}

function userActions(event: DirectoryEvent, enterprise: Enterprise): Recorded[] {
  switch (event.type) {
    case 'user.provisioned': {
      const { user, before } = event
      const old = before && { accountId: user.accountId, login: before.login }
      const identity = { scim_user_id: user.identity?.id ?? null }
      return [
        { action: 'external_identity.provision', user, fields: identity },
        ...(old ? [] : [{ action: 'user.create', user, fields: {} }]),
        ...(before?.suspended ? [{ action: 'user.unsuspend', user: old, fields: {} }] : []),
        ...(before?.email && before.email !== user.email
          ? [{ action: 'user.remove_email', user: old, fields: {} }]
          : []),
        ...(old && old.login !== user.login ? [rename(old, user, enterprise)] : []),
        ...roleActions({ from: before?.role ?? 'user', to: user.role }, user, enterprise),
      ]
    }
    case 'user.updated':
      return [
        { action: 'external_identity.update', user: event.user, fields: { scim_user_id: event.user.id } },
        ...(event.set.login === undefined ? [] : [rename(event.user, loginAfter(event), enterprise)]),
        ...roleActions(event.role, event.user, enterprise),
      ]
    case 'user.suspended':
      return [
        ...suspension(event.user, loginAfter(event), enterprise),
        { action: 'external_identity.deprovision', user: loginAfter(event), fields: { oauth_application_id: null } },
        ...roleActions(event.role, loginAfter(event), enterprise),
      ]
    case 'user.reactivated':
      return [
        { action: 'user.unsuspend', user: event.user, fields: {} },
        { action: 'user.remove_email', user: event.user, fields: {} },
        rename(event.user, loginAfter(event), enterprise),
        { action: 'external_identity.provision', user: loginAfter(event), fields: { scim_user_id: event.user.id } },
        ...roleActions(event.role, loginAfter(event), enterprise),
      ]
    case 'user.deprovisioned': {
      const isWhole = event.wasActive && enterprise.options.hardDeprovisionEvents === 'with_suspension'
      const [suspended, removed, renamed] = suspension(event.user, loginAfter(event), enterprise)
      return [
        ...(isWhole && suspended ? [suspended] : []),
        { action: 'external_identity.deprovision', user: event.user, fields: { oauth_application_id: null } },
        ...(removed ? [removed] : []),
        ...(isWhole && renamed ? [renamed] : []),
      ]
    }
    default:
      return accountActionsOf(event, enterprise)
  }
}

function accountActionsOf(event: DirectoryEvent, enterprise: Enterprise): Recorded[] {
  switch (event.type) {
    case 'account.created':
      return [
        { action: 'user.create', user: event.user, fields: {} },
        ...(event.user.suspension === null ? [] : [{ action: 'user.suspend', user: event.user, fields: {} }]),
      ]
    case 'account.changed': {
      if (event.change === 'rename') return [rename(event.user, loginAfter(event), enterprise)]
      const fields = event.reason === null ? {} : { reason: event.reason }
      return [{ action: accountActions[event.change], user: event.user, fields }]
    }
    case 'account.deleted':
      return [{ action: 'user.delete', user: event.user, fields: {} }]
    default:
      return []
  }
}

const accountActions = {
  suspend: 'user.suspend',
  unsuspend: 'user.unsuspend',
  promote: 'business.add_admin',
  demote: 'business.remove_admin',
} as const

function loginAfter(event: { user: UserRef; set: { login?: string } }): { accountId: number; login: string } {
  return { accountId: event.user.accountId, login: event.set.login ?? event.user.login }
}

/** The documented list is the same with Entra ID, whose users keep their e-mail. */
function suspension(before: UserRef, after: { accountId: number; login: string }, enterprise: Enterprise): Recorded[] {
  return [
    { action: 'user.suspend', user: before, fields: {} },
    { action: 'user.remove_email', user: before, fields: {} },
    rename(before, after, enterprise),
  ]
}

function rename(
  before: { login: string },
  after: { accountId: number; login: string },
  { options }: Enterprise,
): Recorded {
  return {
    action: 'user.rename',
    user: after,
    fields: options.renameOldUser === 'emit' ? { old_user: before.login } : {},
  }
}

function roleActions(role: RoleChange, user: { accountId: number; login: string }, { slug }: Enterprise): Recorded[] {
  if (!role || role.from === role.to) return []
  const action = (name: string, fields: Record<string, unknown> = {}): Recorded => ({ action: name, user, fields })
  const gained: Partial<Record<Role, Recorded>> = {
    enterprise_owner: action('business.add_admin'),
    billing_manager: action('business.add_billing_manager'),
  }
  const lost: Partial<Record<Role, Recorded>> = {
    enterprise_owner: action('business.remove_admin', { name: slug }),
    billing_manager: action('business.remove_billing_manager', { name: slug }),
  }
  return [gained[role.to], lost[role.from]].filter((one) => one !== undefined)
}

function namedGroup(group: GroupRef): Record<string, unknown> {
  return { ...shortGroup(group), scim_group_id: group.id }
}

function shortGroup({ number, displayName }: GroupRef): Record<string, unknown> {
  return { external_group_id: number, external_group: displayName }
}

function linkAction(action: string, team: TeamRef, fields: Record<string, unknown>): Recorded {
  return { action, user: null, organization: team.organization, fields: { ...fields, team: teamName(team) } }
}

function teamAction(verb: 'add_member' | 'remove_member', team: TeamRef, user: UserRef): Recorded {
  if (!team.organization)
    return {
      action: `enterprise_team.${verb}`,
      user,
      fields: enterpriseTeam(team),
    }
  return {
    action: `team.${verb}`,
    user,
    organization: team.organization,
    fields: { team: teamName(team), team_type: 'organization' },
  }
}

const enterpriseTeam = ({ id, slug }: TeamRef) => ({ enterprise_team_id: id, enterprise_team: slug })

const teamName = ({ organization, slug }: TeamRef) => (organization ? `${organization.login}/${slug}` : slug)

const roleOrder = [
  'business.add_admin',
  'business.remove_admin',
  'business.add_billing_manager',
  'business.remove_billing_manager',
]
const leaving = ['team.remove_member', 'enterprise_team.remove_member', 'org.remove_member']

/** The order in which GitHub documents the records of a request, by the event that leads it. */
const orders: Partial<Record<DirectoryEvent['type'], readonly string[]>> = {
  'user.updated': ['external_identity.update', 'user.rename', ...roleOrder],
  'user.suspended': [
    'user.suspend',
    'user.remove_email',
    'user.rename',
    'external_identity.deprovision',
    ...roleOrder,
    ...leaving,
  ],
  'user.reactivated': [
    'user.unsuspend',
    'user.remove_email',
    'user.rename',
    'external_identity.provision',
    ...roleOrder,
    'org.add_member',
    'team.add_member',
    'enterprise_team.add_member',
  ],
  'user.deprovisioned': [
    'user.suspend',
    'external_identity.deprovision',
    'user.remove_email',
    'user.rename',
    ...leaving,
  ],
  'group.created': ['external_group.provision', 'external_group.update_display_name', 'external_group.add_member'],
  'group.updated': [
    'external_group.update',
    'external_group.update_display_name',
    'external_group.add_member',
    'external_group.remove_member',
    'team.add_member',
    'enterprise_team.add_member',
    'org.add_member',
    'team.remove_member',
    'enterprise_team.remove_member',
    'org.remove_member',
  ],
  'group.deleted': [
    'external_group.delete',
    'org.remove_member',
    'team.remove_member',
    'enterprise_team.remove_member',
  ],
}

/** Empty when the records are to stay in the order of their events. */
export function documentedOrder(events: readonly DirectoryEvent[]): readonly string[] {
  const first = events[0]
  return (first && orders[first.type]) ?? []
}
