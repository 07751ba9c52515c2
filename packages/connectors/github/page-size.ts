/** The page size of a GraphQL list as it adapts to what GitHub can do. */
export interface PageSize {
  readonly current: () => number
  /** GitHub did not finish it. False where it cannot be made smaller. */
  readonly fail: () => boolean
  /** It was answered, at that price. */
  readonly succeed: (cost: number) => void
}

const smallest = 5
const largest = 100
/** Good pages in a row after which a larger one is tried again. */
const patience = 3

/**
 * The most items on a page that still costs one point. GitHub reckons one request for the list and one for each list inside each
 * item, divides by a hundred, and rounds to the nearest whole number (docs: "Rate limits for the GraphQL API").
 */
export const onePointPage = (listsInside: number): number =>
  listsInside === 0 ? largest : Math.min(largest, Math.floor(148 / listsInside))

/**
 * Halves where GitHub does not finish in its ten seconds, and grows back when it does again. Where a page costs more than its
 * point after all, the pages stay a third smaller, down to half of what was wanted.
 */
export function createPageSize(wanted: number): PageSize {
  const least = Math.min(wanted, Math.max(smallest, Math.ceil(wanted / 2)))
  let most = wanted
  let size = wanted
  let good = 0
  return {
    current: () => size,
    fail() {
      good = 0
      if (size <= smallest) return false
      size = Math.max(smallest, Math.floor(size / 2))
      return true
    },
    succeed(cost) {
      if (cost > 1) most = Math.max(least, Math.floor((most * 2) / 3))
      good += 1
      if (good >= patience && size < most) {
        size = size * 2
        good = 0
      }
      size = Math.min(size, most)
    },
  }
}
