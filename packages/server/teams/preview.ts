import type { DirectoryEvent, TeamCommand, TeamSync } from '@rollcall/directory'
import type { Doing } from '../scim/directory.ts'
import { changeTeam, decidingOf } from '../scim/follow-teams.ts'
import { inTurn } from '../scim/in-turn.ts'
import { takenBack } from '../scim/rehearsal.ts'
import { findTeam } from '../store/team-facts.ts'
import type { TeamDeps } from './organizations.ts'

const shown = 8

export interface LinkPreview {
  joins: number
  leaves: number
  joinsOrganization: number
  leavesOrganization: number
  licences: number
  sync: TeamSync | null
  examples: { login: string; joins: boolean }[]
}

/** What a link, or with no group an unlink, comes to: it is done, looked at, and taken back. */
export async function previewLink(
  deps: TeamDeps,
  doing: Doing,
  teamId: number,
  groupId: string | null,
): Promise<LinkPreview> {
  const command: TeamCommand =
    groupId === null ? { type: 'team.unlink', teamId } : { type: 'team.link', teamId, groupId }
  return takenBack(deps, (queries) =>
    inTurn(queries, doing.enterprise.id, async (turn) => {
      const events = await changeTeam(turn, { ...decidingOf(doing), atOnce: true }, command)
      const after = await findTeam(queries, doing.enterprise.id, teamId)
      return { ...counted(events), sync: after?.sync ?? null }
    }),
  )
}

function counted(events: readonly DirectoryEvent[]): Omit<LinkPreview, 'sync'> {
  const of = <Type extends DirectoryEvent['type']>(type: Type) =>
    events.filter((event): event is Extract<DirectoryEvent, { type: Type }> => event.type === type)
  const [joining, leaving] = [of('team.member_added'), of('team.member_removed')]
  const [coming, going] = [of('organization.member_added'), of('organization.member_removed')]
  const taking = (list: readonly { licence: boolean }[]) => list.filter((event) => event.licence).length
  return {
    joins: joining.length,
    leaves: leaving.length,
    joinsOrganization: coming.length,
    leavesOrganization: going.length,
    licences: taking(coming) - taking(going),
    examples: [...leaving, ...joining]
      .slice(0, shown)
      .map((event) => ({ login: event.user.login, joins: event.type === 'team.member_added' })),
  }
}
