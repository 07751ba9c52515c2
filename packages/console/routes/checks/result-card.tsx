import { type CheckDetail, printFindingQuery } from '@rollcall/api'
import { Link } from '@tanstack/react-router'
import { Card } from '../../ui/page.tsx'
import { SplitBar } from '../../ui/split-bar.tsx'
import { number } from '../../ui/words.ts'
import { partsOf } from './results.ts'
import '../../ui/table.css'

/** How it came out in the last scan, an organization a row. */
export function ResultCard({ check }: { check: CheckDetail }) {
  if (check.byScope.length === 0)
    return (
      <Card title="Result now">
        <p className="secondary">
          It has not run yet. It is judged at the end of the first scan of a connection that has its records.
        </p>
      </Card>
    )
  return (
    <Card
      flush
      title="Result now"
      lead={`Judged for each record of ${check.eachTitle.toLowerCase()}, in the last scan.`}
    >
      <div className="table-frame">
        <table className="table folds check-results">
          <caption className="hidden-visually">Result by organization</caption>
          <thead>
            <tr>
              <th scope="col">Organization</th>
              <th scope="col" className="column-bar">
                Result
              </th>
              <th scope="col" className="number">
                Open
              </th>
              <th scope="col" className="number">
                Unknown
              </th>
              <th scope="col" className="number">
                Passed
              </th>
              <th scope="col" className="number">
                Does not apply
              </th>
            </tr>
          </thead>
          <tbody>
            {check.byScope.map((row) => (
              <Row key={`${row.connectionId} ${row.scope}`} check={check} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function Row({ check, row }: { check: CheckDetail; row: CheckDetail['byScope'][number] }) {
  const several = new Set(check.byScope.map(({ connectionId }) => connectionId)).size > 1
  const findings = (status: 'open' | 'unknown') => ({
    group: 'none' as const,
    q: printFindingQuery({
      terms: Object.entries({ check: check.id, connection: row.connectionId, scope: row.scope, status }).map(
        ([key, value]) => ({ key: key as 'check', values: [value], negated: false }),
      ),
      words: [],
    }),
  })
  return (
    <tr>
      <td className="lead">
        <span className="strong">{row.scope}</span>
        {several ? <span className="muted"> {row.connectionName}</span> : null}
      </td>
      <td className="column-bar">
        <SplitBar parts={partsOf(row)} label={row.scope} />
      </td>
      <td className="number" data-label="open">
        {row.fail > 0 ? (
          <Link to="/findings" search={findings('open')} className="strong">
            {number(row.fail)}
          </Link>
        ) : (
          <span className="muted">0</span>
        )}
      </td>
      <td className="number" data-label="unknown">
        {row.unknown > 0 ? (
          <Link to="/findings" search={findings('unknown')}>
            <span className="state unseen">{number(row.unknown)}</span>
          </Link>
        ) : (
          <span className="muted">0</span>
        )}
      </td>
      <td className="number secondary" data-label="passed">
        {number(row.pass)}
      </td>
      <td className="number secondary" data-label="does not apply">
        {number(row.notApplicable)}
      </td>
    </tr>
  )
}
