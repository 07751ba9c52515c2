import { ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react'
import type { Gap } from '@rollcall/api'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { State } from '../../ui/state.tsx'
import '../../ui/table.css'
import './stream-table.css'

type Look = ComponentProps<typeof State>['look']

interface StreamState {
  stream: string
  title: string
  scope: string
  state: string
  gap?: Gap | null
}

/** More organizations than this do not stand beside each other; they are counted, and named below. */
export const mostColumns = 3

interface Props<Row extends StreamState> {
  label: string
  rows: readonly Row[]
  looks: Record<Row['state'], Look>
  /** One line for each stream, for what moves while it is looked at. */
  compact?: boolean
  /** What stands under the name of a stream. */
  about?: (stream: string) => ReactNode
  /** What stands under the state: how many, when. */
  note?: (row: Row) => ReactNode
  /** What always stands below a stream, such as what it lacks. */
  below?: (rows: Row[]) => ReactNode
  /** What a stream shows when it is unfolded. */
  inside?: (stream: string, rows: Row[]) => ReactNode
  unfolded?: string | undefined
  unfold?: (stream: string | undefined) => void
}

/** Streams down, organizations across: how each of them stands. */
export function StreamTable<Row extends StreamState>(props: Props<Row>) {
  const scopes = [...new Set(props.rows.map((row) => row.scope))]
  const streams = [...new Set(props.rows.map((row) => row.stream))]
  const lacking = new Set(props.rows.filter((row) => row.gap).map((row) => row.stream))
  // What is missing comes first; otherwise the connector's own order stays.
  streams.sort((a, b) => Number(lacking.has(b)) - Number(lacking.has(a)))
  const wide = scopes.length <= mostColumns
  return (
    <div className="table-frame">
      <table className={`table folds stream-table ${props.compact ? 'compact' : ''}`}>
        <caption className="hidden-visually">{props.label}</caption>
        <thead>
          <tr>
            <th scope="col">Stream</th>
            {wide ? (
              scopes.map((scope) => (
                <th key={scope} scope="col" className="stream-scope">
                  {scope}
                </th>
              ))
            ) : (
              <th scope="col" className="stream-scopes">
                {scopes.length} organizations
              </th>
            )}
          </tr>
        </thead>
        {streams.map((stream) => (
          <Stream
            key={stream}
            {...props}
            stream={stream}
            rows={props.rows.filter((row) => row.stream === stream)}
            scopes={wide ? scopes : null}
          />
        ))}
      </table>
    </div>
  )
}

function Stream<Row extends StreamState>({
  stream,
  rows,
  scopes,
  looks,
  about,
  note,
  below,
  inside,
  unfolded,
  unfold,
}: Omit<Props<Row>, 'rows'> & { stream: string; rows: Row[]; scopes: string[] | null }) {
  const open = inside !== undefined && unfolded === stream
  const id = useId()
  const title = rows[0]?.title ?? stream
  const under = below?.(rows)
  const columns = 1 + (scopes?.length ?? 1)
  return (
    <tbody className={open ? 'open' : ''}>
      <tr className={inside ? 'leads-on' : ''}>
        <td className="lead">
          {inside ? (
            <button
              type="button"
              className="stream-toggle row-link"
              data-row-link
              aria-expanded={open}
              aria-controls={id}
              onClick={() => unfold?.(open ? undefined : stream)}
            >
              {open ? <ChevronDownIcon size={16} /> : <ChevronRightIcon size={16} />}
              {title}
            </button>
          ) : (
            <span className="stream-title">{title}</span>
          )}
          {about ? <p className={inside ? 'stream-about indented' : 'stream-about'}>{about(stream)}</p> : null}
        </td>
        {scopes ? (
          scopes.map((scope) => (
            <td key={scope} data-label={scope} className="stream-scope">
              {rows
                .filter((row) => row.scope === scope)
                .map((row) => (
                  <span key={row.scope} className="stream-cell">
                    <State look={looks[row.state as Row['state']]} />
                    {note ? <span className="stream-note">{note(row)}</span> : null}
                  </span>
                ))}
            </td>
          ))
        ) : (
          <td className="stream-scopes">
            <StateCounts rows={rows} looks={looks} />
          </td>
        )}
      </tr>
      {under ? (
        <tr className="stream-below">
          <td colSpan={columns}>{under}</td>
        </tr>
      ) : null}
      {open ? (
        <tr className="stream-inside" id={id}>
          <td colSpan={columns}>
            {inside(stream, rows)}
            {scopes ? null : (
              <ul className="stream-each">
                {rows.map((row) => (
                  <li key={row.scope}>
                    <span className="stream-each-scope">{row.scope}</span>
                    <State look={looks[row.state as Row['state']]} />
                    {note ? <span className="muted small">{note(row)}</span> : null}
                  </li>
                ))}
              </ul>
            )}
          </td>
        </tr>
      ) : null}
    </tbody>
  )
}

function StateCounts<Row extends StreamState>({ rows, looks }: { rows: Row[]; looks: Record<Row['state'], Look> }) {
  const states = [...new Set(rows.map((row) => row.state as Row['state']))]
  return (
    <span className="row">
      {states.map((state) => {
        const look = looks[state]
        const found = rows.filter((row) => row.state === state).length
        return <State key={state} look={look} word={`${found} ${look?.word.toLowerCase() ?? state}`} />
      })}
    </span>
  )
}
