import { CloseButton, NativeSelect, TextInput } from '@mantine/core'
import { FilterField } from '../../ui/filter-field.tsx'
import type { ActivitySearch } from './activity-search.ts'
import { dayOf } from './days.ts'
import '../../ui/filter-bar.css'

export type ActivityChange = { [K in keyof ActivitySearch]?: ActivitySearch[K] | undefined }

/** Beginnings of types: what the log is asked for by most. */
const types = [
  { value: '', label: 'Every type' },
  { value: 'finding', label: 'Findings' },
  { value: 'finding.opened', label: 'Findings opened' },
  { value: 'finding.reopened', label: 'Findings reopened' },
  { value: 'finding.resolved', label: 'Findings resolved' },
  { value: 'scan', label: 'Scans' },
  { value: 'scan.failed', label: 'Scans failed' },
  { value: 'connection', label: 'Connections' },
  { value: 'session', label: 'Sign-ins' },
  { value: 'session.refused', label: 'Sign-ins refused' },
  { value: 'person', label: 'People' },
  { value: 'link', label: 'One-time links' },
  { value: 'token', label: 'API tokens' },
  { value: 'export', label: 'Exports' },
  { value: 'key', label: 'Root key' },
  { value: 'server', label: 'Server starts' },
]

export function ActivityFilters({
  search: { type = '', actor = '', subject, from = '', to = '' },
  filter,
  clear,
}: {
  search: ActivitySearch
  filter: (next: ActivityChange) => unknown
  clear: () => unknown
}) {
  const today = dayOf(new Date().toISOString())
  return (
    <search className="filter-bar" aria-label="Filter the activity">
      <FilterField
        main
        className="filter-grow"
        label="Who did it"
        placeholder="Name of a person or token, or an id"
        value={actor}
        change={(next) => filter({ actor: next || undefined })}
      />
      <NativeSelect
        aria-label="Type"
        value={type}
        onChange={({ currentTarget: { value } }) => filter({ type: value || undefined })}
        data={types.some(({ value }) => value === type) ? types : [...types, { value: type, label: type }]}
      />
      <DayField label="From day" value={from} latest={to || today} change={(value) => filter({ from: value })} />
      <DayField label="To day" value={to} earliest={from} latest={today} change={(value) => filter({ to: value })} />
      {subject ? (
        <span className="activity-chip">
          <span className="muted">about</span> <code className="truncate">{subject}</code>
          <CloseButton
            size="xs"
            aria-label={`Remove the filter about ${subject}`}
            onClick={() => filter({ subject: undefined })}
          />
        </span>
      ) : null}
      {type || actor || subject || from || to ? (
        <button type="button" className="filter-clear" onClick={clear}>
          Clear all
        </button>
      ) : null}
    </search>
  )
}

/** A day, typed or picked. One that is not whole yet filters nothing. */
function DayField({
  label,
  value,
  change,
  earliest = '',
  latest,
}: {
  label: string
  value: string
  change: (value: string | undefined) => unknown
  earliest?: string
  latest: string
}) {
  return (
    <TextInput
      type="date"
      className="activity-day-field"
      aria-label={label}
      leftSection={<span aria-hidden="true">{label.split(' ')[0]}</span>}
      leftSectionWidth={52}
      value={value}
      {...(earliest ? { min: earliest } : {})}
      max={latest}
      onChange={({ currentTarget }) => change(currentTarget.value || undefined)}
    />
  )
}
