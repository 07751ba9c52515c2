import { listConnections } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { Notice } from '../../ui/notice.tsx'
import { RelativeTime } from '../../ui/time.tsx'

/** What a connection that fails does to a list of findings: they are as they were when it last worked. */
export function StaleNotice() {
  const { data } = useQuery(read(listConnections))
  const failing = data?.items.filter((one) => one.health.state === 'failing') ?? []
  return failing.map((one) => (
    <Notice
      key={one.id}
      tone="unseen"
      title={
        <>
          <Link to="/connections/$id" params={{ id: one.id }}>
            {one.name}
          </Link>{' '}
          cannot be read, so what you see of it may be old
        </>
      }
    >
      {one.health.detail}{' '}
      {one.lastScan?.finishedAt ? (
        <span className="muted">
          Last tried <RelativeTime at={one.lastScan.finishedAt} />.
        </span>
      ) : null}
    </Notice>
  ))
}
