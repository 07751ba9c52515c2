import { Button } from '@mantine/core'
import { Notice } from '../../ui/notice.tsx'
import type { Connect } from './use-connect.ts'

/** In the demo a stand-in waits to be connected: what to type is said, and typed on request. */
export function Practice({ connect }: { connect: Connect }) {
  const { practice, name } = connect.connector
  if (!practice) return null
  const given = Object.entries({ ...practice.config, ...practice.secrets })
  return (
    <Notice
      title={`A stand-in for ${name} runs beside this demo`}
      actions={
        <Button
          size="xs"
          variant="default"
          onClick={() => connect.fill(Object.fromEntries(given.map(([id, value]) => [id, [value].flat().join(', ')])))}
        >
          Fill in the demo’s credential
        </Button>
      }
    >
      The same people as in the demo’s GitHub have accounts there. Nothing leaves this machine.
    </Notice>
  )
}
