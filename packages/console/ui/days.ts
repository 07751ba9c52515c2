/** Dates that people choose are days of their own zone; what is sent is the last second of such a day. */
const day = 86_400_000

/** The day, as a date field writes it, so many days from now. */
export function dayAhead(days: number): string {
  return dayOf(new Date(Date.now() + days * day).toISOString())
}

export function dayOf(iso: string): string {
  const at = new Date(iso)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** The end of that day here, or null for what is no day. */
export function endOfDay(text: string): string | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return null
  const [, year, month, date] = match.map(Number) as [number, number, number, number]
  const at = new Date(year, month - 1, date, 23, 59, 59)
  return at.getMonth() === month - 1 && at.getDate() === date ? at.toISOString() : null
}
