import { Button } from '@mantine/core'
import { AlertIcon, SearchIcon, SyncIcon } from '@primer/octicons-react'
import { ApiError } from '@rollcall/api'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { Empty, Failed } from '../../ui/empty.tsx'
import { useTitle } from '../../ui/page.tsx'

/** What is left when a page cannot be shown at all. */
export function Broken({ error, reset }: ErrorComponentProps) {
  useTitle('Something went wrong')
  const router = useRouter()
  const again = () => {
    reset()
    void router.invalidate()
  }
  const unreachable = error instanceof TypeError && /fetch/i.test(error.message)
  if (unreachable || error instanceof ApiError) return <Failed error={error} retry={again} what="The page" />
  return (
    <Empty
      role="alert"
      icon={AlertIcon}
      title="This page stopped working"
      actions={
        <>
          <Button variant="default" leftSection={<SyncIcon size={14} />} onClick={again}>
            Try again
          </Button>
          <Button variant="default" onClick={() => location.reload()}>
            Reload
          </Button>
        </>
      }
    >
      <p>That is a mistake of the console, not of your data. If it happens again, report it with this line:</p>
      <p className="mono">{error instanceof Error ? error.message : String(error)}</p>
    </Empty>
  )
}

export function NotFound() {
  useTitle('Not found')
  return (
    <Empty icon={SearchIcon} title="There is no page at this address" actions={<Link to="/">To the overview</Link>}>
      <p>It may have been removed, or the address was not copied whole.</p>
    </Empty>
  )
}
