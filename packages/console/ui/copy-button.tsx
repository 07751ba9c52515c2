import { Button, CopyButton as Copier } from '@mantine/core'
import { CheckIcon, CopyIcon } from '@primer/octicons-react'
import type { ReactNode } from 'react'

/** Copies a text and says so, in the button and to screen readers. */
export function CopyButton({
  text,
  children = 'Copy',
  quiet = false,
  onCopy,
}: {
  text: string | (() => string)
  children?: ReactNode
  quiet?: boolean
  onCopy?: () => void
}) {
  return (
    <Copier value={typeof text === 'string' ? text : text()} timeout={1600}>
      {({ copied, copy }) => (
        <Button
          size="xs"
          variant={quiet ? 'subtle' : 'default'}
          onClick={() => {
            copy()
            onCopy?.()
          }}
          leftSection={copied ? <CheckIcon size={14} /> : <CopyIcon size={14} />}
        >
          <span aria-live="polite">{copied ? 'Copied' : children}</span>
        </Button>
      )}
    </Copier>
  )
}
