import type { StreamSizes } from '@rollcall/core'
import { usersAScan } from './streams/delegations.ts'

/** What does not grow with the account: settings, licences, on-call duty, what goes out, a quiet audit trail. */
const fixed = 30

/** About what a scan takes: four lists of users by the hundred, delegations of as many as a scan asks, members of each team. */
export function estimatePagerduty(sizes: StreamSizes): { rest: number; graphql: number } {
  const people = sizes.get('pagerduty.user') ?? 0
  const teams = sizes.get('pagerduty.team') ?? 0
  const rest = fixed + 4 * Math.ceil(people / 100) + Math.min(people, usersAScan) + teams + Math.ceil(teams / 100)
  return { rest, graphql: 0 }
}
