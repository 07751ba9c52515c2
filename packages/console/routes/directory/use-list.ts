import { getRouteApi } from '@tanstack/react-router'
import type { PagePlace } from '../../ui/pager.tsx'
import type { EnterpriseSearch } from './directory-search.ts'

const route = getRouteApi('/signed-in/directory/$enterprise')
export const pageSize = 50

/** The list of a tab, as the address has it. A changed filter begins at the first page. */
export function useList() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { q, cursor, page } = search
  return {
    search,
    /** What every list is asked for. */
    asked: { ...(q ? { q } : {}), ...(cursor ? { cursor } : {}), limit: pageSize },
    place: { ...(cursor ? { cursor } : {}), ...(page ? { page } : {}) } satisfies PagePlace,
    size: pageSize,
    filter: (next: { [K in keyof EnterpriseSearch]?: EnterpriseSearch[K] | undefined }) =>
      navigate({
        search: ({ cursor: _, page: __, ...before }: EnterpriseSearch) => ({ ...before, ...next }) as EnterpriseSearch,
        replace: true,
        resetScroll: false,
      }),
    go: (place: PagePlace) =>
      navigate({ search: ({ cursor: _, page: __, ...before }: EnterpriseSearch) => ({ ...before, ...place }) }),
  }
}
