import type { groupFindings, RouteOutput } from '@rollcall/api'
import { choiceParam, countParam, type RawSearch, textParam } from '../../search-params.ts'

/** By check comes first: one thing to do usually mends many findings. */
export const groupings = ['check', 'none', 'scope', 'subject', 'severity', 'category'] as const
export type Grouping = (typeof groupings)[number]
export const sorts = ['severity', 'opened', 'seen', 'subject', 'check'] as const
export type Sort = (typeof sorts)[number]

export interface FindingsSearch {
  q?: string
  group?: Grouping
  sort?: Sort
  order?: 'asc' | 'desc'
  /** Where the page of the list begins, and its number for reading. */
  cursor?: string
  page?: number
  /** Key of the unfolded group, and its page. */
  unfold?: string
  rows?: string
  rowsPage?: number
}

export function validateFindingsSearch(search: RawSearch): FindingsSearch {
  return {
    ...textParam(search, 'q'),
    ...choiceParam(search, 'group', groupings),
    ...choiceParam(search, 'sort', sorts),
    ...choiceParam(search, 'order', ['asc', 'desc']),
    ...textParam(search, 'cursor', 200),
    ...countParam(search, 'page'),
    ...textParam(search, 'unfold', 300),
    ...textParam(search, 'rows', 200),
    ...countParam(search, 'rowsPage'),
  }
}

export const drawerTabs = ['evidence', 'fix', 'why', 'history'] as const
export type DrawerTab = (typeof drawerTabs)[number]

/** Which finding lies open, on any page. */
export interface DrawerSearch {
  open?: string
  show?: DrawerTab
}

export const validateDrawerSearch = (search: RawSearch): DrawerSearch => ({
  ...textParam(search, 'open', 64),
  ...choiceParam(search, 'show', drawerTabs),
})

export type FindingGroup = RouteOutput<typeof groupFindings>['items'][number]
