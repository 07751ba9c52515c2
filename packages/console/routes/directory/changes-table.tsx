import type { RouteOutput, replayScimRequest } from '@rollcall/api'
import '../../ui/table.css'

type Change = RouteOutput<typeof replayScimRequest>['changes'][number]

/** What became of each attribute that changed. */
export function ChangesTable({ changes, caption }: { changes: readonly Change[]; caption: string }) {
  return (
    <div className="changes-frame">
      <table className="table changes-table">
        <caption className="hidden-visually">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Attribute</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ attribute, from, to }) => (
            <tr key={attribute}>
              <th scope="row" className="mono">
                {attribute}
              </th>
              <td className="change-from">
                <Value value={from} />
              </td>
              <td className="change-to">
                <Value value={to} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Value({ value }: { value: unknown }) {
  if (value === null || value === undefined) return <span className="muted">nothing</span>
  if (typeof value === 'object') return <code className="change-json">{JSON.stringify(value, null, 1)}</code>
  return <code>{String(value)}</code>
}
