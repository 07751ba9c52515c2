import type { RouteOutput, replayScimRequest } from '@rollcall/api'
import { Breakable } from '../../ui/breakable.tsx'
import { plural } from '../../ui/words.ts'
import { changeLines, valueText } from './change-lines.ts'
import '../../ui/table.css'

type Change = RouteOutput<typeof replayScimRequest>['changes'][number]

const mostLines = 60

/** What became of each attribute that changed. */
export function ChangesTable({ changes, caption }: { changes: readonly Change[]; caption: string }) {
  const lines = changes.flatMap(changeLines)
  return (
    <div className="changes-frame">
      <table className="table folds changes-table">
        <caption className="hidden-visually">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Attribute</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, mostLines).map(({ attribute, from, to }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: several values of a list may come and go, and never move
            <tr key={`${attribute} ${index}`}>
              <th scope="row" className="mono">
                <Breakable text={attribute} />
              </th>
              <td className="change-from" data-label="from">
                <Value value={from} />
              </td>
              <td className="change-to" data-label="to">
                <Value value={to} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length > mostLines ? (
        <p className="changes-rest muted small">and {plural(lines.length - mostLines, 'more change')}</p>
      ) : null}
    </div>
  )
}

function Value({ value }: { value: unknown }) {
  if (value === null || value === undefined) return <span className="muted">nothing</span>
  return (
    <code>
      <Breakable text={valueText(value)} />
    </code>
  )
}
