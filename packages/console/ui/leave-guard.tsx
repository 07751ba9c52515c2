import { Button, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** Asks before a page is left on which something stands that would be lost. */
export function LeaveGuard({
  when,
  title = 'Leave without saving?',
  children = 'What you typed is not saved. If you leave now it is gone.',
}: {
  when: () => boolean
  title?: string
  children?: ReactNode
}) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      (current.pathname !== next.pathname || tabOf(current.search) !== tabOf(next.search)) && when(),
    enableBeforeUnload: when,
    withResolver: true,
  })
  return (
    <Modal opened={status === 'blocked'} onClose={() => reset?.()} title={title}>
      <div className="stack">
        <p>{children}</p>
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={() => reset?.()} data-autofocus>
            Stay here
          </Button>
          <Button color="red" onClick={() => proceed?.()}>
            Leave
          </Button>
        </div>
      </div>
    </Modal>
  )
}

/** A form may stand on one tab of a page. */
const tabOf = (search: unknown) =>
  typeof search === 'object' && search !== null && 'tab' in search ? search.tab : undefined
