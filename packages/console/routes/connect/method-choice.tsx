import { Radio, Stack } from '@mantine/core'
import type { ConnectorSheet } from '@rollcall/api'

/** Which way to prove who one is, where there are several. */
export function MethodChoice({
  methods,
  value,
  change,
}: {
  methods: ConnectorSheet['methods']
  value: string | null
  change: (method: string) => void
}) {
  if (methods.length < 2) return null
  return (
    <Radio.Group label="Connect with" value={value} onChange={change}>
      <Stack gap="xs" mt="xs">
        {methods.map(({ id, name, summary, recommended }) => (
          <Radio key={id} value={id} label={recommended ? `${name} (recommended)` : name} description={summary} />
        ))}
      </Stack>
    </Radio.Group>
  )
}
