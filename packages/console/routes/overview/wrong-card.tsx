import { CheckCircleIcon } from '@primer/octicons-react'
import type { Overview } from '@rollcall/api'
import { Link } from '@tanstack/react-router'
import { Empty } from '../../ui/empty.tsx'
import { Card } from '../../ui/page.tsx'
import { SeverityMark, severities, severityTitles } from '../../ui/severity.tsx'
import { number, plural } from '../../ui/words.ts'
import { LeftOutLink } from '../findings/left-out.tsx'
import './wrong-card.css'

/** Open findings by severity, and the problems that stand for most of the worst. */
export function WrongCard({ overview: { open, topChecks, unknown, decided } }: { overview: Overview }) {
  const total = Object.values(open).reduce((sum, count) => sum + count, 0)
  const leftOut = decided.excepted + decided.falsePositive + decided.snoozed + decided.attested
  const most = Math.max(...topChecks.map((check) => check.open))
  return (
    <Card
      title="What is wrong"
      className="wrong"
      actions={
        total > 0 ? (
          <Link to="/findings" search={{ q: 'status:open' }} className="small">
            All {number(total)} open
          </Link>
        ) : null
      }
    >
      <ul className="wrong-tiles">
        {severities.map((severity) => (
          <li key={severity}>
            <Link
              to="/findings"
              search={{ q: `severity:${severity} status:open` }}
              className={`wrong-tile ${open[severity] > 0 ? severity : 'none'}`}
            >
              <span className="wrong-count">{number(open[severity])}</span>{' '}
              <span className={`severity-label ${open[severity] > 0 ? severity : ''}`}>
                <SeverityMark severity={severity} />
                {severityTitles[severity]}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {topChecks.length === 0 ? (
        <Empty icon={CheckCircleIcon} title="No finding is open">
          <p>
            {unknown > 0
              ? `That says nothing about the ${plural(unknown, 'result that is', 'results that are')} unknown.`
              : leftOut > 0
                ? 'What did not pass, somebody decided about.'
                : 'Every check that was judged in the last scans passed.'}
          </p>
        </Empty>
      ) : (
        <>
          <h3 className="wrong-head">Worst problems</h3>
          <ul className="wrong-list">
            {topChecks.map((check) => (
              <li key={check.checkId}>
                <Link
                  to="/findings"
                  search={{ q: `check:${check.checkId} status:open`, group: 'none' }}
                  className="wrong-row"
                  data-row-link
                >
                  <SeverityMark severity={check.severity} />
                  <span className="hidden-visually">{severityTitles[check.severity]}: </span>
                  <span className="wrong-problem">{check.problem}</span>{' '}
                  <span className="wrong-bar" aria-hidden="true">
                    <span className={check.severity} style={{ width: `${Math.max(3, (100 * check.open) / most)}%` }} />
                  </span>
                  <span className="wrong-open">
                    {number(check.open)} <span className="muted">open</span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
      <LeftOutLink count={leftOut} q="" />
    </Card>
  )
}
