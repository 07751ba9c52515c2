import type { Overview } from '@rollcall/api'

type BlindSpot = Overview['blindSpots'][number]

/** Streams that one and the same thing keeps from being read. */
export interface BlindGroup extends Pick<BlindSpot, 'connectionId' | 'connectionName' | 'gap'> {
  streams: { id: string; title: string; state: BlindSpot['state']; scopes: string[]; checks: number }[]
}

/** What costs most checks comes first. */
export function groupBlindSpots(spots: readonly BlindSpot[]): BlindGroup[] {
  const groups = new Map<string, BlindGroup>()
  for (const { connectionId, connectionName, gap, stream, title, state, scope, checks } of spots) {
    const key = [connectionId, gap.reason, gap.fix].join('\n')
    const group = groups.get(key) ?? { connectionId, connectionName, gap, streams: [] }
    groups.set(key, group)
    const known = group.streams.find((one) => one.id === stream && one.state === state)
    if (known) known.scopes.push(scope)
    else group.streams.push({ id: stream, title, state, scopes: [scope], checks })
  }
  const cost = ({ streams }: BlindGroup) =>
    streams.reduce((sum, stream) => sum + stream.checks * stream.scopes.length, 0)
  return [...groups.values()].sort((a, b) => cost(b) - cost(a))
}
