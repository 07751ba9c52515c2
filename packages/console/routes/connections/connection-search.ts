import { choiceParam, countParam, type RawSearch, textParam } from '../../search-params.ts'

export const connectionTabs = ['coverage', 'scans', 'credential', 'settings'] as const
export type ConnectionTab = (typeof connectionTabs)[number]

export interface ConnectionSearch {
  tab?: ConnectionTab
  cursor?: string
  page?: number
  /** Which stream, or which scan, lies unfolded. */
  unfold?: string
  /** An App that was made for it, and what the system sent back with the browser. */
  registration?: string
  installation_id?: string
  setup_action?: string
}

export const validateConnectionSearch = (search: RawSearch): ConnectionSearch => ({
  ...choiceParam(search, 'tab', connectionTabs),
  ...textParam(search, 'cursor', 200),
  ...countParam(search, 'page'),
  ...textParam(search, 'unfold', 100),
  ...textParam(search, 'registration', 64),
  ...textParam(search, 'installation_id', 40),
  ...textParam(search, 'setup_action', 20),
})
