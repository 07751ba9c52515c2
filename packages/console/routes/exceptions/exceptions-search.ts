import { choiceParam, countParam, type RawSearch, textParam } from '../../search-params.ts'

/** Those that stand come first; what has ended is looked up. */
export const states = ['active', 'ending', 'ended'] as const
export const kinds = ['excepted', 'false_positive', 'snoozed', 'attested'] as const

export interface ExceptionsSearch {
  state?: (typeof states)[number]
  kind?: (typeof kinds)[number]
  q?: string
  cursor?: string
  page?: number
}

export const validateExceptionsSearch = (search: RawSearch): ExceptionsSearch => ({
  ...choiceParam(search, 'state', states),
  ...choiceParam(search, 'kind', kinds),
  ...textParam(search, 'q', 200),
  ...textParam(search, 'cursor', 200),
  ...countParam(search, 'page'),
})
