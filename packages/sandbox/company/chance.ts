/** A number from 0 up to `below` that belongs to the text: spreads dates and ids without a die (FNV-1a). */
export function spread(text: string, below: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193)
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % below
}

export interface Die {
  /** A whole number from 0 up to `below`. */
  below: (below: number) => number
  /** True in that share of cases. */
  chance: (share: number) => boolean
  pick: <T>(from: readonly T[]) => T
}

/** A die that falls the same way for the same seed (mulberry32). */
export function createDie(seed: number): Die {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    chance: (share) => next() < share,
    pick: (from) => {
      const picked = from[below(from.length)]
      if (picked === undefined) throw new Error('Nothing to pick from')
      return picked
    },
  }
}
