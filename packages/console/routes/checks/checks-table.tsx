import type { CheckSummary } from '@rollcall/api'
import { Link } from '@tanstack/react-router'
import { useMay } from '../../session.ts'
import { SeverityLabel, severities } from '../../ui/severity.tsx'
import { SplitBar } from '../../ui/split-bar.tsx'
import { number, plural } from '../../ui/words.ts'
import { partsOf } from './results.ts'
import '../../ui/table.css'
import './checks-table.css'

/** The catalogue by category, the worst first in each. */
export function ChecksTable({ checks }: { checks: readonly CheckSummary[] }) {
  const maySee = useMay('findings:read')
  const categories = [...new Set(checks.map((check) => check.category))].sort()
  return (
    <div className="table-frame">
      <table className="table folds checks-table">
        <caption className="hidden-visually">Checks by category</caption>
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col" className="column-severity">
              Severity
            </th>
            {maySee ? (
              <>
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
              </>
            ) : null}
          </tr>
        </thead>
        {categories.map((category) => {
          const inside = checks.filter((check) => check.category === category).sort(worstFirst)
          const open = inside.reduce((sum, check) => sum + (check.counts?.fail ?? 0), 0)
          return (
            <tbody key={category}>
              <tr className="checks-category">
                <th scope="rowgroup" colSpan={maySee ? 6 : 2}>
                  <span>{category}</span>
                  <span className="checks-sum">
                    {plural(inside.length, 'check')}
                    {maySee ? `, ${number(open)} open` : ''}
                  </span>
                </th>
              </tr>
              {inside.map((check) => (
                <Row key={check.id} check={check} maySee={maySee} />
              ))}
            </tbody>
          )
        })}
      </table>
    </div>
  )
}

const worstFirst = (a: CheckSummary, b: CheckSummary) =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity) || a.title.localeCompare(b.title)

function Row({ check, maySee }: { check: CheckSummary; maySee: boolean }) {
  const { id, title, severity, counts } = check
  return (
    <tr className="leads-on">
      <td className="lead">
        <Link to="/checks/$id" params={{ id }} className="row-link" data-row-link>
          {title}
        </Link>
      </td>
      <td className="column-severity">
        <SeverityLabel severity={severity} />
      </td>
      {!maySee ? null : counts ? (
        <>
          <td className="column-bar">
            <SplitBar parts={partsOf(counts)} label={title} />
          </td>
          <td className="number" data-label="open">
            {counts.fail > 0 ? (
              <Link to="/findings" search={{ q: `check:${id} status:open`, group: 'none' }} className="above strong">
                {number(counts.fail)}
              </Link>
            ) : (
              <span className="muted">0</span>
            )}
          </td>
          <td className="number" data-label="unknown">
            {counts.unknown > 0 ? (
              <Link to="/findings" search={{ q: `check:${id} status:unknown`, group: 'none' }} className="above">
                <span className="state unseen">{number(counts.unknown)}</span>
              </Link>
            ) : (
              <span className="muted">0</span>
            )}
          </td>
          <td className="number secondary" data-label="passed">
            {number(counts.pass)}
          </td>
        </>
      ) : (
        <td className="muted" colSpan={4}>
          Not run yet
        </td>
      )}
    </tr>
  )
}
