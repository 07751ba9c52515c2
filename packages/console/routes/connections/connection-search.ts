import { choiceParam, countParam, type RawSearch, textParam } from '../../search-params.ts'

export const connectionTabs = ['coverage', 'scans', 'credential', 'settings'] as const
export type ConnectionTab = (typeof connectionTabs)[number]

export interface ConnectionSearch {
  tab?: ConnectionTab
  cursor?: string
  page?: number
  /** Which stream, or which scan, lies unfolded. */
  unfold?: string
}

export const validateConnectionSearch = (search: RawSearch): ConnectionSearch => ({
  ...choiceParam(search, 'tab', connectionTabs),
  ...textParam(search, 'cursor', 200),
  ...countParam(search, 'page'),
  ...textParam(search, 'unfold', 100),
})
