import { TextInput } from '@mantine/core'
import { dayAhead } from './days.ts'
import './until-field.css'

/** A day, by the ones that are wanted most or by the calendar. */
export function UntilField({
  label,
  description,
  value,
  change,
  shortcuts,
  latest,
  error,
}: {
  label: string
  description?: string
  value: string
  change: (day: string) => void
  shortcuts: readonly { days: number; title: string }[]
  /** How many days ahead it may be. */
  latest?: number
  error?: string | undefined
}) {
  return (
    <div className="until-field">
      <TextInput
        type="date"
        label={label}
        {...(description ? { description } : {})}
        value={value}
        onChange={(event) => change(event.currentTarget.value)}
        min={dayAhead(0)}
        {...(latest === undefined ? {} : { max: dayAhead(latest) })}
        {...(error ? { error } : {})}
      />
      <fieldset className="until-shortcuts">
        <legend className="hidden-visually">{label}, in so many days</legend>
        {shortcuts.map(({ days, title }) => (
          <button
            key={days}
            type="button"
            aria-pressed={value === dayAhead(days)}
            onClick={() => change(dayAhead(days))}
          >
            {title}
          </button>
        ))}
      </fieldset>
    </div>
  )
}
