import { ActionIcon, Drawer } from '@mantine/core'
import { useWindowEvent } from '@mantine/hooks'
import { XIcon } from '@primer/octicons-react'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { type ReactNode, useRef } from 'react'
import { useKeys } from '../../keyboard.ts'
import type { EnterpriseSearch } from './directory-search.ts'

const route = getRouteApi('/signed-in/directory/$enterprise')

/** What opens from the page below, in the order in which it stands there. */
const linksOnPage = () => [...document.querySelectorAll<HTMLElement>('main [data-see]')]
const linkTo = (id: string | undefined) => linksOnPage().find((link) => link.dataset.see === id)

const dialogs = () => document.querySelectorAll('[role="dialog"]')

/** Closes what lies open. Where it was opened from its list that is going back, so that no dead entry stays behind. */
export function useCloseDrawer(): () => void {
  const navigate = route.useNavigate()
  const { history } = useRouter()
  return () => {
    if (history.location.state.fromPage) history.back()
    else
      void navigate({
        search: ({ see: _, ...rest }: EnterpriseSearch) => rest,
        replace: true,
        resetScroll: false,
      })
  }
}

/** What the address says lies open, beside the list. Closing returns the focus to its row. */
export function SideDrawer({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const { see } = route.useSearch()
  const navigate = route.useNavigate()
  const close = useCloseDrawer()
  const content = useRef<HTMLDivElement>(null)
  // What was shown last stays while the drawer slides away.
  const last = useRef(see)
  if (see !== undefined) last.current = see
  const id = see ?? last.current
  const turn = (step: 1 | -1) => {
    const links = linksOnPage()
    const at = links.findIndex((link) => link.dataset.see === see)
    const next = at < 0 ? undefined : links[at + step]
    // A dialog above the drawer has the keys for itself.
    if (!next || dialogs().length > 1) return
    next.scrollIntoView({ block: 'nearest' })
    void navigate({
      search: (before: EnterpriseSearch) => ({ ...before, see: next.dataset.see ?? '' }),
      replace: true,
      resetScroll: false,
      state: true,
    })
  }
  useKeys(see === undefined ? {} : { '[': () => turn(-1), ']': () => turn(1) }, { dialog: true })
  // One Escape closes one thing: what lies above the drawer, where something does, even if that has gone by now.
  useWindowEvent(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || event.isComposing || see === undefined || !(event.target instanceof Element)) return
      const within = event.target.closest('[role="dialog"]')
      if (dialogs().length > 1 || (within !== null && within !== content.current)) return
      if (event.target.getAttribute('data-mantine-stop-propagation') !== 'true') close()
    },
    { capture: true },
  )
  return (
    <Drawer.Root
      opened={see !== undefined}
      onClose={close}
      closeOnEscape={false}
      position="right"
      size="min(680px, 100vw)"
      returnFocus={false}
      onExitTransitionEnd={() =>
        (linkTo(last.current) ?? document.getElementById('main'))?.focus({ preventScroll: true })
      }
    >
      <Drawer.Overlay backgroundOpacity={0.25} />
      <Drawer.Content aria-label={label} ref={content}>
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
