import { type PointerEvent, useReducer, useRef, useSyncExternalStore } from 'react'

interface Rows {
  items: readonly { id: string }[]
}

/** Below this the beginning of the list is out of sight, or nearly. */
const scrolledPx = 120
const isScrolled = () => window.scrollY > scrolledPx
const followScroll = (tell: () => void) => {
  window.addEventListener('scroll', tell, { passive: true })
  return () => window.removeEventListener('scroll', tell)
}

/**
 * A list that grows at its head stands still while somebody reads it: scrolled down, with the pointer or the focus in it.
 * @param list null while what is there belongs to another question
 */
export function useHeld<List extends Rows>(list: List | null, key: string) {
  const held = useRef<{ key: string; list: List | null }>({ key, list })
  const pointed = useRef(false)
  const focused = useRef(false)
  const [, look] = useReducer((count: number) => count + 1, 0)
  const scrolled = useSyncExternalStore(followScroll, isScrolled)
  const reading = scrolled || pointed.current || focused.current
  const before = held.current
  if (!reading || !list || before.key !== key || !before.list?.items.length) held.current = { key, list }
  const shown = held.current.list
  const first = shown?.items[0]?.id
  const place = list && first !== undefined ? list.items.findIndex(({ id }) => id === first) : 0
  const set = (flag: { current: boolean }, value: boolean) => {
    if (flag.current === value) return
    flag.current = value
    look()
  }
  return {
    shown,
    /** How many came since; all that were asked for where none of those is shown. */
    waiting: place < 0 ? (list?.items.length ?? 0) : place,
    more: place < 0,
    release: () => {
      held.current = { key, list }
      pointed.current = false
      focused.current = false
      look()
    },
    reader: {
      // A pointer that rests where the list happened to appear reads nothing.
      onPointerMove: ({ movementX, movementY, pointerType }: PointerEvent) =>
        set(pointed, pointed.current || (pointerType === 'mouse' && (movementX !== 0 || movementY !== 0))),
      onPointerLeave: () => set(pointed, false),
      onFocus: () => set(focused, true),
      onBlur: () => set(focused, false),
    },
  }
}
