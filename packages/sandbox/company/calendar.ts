const dayMs = 86_400_000

/** ISO 8601 in whole seconds, as GitHub writes moments. */
export function formatMoment(moment: Date | number): string {
  return new Date(moment).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

/** The moment that many days before `now`; negative days lie ahead. */
export function daysBefore(now: Date, days: number): string {
  return formatMoment(now.getTime() - days * dayMs)
}
