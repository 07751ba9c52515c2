import { choiceParam, countParam, type RawSearch, textParam } from '../../search-params.ts'

export const enterpriseTabs = [
  'people',
  'suspended',
  'groups',
  'sign-in',
  'tokens',
  'requests',
  'audit',
  'streams',
  'settings',
] as const
export type EnterpriseTab = (typeof enterpriseTabs)[number]

export const userStates = ['active', 'suspended'] as const
export const outcomes = ['changed', 'unchanged', 'read', 'failed'] as const
export const zones = ['local', 'utc'] as const
export type Zone = (typeof zones)[number]
export const providers = ['okta', 'entra', 'ping', 'other'] as const
export type Provider = (typeof providers)[number]

export interface EnterpriseSearch {
  tab?: EnterpriseTab
  q?: string
  state?: (typeof userStates)[number]
  outcome?: (typeof outcomes)[number]
  /** In which time zone the audit log is read. */
  zone?: Zone
  cursor?: string
  page?: number
  /** Whose guide lies open on the page of sign-in. */
  guide?: Provider
  /** Which person, group or request of the tab lies open beside the list. */
  see?: string
}

export const validateEnterpriseSearch = (search: RawSearch): EnterpriseSearch => ({
  ...choiceParam(search, 'tab', enterpriseTabs),
  ...textParam(search, 'q', 2000),
  ...choiceParam(search, 'state', userStates),
  ...choiceParam(search, 'outcome', outcomes),
  ...choiceParam(search, 'zone', zones),
  ...textParam(search, 'cursor', 200),
  ...countParam(search, 'page'),
  ...choiceParam(search, 'guide', providers),
  ...textParam(search, 'see', 64),
})

export const validateClientSearch = (search: RawSearch): { client?: Provider } =>
  choiceParam(search, 'client', providers)
