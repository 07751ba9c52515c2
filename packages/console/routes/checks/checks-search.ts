import { choiceParam, type RawSearch, textParam } from '../../search-params.ts'
import { severities } from '../../ui/severity.tsx'

export const results = ['failing', 'unknown', 'passing'] as const

export interface ChecksSearch {
  q?: string
  severity?: (typeof severities)[number]
  category?: string
  framework?: string
  result?: (typeof results)[number]
}

export function validateChecksSearch(search: RawSearch): ChecksSearch {
  return {
    ...textParam(search, 'q', 200),
    ...choiceParam(search, 'severity', severities),
    ...textParam(search, 'category', 60),
    ...textParam(search, 'framework', 60),
    ...choiceParam(search, 'result', results),
  }
}
