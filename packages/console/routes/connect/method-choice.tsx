import { Radio, Stack } from '@mantine/core'
import type { MethodOption } from './field-values.ts'

/** Which way to prove who one is, where there are several. */
export function MethodChoice({
  options,
  value,
  change,
}: {
  options: readonly MethodOption[]
  value: string | null
  change: (method: string) => void
}) {
  if (options.length < 2) return null
  return (
    <Radio.Group label="Connect with" value={value} onChange={change}>
      <Stack gap="xs" mt="xs">
        {options.map(({ id, name, summary, recommended }) => (
          <Radio key={id} value={id} label={recommended ? `${name} (recommended)` : name} description={summary} />
        ))}
      </Stack>
    </Radio.Group>
  )
}
