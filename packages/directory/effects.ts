import type { DirectoryEvent } from './event.ts'

/** What an event does to rows beside the one that it is about. `all`: those of the whole enterprise. */
export type Effect =
  | { rows: 'group_member'; op: 'insert'; groupId: string; accountId: number; hidden: boolean }
  | { rows: 'group_member'; op: 'delete'; groupId: string; accountId: number }
  /** Kept, and not shown while the user is suspended. The counters of the user's groups change with it. */
  | { rows: 'group_member'; op: 'hide' | 'show' | 'delete'; accountId: number }
  | { rows: 'group_member'; op: 'delete'; groupId: string }
  | { rows: 'group_member'; op: 'delete'; all: true }
  | { rows: 'team_member'; op: 'insert' | 'delete'; teamId: number; accountId: number }
  | { rows: 'organization_member'; op: 'insert' | 'delete'; organizationId: number; accountId: number }
  /** Personal access tokens, keys and authorisations. `suspend`: kept, but they open nothing. */
  | { rows: 'credential'; op: 'suspend' | 'restore' | 'delete'; accountId: number }
  | { rows: 'credential'; op: 'suspend' | 'delete'; all: true; butAccountId: number }
  | { rows: 'session'; op: 'end'; accountId: number }
  | { rows: 'session'; op: 'end'; all: true; butAccountId: number }

/** The row-level consequences of an event, for a store that keeps memberships and credentials as rows. */
export function effectsOf(event: DirectoryEvent): readonly Effect[] {
  switch (event.type) {
    case 'group.member_added': {
      const { group, user, hidden } = event
      return [{ rows: 'group_member', op: 'insert', groupId: group.id, accountId: user.accountId, hidden }]
    }
    case 'group.member_removed':
      return [{ rows: 'group_member', op: 'delete', groupId: event.group.id, accountId: event.user.accountId }]
    case 'group.deleted':
      return [{ rows: 'group_member', op: 'delete', groupId: event.group.id }]
    case 'team.member_added':
    case 'team.member_removed': {
      const op = event.type === 'team.member_added' ? 'insert' : 'delete'
      return [{ rows: 'team_member', op, teamId: event.team.id, accountId: event.user.accountId }]
    }
    case 'organization.member_added':
    case 'organization.member_removed': {
      const op = event.type === 'organization.member_added' ? 'insert' : 'delete'
      const { organization, user } = event
      return [{ rows: 'organization_member', op, organizationId: organization.id, accountId: user.accountId }]
    }
    case 'scim.disabled':
      return event.endsIdentities ? [{ rows: 'group_member', op: 'delete', all: true }] : []
    case 'scim.enabled':
      return event.suspendAll
        ? [
            { rows: 'credential', op: 'suspend', all: true, butAccountId: event.setupAccountId },
            { rows: 'session', op: 'end', all: true, butAccountId: event.setupAccountId },
          ]
        : []
    case 'sso.reset':
      return [
        { rows: 'group_member', op: 'delete', all: true },
        { rows: 'credential', op: 'delete', all: true, butAccountId: event.setupAccountId },
        { rows: 'session', op: 'end', all: true, butAccountId: event.setupAccountId },
      ]
    default:
      return userEffects(event)
  }
}

function userEffects(event: DirectoryEvent): readonly Effect[] {
  switch (event.type) {
    case 'user.provisioned':
      // A token that a suspended account kept opens again once the account is linked.
      return event.before?.suspended ? [{ rows: 'credential', op: 'restore', accountId: event.user.accountId }] : []
    case 'user.suspended':
      return shut(event.user.accountId)
    case 'user.reactivated':
      return opened(event.user.accountId)
    case 'user.deprovisioned':
      return [
        { rows: 'group_member', op: 'delete', accountId: event.user.accountId },
        ...closed('delete', event.user.accountId),
      ]
    case 'account.deleted':
      return [
        { rows: 'group_member', op: 'delete', accountId: event.user.accountId },
        ...closed('delete', event.user.accountId),
      ]
    case 'account.changed':
      if (event.change === 'suspend') return shut(event.user.accountId)
      return event.change === 'unsuspend' ? opened(event.user.accountId) : []
    default:
      return []
  }
}

function shut(accountId: number): Effect[] {
  return [{ rows: 'group_member', op: 'hide', accountId }, ...closed('suspend', accountId)]
}

function opened(accountId: number): Effect[] {
  return [
    { rows: 'group_member', op: 'show', accountId },
    { rows: 'credential', op: 'restore', accountId },
  ]
}

function closed(op: 'suspend' | 'delete', accountId: number): Effect[] {
  return [
    { rows: 'credential', op, accountId },
    { rows: 'session', op: 'end', accountId },
  ]
}
