import type { Period } from './overview-search.ts'

const hour = 3_600_000
const days: Record<Exclude<Period, 'visit'>, number> = { day: 1, week: 7, month: 30 }

export const periodTitles: Record<Period, string> = {
  visit: 'Last visit',
  day: '24 hours',
  week: '7 days',
  month: '30 days',
}

/** Where a period begins. On the hour, so that the same question keeps its answer for a while. */
export function startOf(period: Period, previousVisitAt: string | null, now: number): string {
  if (period === 'visit' && previousVisitAt !== null) return previousVisitAt
  const length = days[period === 'visit' ? 'week' : period] * 24 * hour
  return new Date(Math.floor(now / hour) * hour - length).toISOString()
}
