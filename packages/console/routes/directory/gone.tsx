import { ApiError, getDirectoryHistory } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { Notice } from '../../ui/notice.tsx'
import { History } from './audit-timeline.tsx'

/** In place of a person or a group that does not open: one that is deleted has its history still. */
export function Gone({
  enterprise,
  id,
  what,
  error,
  retry,
}: {
  enterprise: string
  id: string
  what: 'person' | 'group'
  error: unknown
  retry: () => unknown
}) {
  const isGone = error instanceof ApiError && error.status === 404
  const history = useQuery({ ...read(getDirectoryHistory, { params: { enterprise, id } }), enabled: isGone })
  if (!isGone) return <Failed error={error} retry={retry} what={`The ${what}`} />
  if (history.error) return <Failed error={history.error} retry={history.refetch} what="The history" />
  if (!history.data) return <Loading rows={7} label="Loading the history" />
  const { items } = history.data
  return (
    <>
      <div className="side-head">
        <h2>{items.length > 0 ? `A deleted ${what}` : `No such ${what}`}</h2>
        <span className="mono muted">{id}</span>
      </div>
      <Notice tone="info" title={items.length > 0 ? `The ${what} is deleted` : `No ${what} here has this id`}>
        {items.length > 0
          ? 'What happened before and then is below, and in the request log and the audit log for as long as they keep it.'
          : 'It may have been deleted so long ago that the audit log has ended, or never have been here.'}
      </Notice>
      <History enterprise={enterprise} id={id} what={what} history={items} />
    </>
  )
}
