import { Button, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'

/** Asks before a page is left on which something was typed that would be lost. */
export function LeaveGuard({ typed }: { typed: () => boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      (current.pathname !== next.pathname || tabOf(current.search) !== tabOf(next.search)) && typed(),
    enableBeforeUnload: typed,
    withResolver: true,
  })
  return (
    <Modal opened={status === 'blocked'} onClose={() => reset?.()} title="Leave without saving?">
      <div className="stack">
        <p>What you typed is not saved, the credential least of all. If you leave now it is gone.</p>
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
