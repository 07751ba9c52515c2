import type { Role } from './role.ts'
import type {
  Enterprise,
  Group,
  GroupRef,
  Moment,
  OrganizationRef,
  Team,
  TeamRef,
  TeamSync,
  User,
  UserRef,
} from './state.ts'

interface OfUser {
  at: Moment
  /** The user before the event. */
  user: UserRef
  /** What of the row is different after it. */
  set: Partial<User>
}

export type RoleChange = { from: Role; to: Role } | null

/** Events on a user's row. Each says all that is needed to make the row after it from the row before it. */
type UserEvent =
  | {
      type: 'user.provisioned'
      at: Moment
      /** `adopted`: a local or SAML account of GHES; `relinked`: an account that was there before single sign-on was reset. */
      how: 'created' | 'adopted' | 'relinked'
      user: User
      /** The account as it was adopted or linked again. */
      before: { login: string; email: string | null; suspended: boolean; role: Role } | null
    }
  | (OfUser & {
      type: 'user.updated'
      /** The SCIM attributes that are different. */
      changed: readonly string[]
      role: RoleChange
    })
  /** Soft-deprovisioned. `created`: it was provisioned with active: false. */
  | (OfUser & { type: 'user.suspended'; created: boolean; role: RoleChange })
  | (OfUser & { type: 'user.reactivated'; role: RoleChange })
  /** Hard-deprovisioned. */
  | (OfUser & { type: 'user.deprovisioned'; wasActive: boolean })
  | { type: 'account.created'; at: Moment; user: User }
  | (OfUser & {
      type: 'account.changed'
      change: 'suspend' | 'unsuspend' | 'promote' | 'demote' | 'rename'
      /** What the administrator said. */
      reason: string | null
    })
  /** The appliance's own accounts can be deleted; what SCIM provisioned never is. */
  | { type: 'account.deleted'; at: Moment; user: UserRef }

type GroupEvent =
  | { type: 'group.created'; at: Moment; group: Group }
  | { type: 'group.updated'; at: Moment; group: GroupRef; set: Partial<Group>; renamed: boolean }
  /** `hidden`: the user is suspended, so the membership is kept and not shown. */
  | { type: 'group.member_added'; at: Moment; group: GroupRef; user: UserRef; hidden: boolean }
  | { type: 'group.member_removed'; at: Moment; group: GroupRef; user: UserRef; hidden: boolean }
  | { type: 'group.deleted'; at: Moment; group: GroupRef }

/** Why a membership changed: which request it was decides which of its audit events are written. */
export type MembershipCause = 'group' | 'user' | 'reactivation'

type TeamEvent =
  | { type: 'team.linked'; at: Moment; team: TeamRef; group: GroupRef; set: Partial<Team> }
  | {
      type: 'team.unlinked'
      at: Moment
      team: TeamRef
      group: GroupRef
      because: 'unlinked' | 'replaced' | 'group_ended'
      set: Partial<Team>
    }
  /** An enterprise team brings its members into other organizations than before. */
  | {
      type: 'team.assigned'
      at: Moment
      team: TeamRef
      added: readonly OrganizationRef[]
      removed: readonly OrganizationRef[]
      set: Pick<Team, 'selection' | 'assigned'>
    }
  | { type: 'team.sync_changed'; at: Moment; team: TeamRef; from: TeamSync | null; to: TeamSync | null }
  | { type: 'team.member_added'; at: Moment; team: TeamRef; user: UserRef; cause: MembershipCause }
  | {
      type: 'team.member_removed'
      at: Moment
      team: TeamRef
      user: UserRef
      cause: MembershipCause
      /** It was the last reason to be in the organization of the team. */
      leavesOrganization: boolean
    }
  | {
      type: 'organization.member_added'
      at: Moment
      organization: OrganizationRef
      user: UserRef
      /** It is the user's first organization, which takes a licence. */
      licence: boolean
      /** The user was in it at most 90 days ago, and has what it had then. */
      reinstated: boolean
    }
  | {
      type: 'organization.member_removed'
      at: Moment
      organization: OrganizationRef
      user: UserRef
      /** It was the user's last organization, which gives a licence back. */
      licence: boolean
    }

/**
 * Events on every row of the enterprise: `evolve` gives each row's state after them. What they do to teams follows as
 * events of its own.
 */
type EnterpriseEvent =
  /** `suspendAll`: every account but the set-up user is suspended. */
  | { type: 'scim.enabled'; at: Moment; suspendAll: boolean; setupAccountId: number }
  /** `endsIdentities` (GHES): all identities and groups are gone; accounts stay as they are. */
  | { type: 'scim.disabled'; at: Moment; endsIdentities: boolean; set: Partial<Enterprise> }
  /** All identities, groups and managed e-mails are gone, all credentials deleted, all accounts suspended, none renamed. */
  | { type: 'sso.reset'; at: Moment; setupAccountId: number }

export type DirectoryEvent = UserEvent | GroupEvent | TeamEvent | EnterpriseEvent
