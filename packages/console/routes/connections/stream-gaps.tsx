import type { Gap } from '@rollcall/api'
import { listWords } from '../../ui/empty.tsx'
import { LinkedText } from '../../ui/linked-text.tsx'
import { ExternalLink } from '../../ui/notice.tsx'
import { CheckList, type CheckName } from './check-list.tsx'
import { count } from './scan-progress.ts'
import './stream-gaps.css'

interface Lacking {
  scope: string
  gap: Gap | null
  lost: CheckName[]
}

/** Why a stream is not read whole, once for all organizations in which it is for the same reason. */
export function StreamGaps({
  rows,
  scopes,
  newTab = false,
}: {
  rows: readonly Lacking[]
  /** How many organizations there are: where the reason holds in all of them, none is named. */
  scopes: number
  newTab?: boolean
}) {
  const groups = groupGaps(rows)
  if (groups.length === 0) return null
  return (
    <ul className="stream-gaps">
      {groups.map(({ gap, where, lost }) => (
        <li key={`${gap.detail} ${where.join()}`}>
          <p>
            {where.length < scopes ? <span className="strong">{listWords(where)}: </span> : null}
            <LinkedText text={gap.detail} />
          </p>
          <p>
            <span className="strong">To see it: </span>
            <LinkedText text={gap.fix} />
            {gap.link && !gap.fix.includes(gap.link) ? (
              <>
                {' '}
                <ExternalLink href={gap.link}>Open the page for it</ExternalLink>
              </>
            ) : null}
          </p>
          {lost.length > 0 ? (
            <details>
              <summary>{count(lost.length, 'check')} lost</summary>
              <CheckList checks={lost} newTab={newTab} />
            </details>
          ) : (
            <p className="muted">No check needs it.</p>
          )}
        </li>
      ))}
    </ul>
  )
}

function groupGaps(rows: readonly Lacking[]) {
  const groups = new Map<string, { gap: Gap; where: string[]; lost: CheckName[] }>()
  for (const { gap, scope, lost } of rows) {
    if (!gap) continue
    const key = `${gap.reason}\n${gap.detail}\n${gap.fix}`
    const group = groups.get(key)
    if (group) group.where.push(scope)
    else groups.set(key, { gap, where: [scope], lost })
  }
  return [...groups.values()]
}
