import { Loader } from '@mantine/core'
import { type FindingChange, type FindingSelection, previewChange, type RouteOutput } from '@rollcall/api'
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { call } from '../../api.ts'
import { listWords } from '../../ui/empty.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { SeverityLabel } from '../../ui/severity.tsx'
import { plural } from '../../ui/words.ts'
import './change-preview.css'

export type Preview = RouteOutput<typeof previewChange>

const previewOf = (select: FindingSelection, change: FindingChange) =>
  queryOptions({
    queryKey: [previewChange.id, select, change],
    queryFn: ({ signal }) => call(previewChange, { body: { select, change } }, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  })

export const usePreview = (select: FindingSelection, change: FindingChange, enabled: boolean) =>
  useQuery({ ...previewOf(select, change), enabled })

const whys: Record<Preview['unchanged'][number]['why'], (count: number) => string> = {
  same: (count) => `${plural(count, 'is', 'are')} so already`,
  resolved: (count) => `${plural(count, 'is', 'are')} resolved, so there is nothing to decide`,
  unknown: (count) => `${plural(count, 'is', 'are')} unknown: nothing was judged, so it cannot be a false positive`,
  observable: (count) => `${plural(count, 'is', 'are')} for a scan to see, so nobody's word is taken for it`,
}

/** Exactly what would happen, before it does. */
export function ChangePreview({
  preview,
  error,
  decides,
  later = false,
}: {
  preview: Preview | undefined
  error: unknown
  /** It is a decision, and not who works on it or until when. */
  decides: boolean
  /** It covers findings that open later too. */
  later?: boolean
}) {
  if (error) return <FormProblem error={error} />
  if (!preview)
    return (
      <p className="change-preview muted" role="status">
        <Loader size={14} color="gray" /> Counting
      </p>
    )
  const { changed, bySeverity, decided, unchanged, examples } = preview
  return (
    <div className="change-preview" role="status">
      <p>
        <span className="strong">{plural(changed, 'finding')}</span> will change
        {changed === 0 && later ? ' now' : ''}.{later ? ' So will those that open later and fit.' : ''}
      </p>
      {bySeverity.length > 0 ? (
        <ul className="change-severities">
          {bySeverity.map(({ severity, count }) => (
            <li key={severity}>
              <SeverityLabel severity={severity} /> {count.toLocaleString('en')}
            </li>
          ))}
        </ul>
      ) : null}
      {examples.length > 0 ? (
        <p className="small secondary change-examples">
          {listWords(examples.slice(0, 3).map(({ subject }) => subject))}
          {changed > 3 ? ` and ${plural(changed - 3, 'other')}` : ''}
        </p>
      ) : null}
      {decided > 0 ? (
        <p className="small">
          {plural(decided, 'has', 'have')} a decision already
          {decides
            ? later
              ? '; one about the finding itself counts first.'
              : '; this one takes its place.'
            : '; it stays.'}
        </p>
      ) : null}
      {unchanged.map(({ why, count }) => (
        <p key={why} className="small">
          Not changed: {whys[why](count)}.
        </p>
      ))}
    </div>
  )
}
