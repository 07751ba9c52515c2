import { CloseButton } from '@mantine/core'
import {
  type FindingTerm,
  getIdentity,
  listChecks,
  listConnections,
  parseFindingQuery,
  printFindingQuery,
} from '@rollcall/api'
import { useQueries, useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'
import { listWords } from '../../ui/empty.tsx'
import './chips.css'

/** The query in words, a chip for each term, with names in place of ids. */
export function Chips({ q, search }: { q: string; search: (q: string) => void }) {
  const { query } = parseFindingQuery(q)
  const nameOf = useNames(query.terms)
  if (query.terms.length === 0 && query.words.length === 0) return null
  return (
    <ul className="chips" aria-label="Filters in force">
      {query.terms.map((term, index) => {
        const words = `${term.negated ? 'not ' : ''}${listWords(
          term.values.map((value) => nameOf(term.key, value)),
          'or',
        )}`
        return (
          <Chip
            key={printFindingQuery({ terms: [term], words: [] })}
            name={term.key}
            words={words}
            remove={() => search(printFindingQuery({ ...query, terms: query.terms.filter((_, at) => at !== index) }))}
          />
        )
      })}
      {query.words.map((word, index) => (
        <Chip
          key={word}
          name="contains"
          words={word}
          remove={() => search(printFindingQuery({ ...query, words: query.words.filter((_, at) => at !== index) }))}
        />
      ))}
      <li>
        <button type="button" className="chips-clear" onClick={() => search('')}>
          Clear all
        </button>
      </li>
    </ul>
  )
}

function Chip({ name, words, remove }: { name: string; words: string; remove: () => void }) {
  return (
    <li className="chip">
      <span className="muted">{name}</span> <span className="truncate">{words}</span>
      <CloseButton size="xs" aria-label={`Remove the filter ${name} ${words}`} onClick={remove} />
    </li>
  )
}

/** Names for the ids in a query: those of connections, checks and identities. */
function useNames(terms: readonly FindingTerm[]): (key: string, value: string) => string {
  const uses = (key: string) => terms.some((term) => term.key === key)
  const checks = useQuery({ ...read(listChecks), enabled: uses('check'), staleTime: 300_000 }).data
  const connections = useQuery({ ...read(listConnections), enabled: uses('connection') }).data
  const ids = terms.flatMap((term) => (term.key === 'identity' ? term.values : []))
  const identities = useQueries({
    queries: ids.map((id) => ({ ...read(getIdentity, { params: { id } }), staleTime: 300_000, retry: false })),
    combine: (results) => results.flatMap((result) => result.data ?? []),
  })
  return (key, value) => {
    if (key === 'check') return checks?.items.find((one) => one.id === value)?.problem ?? value
    if (key === 'connection') return connections?.items.find((one) => one.id === value)?.name ?? value
    if (key === 'decision') return value.startsWith('dec_') ? 'one of the exceptions' : value.replace('_', ' ')
    if (key === 'identity') return identities.find((one) => one.id === value)?.name ?? value
    return value
  }
}
