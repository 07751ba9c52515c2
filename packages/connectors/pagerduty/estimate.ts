import type { StreamSizes } from '@rollcall/core'

/** About what a scan takes: lists by the hundred, a request for each team, and delegations for as many as a scan asks. */
export function estimatePagerduty(sizes: StreamSizes): { rest: number; graphql: number } {
  const people = sizes.get('pagerduty.user') ?? 0
  const pages = Math.ceil(people / 100)
  return { rest: 40 + 4 * pages + Math.ceil(people / 20) + Math.min(people, 100), graphql: 0 }
}
