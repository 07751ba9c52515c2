import { listFindings, withTerm } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
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

/** The same where a page counts findings and lists them elsewhere. */
export function LeftOutLink({ count, q }: { count: number; q: string }) {
  if (count === 0) return null
  return (
    <p className="left-out">
      {plural(count, 'more is', 'more are')} left out, because somebody decided about {count === 1 ? 'it' : 'them'}.{' '}
      <Link to="/findings" search={{ q: withTerm(q, 'decision', ['any']), group: 'none' }}>
        Show {count === 1 ? 'it' : 'them'}
      </Link>
    </p>
  )
}
