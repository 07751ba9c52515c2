import type { Circumstances, Command } from './command.ts'
import type { Decision } from './decision.ts'
import { changeAccount, changeEnterprise } from './enterprise-change.ts'
import type { State } from './facts.ts'
import { createGroup, deleteGroup, replaceGroup } from './group-change.ts'
import { assignTeam, linkTeam, reconcileTeam, unlinkTeam } from './team-change.ts'
import { deprovisionUser, replaceUser, setActive } from './user-change.ts'
import { provisionUser } from './user-provision.ts'

/**
 * What a command comes to in a managed enterprise. `state` holds the row that it names (`rowsNeeded`) and the facts it asks
 * for (`factsNeeded`); the result holds the row after it, and the events to write. Throws `DirectoryError` for what the
 * enterprise refuses; then nothing is to be written but the failure.
 */
export function decide(state: State, command: Command, circumstances: Circumstances): Decision {
  switch (command.type) {
    case 'user.provision':
      return provisionUser(state, command, circumstances)
    case 'user.replace':
      return replaceUser(state, command, circumstances)
    case 'user.set_active':
      return setActive(state, command, circumstances)
    case 'user.deprovision':
      return deprovisionUser(state, command, circumstances)
    case 'group.create':
      return createGroup(state, command, circumstances)
    case 'group.replace':
    case 'group.change_members':
      return replaceGroup(state, command, circumstances)
    case 'group.delete':
      return deleteGroup(state, command, circumstances)
    case 'team.link':
      return linkTeam(state, command, circumstances)
    case 'team.unlink':
      return unlinkTeam(state, command, circumstances)
    case 'team.assign':
      return assignTeam(state, command, circumstances)
    case 'team.reconcile':
      return reconcileTeam(state, command, circumstances)
    case 'account.create':
    case 'account.suspend':
    case 'account.unsuspend':
    case 'account.promote':
    case 'account.demote':
    case 'account.rename':
    case 'account.delete':
      return changeAccount(state, command, circumstances)
    case 'scim.enable':
    case 'scim.disable':
    case 'sso.reset':
      return changeEnterprise(state, command, circumstances)
  }
}
