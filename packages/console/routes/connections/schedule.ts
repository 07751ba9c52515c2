const presets = [1, 2, 4, 6, 8, 12, 24, 48, 72, 168]

/** What a connection gets when nobody chooses. */
export const usualSchedule = 24

export function describeSchedule(hours: number): string {
  if (hours === 0) return 'Only on demand'
  if (hours === 1) return 'Every hour'
  if (hours === 24) return 'Every day'
  if (hours === 168) return 'Every week'
  return hours % 24 === 0 ? `Every ${hours / 24} days` : `Every ${hours} hours`
}

/** The usual choices, and the present one where it is none of them. */
export function scheduleChoices(present: number): { value: string; label: string }[] {
  const hours = [...new Set([...presets, present])].filter((one) => one > 0).sort((a, b) => a - b)
  return [...hours, 0].map((one) => ({ value: String(one), label: describeSchedule(one) }))
}
