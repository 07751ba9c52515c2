import { type CheckDetail, listFindings } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { Card } from '../../ui/page.tsx'
import { number } from '../../ui/words.ts'
import { FindingsTable } from '../findings/findings-table.tsx'
import { LeftOutLink } from '../findings/left-out.tsx'

const most = 10

/** The first of what it found; all of it is in the findings. */
export function CheckFindings({ check: { id, counts } }: { check: CheckDetail }) {
  const q = `check:${id} status:open`
  const { data, error, refetch } = useQuery(read(listFindings, { query: { q, limit: most } }))
  if (counts === null && data?.total === 0 && data.leftOut === 0) return null
  return (
    <Card
      flush
      title="Open findings"
      actions={
        data && data.total > 0 ? (
          <Link to="/findings" search={{ q, group: 'none' }} className="small">
            {data.total > data.items.length ? `All ${number(data.total)} in the findings` : 'Open in the findings'}
          </Link>
        ) : null
      }
    >
      {error && !data ? (
        <Failed error={error} retry={refetch} what="The findings" />
      ) : !data ? (
        <Loading rows={4} label="Loading findings" />
      ) : data.items.length === 0 ? (
        <p className="secondary check-note">
          {(counts?.unknown ?? 0) > 0 ? 'None that could be seen. What is unknown is not a pass.' : 'None.'}
        </p>
      ) : (
        <FindingsTable
          findings={data.items}
          columns={['severity', 'subject', 'scope', 'opened', 'seen']}
          label="Open findings of this check"
        />
      )}
      {data && data.leftOut > 0 ? (
        <div className="check-note">
          <LeftOutLink count={data.leftOut} q={q} />
        </div>
      ) : null}
    </Card>
  )
}
