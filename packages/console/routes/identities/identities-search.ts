import { choiceParam, countParam, type RawSearch, textParam } from '../../search-params.ts'

export const kinds = ['person', 'bot', 'service_account', 'break_glass', 'external', 'unknown'] as const

export interface IdentitiesSearch {
  q?: string
  kind?: (typeof kinds)[number]
  privileged?: 'yes'
  scope?: string
  sort?: 'name' | 'findings'
  cursor?: string
  page?: number
}

export const validateIdentitiesSearch = (search: RawSearch): IdentitiesSearch => ({
  ...textParam(search, 'q', 200),
  ...choiceParam(search, 'kind', kinds),
  ...choiceParam(search, 'privileged', ['yes']),
  ...textParam(search, 'scope', 200),
  ...choiceParam(search, 'sort', ['name', 'findings']),
  ...textParam(search, 'cursor', 200),
  ...countParam(search, 'page'),
})
