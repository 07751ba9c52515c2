import { choiceParam, type RawSearch } from '../../search-params.ts'

export const periods = ['visit', 'day', 'week', 'month'] as const
export type Period = (typeof periods)[number]

export interface OverviewSearch {
  /** Since when changes are told: the last visit, or so many days. */
  since?: Period
}

export const validateOverviewSearch = (search: RawSearch): OverviewSearch => choiceParam(search, 'since', periods)
