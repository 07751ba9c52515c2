import type { Zone } from './directory-search.ts'

const here = Intl.DateTimeFormat().resolvedOptions().timeZone

export const zoneTitles: Record<Zone, string> = { local: here, utc: 'UTC' }

const formats: Record<Zone, Intl.DateTimeFormat> = {
  local: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' }),
  utc: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' }),
}

/** A moment to the second, where logs of several systems are laid side by side. */
export function ZonedTime({ at, zone }: { at: string; zone: Zone }) {
  return (
    <time dateTime={at} className="nowrap">
      {formats[zone].format(new Date(at))}
      {zone === 'utc' ? ' UTC' : ''}
    </time>
  )
}
