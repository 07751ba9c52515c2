import type { FollowUp } from './command.ts'
import { DirectoryError } from './error.ts'
import type { DirectoryEvent } from './event.ts'
import { evolve } from './evolve.ts'
import type { State } from './facts.ts'

/** What a command comes to. No events: nothing is different, and nothing is to be written. */
export interface Decision {
  state: State
  events: readonly DirectoryEvent[]
  /** Commands to run after it, each with its own facts, in the same transaction and under the same request. */
  followUps: readonly FollowUp[]
}

/** The state with the events in it; the facts are spent. */
export function decided(
  state: State,
  events: readonly DirectoryEvent[],
  followUps: readonly FollowUp[] = [],
): Decision {
  const { facts: _spent, ...rows } = state
  return { state: events.reduce<State>(evolve, rows), events, followUps }
}

export const reconcile = (teamId: number): FollowUp => ({ type: 'team.reconcile', teamId })

/** Refuses SCIM where it is off. */
export function requireScim({ enterprise }: State): void {
  if (enterprise.scim === 'on') return
  throw new DirectoryError(enterprise.options.scimOffStatus, `SCIM is off in the enterprise ${enterprise.slug}.`, {
    fix: 'Turn SCIM on in the settings of the enterprise.',
    github: 'Not Found',
  })
}
