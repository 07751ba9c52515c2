const pad = (value: number) => String(value).padStart(2, '0')

/** The day of a moment in the viewer's zone: `2026-11-01`. */
export function dayOf(iso: string): string {
  const at = new Date(iso)
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
}

/** When a day begins in the viewer's zone; `after` days later with a second argument. */
export function startOfDay(day: string, after = 0): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + after).toISOString()
}
