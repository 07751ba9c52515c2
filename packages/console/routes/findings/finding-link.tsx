import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The drawer was opened from the page below it, so closing it is going back. */
    fromPage?: boolean
  }
}

/** Opens a finding over the page that this link is on. */
export function FindingLink({ id, children, className = '' }: { id: string; children: ReactNode; className?: string }) {
  return (
    <Link
      to="."
      search={(before) => ({ ...before, open: id })}
      state={{ fromPage: true }}
      resetScroll={false}
      preload={false}
      className={className}
      data-finding={id}
      data-row-link
    >
      {children}
    </Link>
  )
}
