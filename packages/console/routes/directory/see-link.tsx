import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

const route = getRouteApi('/signed-in/directory/$enterprise')

/** Opens a row of the list beside it. */
export function SeeLink({ id, children }: { id: string; children: ReactNode }) {
  const { enterprise } = route.useParams()
  const search = route.useSearch()
  return (
    <Link
      to="/directory/$enterprise"
      params={{ enterprise }}
      search={{ ...search, see: id }}
      state={{ fromPage: true }}
      resetScroll={false}
      className="row-link"
      data-row-link
      data-see={id}
    >
      {children}
    </Link>
  )
}
