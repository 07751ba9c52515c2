import { Checkbox, Stack } from '@mantine/core'
import type { ConnectorSheet } from '@rollcall/api'

/** What may be asked for beyond what reading needs, each with its reason. */
export function ChoiceList({
  choices,
  value,
  change,
}: {
  choices: NonNullable<ConnectorSheet['registration']>['choices']
  value: string[]
  change: (next: string[]) => void
}) {
  if (choices.length === 0) return null
  return (
    <Checkbox.Group
      label="Permissions"
      description="The App is asked for every permission that a stream needs, all of them read-only. Optional:"
      value={value}
      onChange={change}
    >
      <Stack gap="xs" mt="xs">
        {choices.map(({ id, label, reason }) => (
          <Checkbox key={id} value={id} label={label} description={reason} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}
