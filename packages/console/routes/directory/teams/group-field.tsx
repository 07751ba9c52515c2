import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { listDirectoryGroups } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { read } from '../../../api.ts'
import { plural } from '../../../ui/words.ts'

/** Chooses a group of the enterprise by the beginning of its name. */
export function GroupField({
  enterprise,
  label,
  description,
  none,
  value,
  onChange,
}: {
  enterprise: string
  label: string
  description?: string
  none: string
  value?: string
  onChange: (id: string) => void
}) {
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed, 200)
  const { data } = useQuery({
    ...read(listDirectoryGroups, {
      params: { enterprise },
      query: { limit: 50, ...(q.trim() ? { q: q.trim() } : {}) },
    }),
    placeholderData: keepPreviousData,
  })
  return (
    <Select
      label={label}
      {...(description ? { description } : {})}
      placeholder={none}
      searchable
      clearable
      value={value || null}
      onChange={(next) => onChange(next ?? '')}
      onSearchChange={setTyped}
      // The server has filtered them; a chosen one stays, whatever is typed.
      filter={({ options }) => options}
      data={(data?.items ?? []).map((group) => ({
        value: group.id,
        label: `${group.displayName} · ${plural(group.members, 'member')}`,
      }))}
      nothingFoundMessage="No group begins like that"
      clearButtonProps={{ 'aria-label': 'No group' }}
      comboboxProps={{ withinPortal: true }}
    />
  )
}
