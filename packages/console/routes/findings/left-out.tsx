import { listFindings, withTerm } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'
import { plural } from '../../ui/words.ts'
import './left-out.css'

/** Nothing is left out of a list in silence. */
export function LeftOut({ q, search }: { q: string; search: (q: string) => void }) {
  const { data } = useQuery(read(listFindings, { query: { ...(q === '' ? {} : { q }), limit: 1 } }))
  if (!data || data.leftOut === 0) return null
  return (
    <p className="left-out" role="status">
      {plural(data.leftOut, 'more is', 'more are')} left out: somebody excepted or snoozed{' '}
      {data.leftOut === 1 ? 'it' : 'them'}, or called{' '}
      {data.leftOut === 1 ? 'it a false positive' : 'them false positives'}.{' '}
      <button type="button" onClick={() => search(withTerm(q, 'decision', ['any']))}>
        Show {data.leftOut === 1 ? 'it' : 'them'}
      </button>
    </p>
  )
}
