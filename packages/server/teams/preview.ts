import type { DirectoryEvent, TeamCommand, TeamSync } from '@rollcall/directory'
import type { Doing } from '../scim/directory.ts'
import { changeTeam, decidingOf } from '../scim/follow-teams.ts'
import { inTurn } from '../scim/in-turn.ts'
import { takenBack } from '../scim/rehearsal.ts'
import { findTeam } from '../store/team-facts.ts'
import type { TeamDeps } from './organizations.ts'

const shown = 8

export interface TeamPreview {
  joins: number
  leaves: number
  joinsOrganization: number
  leavesOrganization: number
  licences: number
  sync: TeamSync | null
  examples: { login: string; joins: boolean }[]
}

/** What a change of a team comes to: it is done, looked at, and taken back. */
export async function previewTeam(deps: TeamDeps, doing: Doing, command: TeamCommand): Promise<TeamPreview> {
  return takenBack(deps, (queries) =>
    inTurn(queries, doing.enterprise.id, async (turn) => {
      const events = await changeTeam(turn, { ...decidingOf(doing), atOnce: true }, command)
      const after = await findTeam(queries, doing.enterprise.id, command.teamId)
      return { ...counted(events), sync: after?.sync ?? null }
    }),
  )
}

/** Of whom it is, once each: those who join or leave the team, or where nobody does, its organizations. */
function examplesOf(events: readonly Extract<DirectoryEvent, { type: `${string}.member_${string}`; user: object }>[]) {
  const people = new Map(events.map(({ user, type }) => [user.login, type.endsWith('.member_added')]))
  return [...people].slice(0, shown).map(([login, joins]) => ({ login, joins }))
}

function counted(events: readonly DirectoryEvent[]): Omit<TeamPreview, 'sync'> {
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
    examples: examplesOf([...leaving, ...joining].length > 0 ? [...leaving, ...joining] : [...going, ...coming]),
  }
}
