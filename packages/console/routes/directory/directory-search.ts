import { choiceParam, countParam, type RawSearch, textParam } from '../../search-params.ts'

export const enterpriseTabs = [
  'people',
  'accounts',
  'groups',
  'organizations',
  'teams',
  'sign-in',
  'requests',
  'tokens',
  'audit',
  'streams',
  'settings',
  'why',
] as const
export type EnterpriseTab = (typeof enterpriseTabs)[number]

export const userStates = ['active', 'suspended'] as const
export const teamStates = ['linked', 'unlinked', 'out_of_sync'] as const
export const outcomes = ['changed', 'unchanged', 'read', 'failed'] as const
export const zones = ['local', 'utc'] as const
export type Zone = (typeof zones)[number]
export const providers = ['okta', 'entra', 'ping', 'other'] as const
export type Provider = (typeof providers)[number]

export interface EnterpriseSearch {
  tab?: EnterpriseTab | undefined
  q?: string
  state?: (typeof userStates)[number]
  outcome?: (typeof outcomes)[number]
  /** Which teams. */
  team?: (typeof teamStates)[number]
  /** In which time zone the audit log is read. */
  zone?: Zone
  cursor?: string
  page?: number
  /** Whose guide lies open on the page of sign-in. */
  guide?: Provider
  /** Which person, group, organization, team or request of the tab lies open beside the list. */
  see?: string
  /** About whom the question why is, and which team. */
  who?: string
  into?: string
}

export const validateEnterpriseSearch = (search: RawSearch): EnterpriseSearch => ({
  // The router keeps what is not said here: an unknown tab would stay in the address.
  tab: enterpriseTabs.find((one) => one === search.tab),
  ...textParam(search, 'q', 2000),
  // Who is suspended had a tab of its own; addresses that were kept of it still lead there.
  ...(search.tab === 'suspended' ? { state: 'suspended' as const } : choiceParam(search, 'state', userStates)),
  ...choiceParam(search, 'outcome', outcomes),
  ...choiceParam(search, 'team', teamStates),
  ...choiceParam(search, 'zone', zones),
  ...textParam(search, 'cursor', 200),
  ...countParam(search, 'page'),
  ...choiceParam(search, 'guide', providers),
  ...textParam(search, 'see', 64),
  ...textParam(search, 'who', 320),
  ...textParam(search, 'into', 200),
})

export const validateClientSearch = (search: RawSearch): { client?: Provider } =>
  choiceParam(search, 'client', providers)
