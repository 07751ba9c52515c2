import { NativeSelect } from '@mantine/core'
import type { ReactNode } from 'react'
import { FilterField } from './filter-field.tsx'
import './filter-bar.css'

/** The row above a list: what is searched for, and what else narrows it or is done with it. */
export function FilterBar({
  what,
  placeholder,
  value = '',
  change,
  children,
}: {
  /** What is listed, as in "Search groups". */
  what: string
  placeholder: string
  value: string | undefined
  change: (value: string | undefined) => unknown
  children?: ReactNode
}) {
  return (
    <search className="filter-bar" aria-label={`Filter ${what}`}>
      <FilterField
        main
        className="filter-grow"
        label={`Search ${what}`}
        placeholder={placeholder}
        value={value}
        change={(next) => change(next || undefined)}
      />
      {children}
    </search>
  )
}

/** One of a few values, or any. */
export function FilterChoice<Value extends string>({
  label,
  value,
  choices,
  change,
}: {
  label: string
  value: Value | undefined
  choices: readonly (readonly [value: Value, words: string])[]
  change: (value: Value | undefined) => unknown
}) {
  return (
    <NativeSelect
      aria-label={label}
      value={value ?? ''}
      onChange={({ currentTarget }) => change(choices.find(([one]) => one === currentTarget.value)?.[0])}
      data={[
        { value: '', label: `Any ${label.toLowerCase()}` },
        ...choices.map(([one, words]) => ({ value: one, label: words })),
      ]}
    />
  )
}
