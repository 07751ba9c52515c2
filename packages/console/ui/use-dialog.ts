import { useRef, useState } from 'react'

/** A dialog about something. What it was about stays while it fades away; then the focus goes back to where it was. */
export function useDialog<About>() {
  const [opened, setOpened] = useState(false)
  const [about, setAbout] = useState<About | null>(null)
  const opener = useRef<Element | null>(null)
  return {
    opened,
    about,
    open: (next: About) => {
      opener.current = document.activeElement
      setAbout(next)
      setOpened(true)
    },
    close: () => setOpened(false),
    closed: () => {
      const back = opener.current?.isConnected ? opener.current : document.getElementById('main')
      if (back instanceof HTMLElement) back.focus({ preventScroll: true })
    },
  }
}
