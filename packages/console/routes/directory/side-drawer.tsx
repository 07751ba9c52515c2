import { ActionIcon, Drawer } from '@mantine/core'
import { XIcon } from '@primer/octicons-react'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useRef } from 'react'
import type { EnterpriseSearch } from './directory-search.ts'

const route = getRouteApi('/signed-in/directory/$enterprise')

const linkTo = (id: string | undefined) =>
  id === undefined ? null : document.querySelector<HTMLElement>(`main [data-see="${CSS.escape(id)}"]`)

/** What the address says lies open, beside the list. Closing returns the focus to its row. */
export function SideDrawer({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const { see } = route.useSearch()
  const navigate = route.useNavigate()
  // What was shown last stays while the drawer slides away.
  const last = useRef(see)
  if (see !== undefined) last.current = see
  const id = see ?? last.current
  const close = () =>
    navigate({
      search: ({ see: _, ...rest }: EnterpriseSearch) => rest,
      replace: true,
      resetScroll: false,
    })
  return (
    <Drawer.Root
      opened={see !== undefined}
      onClose={close}
      position="right"
      size="min(680px, 100vw)"
      returnFocus={false}
      onExitTransitionEnd={() =>
        (linkTo(last.current) ?? document.getElementById('main'))?.focus({ preventScroll: true })
      }
    >
      <Drawer.Overlay backgroundOpacity={0.25} />
      <Drawer.Content aria-label={label}>
        <div className="side-bar">
          <span className="muted small grow">{label}</span>
          <ActionIcon variant="subtle" color="gray" aria-label="Close" onClick={close} data-autofocus>
            <XIcon size={16} />
          </ActionIcon>
        </div>
        {id === undefined ? null : <div className="side-body">{children(id)}</div>}
      </Drawer.Content>
    </Drawer.Root>
  )
}
