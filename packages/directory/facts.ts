import type { Command, Holder } from './command.ts'
import { DirectoryError } from './error.ts'
import { loginKey, normaliseLogin } from './login.ts'
import type { Enterprise, Group, GroupRef, Moment, OrganizationRef, Team, User, UserRef } from './state.ts'

/** How a user stands to one organization that a decision may touch. */
export interface OrganizationStanding {
  id: number
  member: boolean
  /** Added by hand: no group or team can take it away. */
  direct: boolean
  /** In a team that brings its members into the organization, beyond the links of the teams of these facts. */
  otherTeams: boolean
  /** When the user was last removed from it; null: never was in it. */
  leftAt: Moment | null
}

/** How a user stands to the teams that a decision may touch, and to the organizations of those teams. */
export interface Standing {
  user: UserRef
  /** Whether SCIM shows the user as a member of its groups (`isVisibleMember`). */
  visible: boolean
  /** Which of the teams of these facts the user is in. */
  inTeams: readonly number[]
  /** One for each organization that a team among these facts brings its members into. */
  organizations: readonly OrganizationStanding[]
  /** Of how many organizations the user is a member, anywhere in the enterprise. The first takes a licence. */
  organizationCount: number
}

export interface Member extends Standing {
  inGroup: boolean
}

/** A team that is linked to a group, with the number of visible members that the group has before the command. */
export interface LinkedTeam extends Team {
  groupMembers: number
}

/** What a decision uses beyond the row it changes. `factsNeeded` says which of them a command wants. */
export interface Facts {
  holder?: Holder
  /** By SCIM id, of those ids alone that are users of the enterprise. */
  members?: ReadonlyMap<string, Member>
  /**
   * Group commands: the teams linked to the group. User commands: those linked to any group the user is in, and those the
   * user is in: a team that is frozen keeps members whom its group has lost.
   */
  teams?: readonly LinkedTeam[]
  standing?: Standing
  /** Visible members of the team's group that are not in the team, or not in its organizations. Any list over the limit. */
  missing?: readonly Standing[]
  /** Members that a link put into the team and that are no visible member of its group now. */
  surplus?: readonly Standing[]
  /**
   * Members of an enterprise team that are not in one of its organizations: those that were added by hand, and while a
   * group is linked those that it put there.
   */
  unplaced?: readonly Standing[]
  /** Members of an enterprise team that are in `lost` organizations neither by hand nor by a team. */
  strays?: readonly (Standing & { lost: readonly OrganizationRef[] })[]
  groupMembers?: number
  /** How many users can still join their first organization; null when there is no limit. */
  freeLicences?: number | null
  /** Users that are not suspended and whose role is enterprise_owner, the set-up user not counted. */
  owners?: number
  team?: { manualMembers: number; nested: boolean }
  /** The group that the team is linked to before the command. */
  linkedGroup?: GroupRef
  linkedTeams?: readonly (Team & { group: GroupRef })[]
}

/** All that a decision sees. Only the row that the command names is there, never a list of others. */
export interface State {
  enterprise: Enterprise
  user?: User | null
  group?: Group | null
  team?: Team | null
  facts?: Facts
}

/** One thing to load before `decide`. `row` is the one to lock. */
export type Need =
  | { row: 'user'; id: string }
  | { row: 'account'; accountId: number }
  | { row: 'group'; id: string }
  | { row: 'team'; id: number }

/** The row that a command changes, which goes into the state as `user`, `group` or `team`: null when it is not there. */
export function rowsNeeded(command: Command): readonly Need[] {
  switch (command.type) {
    case 'user.replace':
    case 'user.set_active':
    case 'user.deprovision':
      return [{ row: 'user', id: command.id }]
    case 'group.replace':
    case 'group.change_members':
    case 'group.delete':
      return [{ row: 'group', id: command.id }]
    case 'team.link':
      return [
        { row: 'team', id: command.teamId },
        { row: 'group', id: command.groupId },
      ]
    case 'team.unlink':
    case 'team.assign':
    case 'team.reconcile':
      return [{ row: 'team', id: command.teamId }]
    case 'account.suspend':
    case 'account.unsuspend':
    case 'account.promote':
    case 'account.demote':
    case 'account.rename':
    case 'account.delete':
      return [{ row: 'account', accountId: command.accountId }]
    default:
      return []
  }
}

/** A fact to load, with what it is about. */
export type FactNeed =
  /**
   * The account whose login key this is. `before`: an existing account may be the one that is meant. `on_conflict`: load it
   * when the unique index refused the write, and decide again.
   */
  | { fact: 'holder'; loginKey: string; when: 'before' | 'on_conflict' }
  /** `standing` of the user, and `teams`: all linked teams whose group holds the user, shown or hidden, or that do. */
  | { fact: 'standing'; id: string }
  /** `teams`, those linked to this group, and `members`: these ids, each with its standing to those teams. */
  | { fact: 'members'; groupId: string; ids: readonly string[] }
  /** `teams`, those linked to this group. */
  | { fact: 'teams'; groupId: string }
  | { fact: 'freeLicences' }
  | { fact: 'owners' }
  /**
   * `groupMembers`, `missing`, `surplus`, `unplaced` and `strays` of the team; `missing` may be empty when its group is over
   * the limit. With `userIds` of these users alone, who need not be in the team any more.
   */
  | { fact: 'drift'; teamId: number; groupId: string | null; userIds?: readonly string[] }
  /** `team` of the facts. */
  | { fact: 'team'; teamId: number }
  | { fact: 'linkedGroup'; groupId: string }
  /** All teams of the enterprise that are linked to a group, and the group of each. */
  | { fact: 'linkedTeams' }

/** What `decide` wants to know beyond the rows of `rowsNeeded`, which are in the state already. */
export function factsNeeded(state: State, command: Command): readonly FactNeed[] {
  switch (command.type) {
    case 'user.provision':
      return holderNeed(state.enterprise, command.attributes.userName)
    case 'user.replace': {
      const identity = state.user?.identity
      if (!identity) return []
      const { userName, active = identity.active } = command.attributes
      return [
        ...(userName === identity.userName ? [] : holderNeed(state.enterprise, userName, 'on_conflict')),
        ...(active === identity.active ? [] : activityNeeds(command.id)),
        ...ownerNeed(state),
      ]
    }
    case 'user.set_active':
      return state.user?.identity && state.user.identity.active !== command.active
        ? [...activityNeeds(command.id), ...ownerNeed(state)]
        : []
    case 'user.deprovision':
      return state.user?.identity ? [...activityNeeds(command.id), ...ownerNeed(state)] : []
    case 'group.create':
      return command.add.length === 0 ? [] : [{ fact: 'members', groupId: command.id, ids: command.add }]
    case 'group.replace':
    case 'group.change_members': {
      const ids = [...command.add, ...command.remove]
      if (!state.group || ids.length === 0) return []
      return [{ fact: 'members', groupId: command.id, ids }, { fact: 'freeLicences' }]
    }
    case 'group.delete':
      return state.group ? [{ fact: 'teams', groupId: command.id }] : []
    case 'team.link':
      return state.team ? [{ fact: 'team', teamId: command.teamId }, ...linkedGroupNeed(state.team)] : []
    case 'team.unlink':
      return state.team ? linkedGroupNeed(state.team) : []
    case 'team.reconcile':
      return state.team
        ? [
            {
              fact: 'drift',
              teamId: command.teamId,
              groupId: state.team.groupId,
              ...(command.userIds ? { userIds: command.userIds } : {}),
            },
            { fact: 'freeLicences' },
          ]
        : []
    case 'account.suspend':
    case 'account.unsuspend':
    case 'account.delete':
      return state.user?.identity ? activityNeeds(state.user.identity.id) : []
    case 'scim.disable':
    case 'sso.reset':
      return [{ fact: 'linkedTeams' }]
    default:
      return []
  }
}

function holderNeed(
  enterprise: Enterprise,
  userName: string,
  when: 'before' | 'on_conflict' = enterprise.kind === 'ghes' ? 'before' : 'on_conflict',
): FactNeed[] {
  const result = normaliseLogin(userName, enterprise)
  return result.ok ? [{ fact: 'holder', loginKey: loginKey(result.login, enterprise.options), when }] : []
}

const linkedGroupNeed = ({ groupId }: Team): FactNeed[] => (groupId === null ? [] : [{ fact: 'linkedGroup', groupId }])

const activityNeeds = (id: string): FactNeed[] => [{ fact: 'standing', id }, { fact: 'freeLicences' }]

function ownerNeed(state: State): FactNeed[] {
  return state.enterprise.options.lastOwner === 'refuse' && state.user?.role === 'enterprise_owner'
    ? [{ fact: 'owners' }]
    : []
}

/** A fact that must be there. A missing one is the caller's mistake, and never taken for "none". */
export function factOf<Name extends keyof Facts>(state: State, name: Name): Exclude<Facts[Name], undefined> {
  const fact = state.facts?.[name]
  if (fact === undefined)
    throw new DirectoryError(500, `The decision needs the fact ${name}, which was not loaded.`, {
      fix: 'Load what factsNeeded lists for the command.',
    })
  return fact as Exclude<Facts[Name], undefined>
}
