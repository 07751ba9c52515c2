import { ActionIcon, Menu } from '@mantine/core'
import { CalendarIcon, KebabHorizontalIcon, XCircleIcon } from '@primer/octicons-react'
import type { Decision } from '@rollcall/api'
import { Link } from '@tanstack/react-router'
import { useMay } from '../../session.ts'
import { decisionStates, State } from '../../ui/state.tsx'
import { dateOf, exactTime, RelativeTime } from '../../ui/time.tsx'
import { number, plural } from '../../ui/words.ts'
import '../../ui/table.css'
import './decisions-table.css'

export type Ask = (what: 'end' | 'extend', decision: Decision) => void

const endings: Record<NonNullable<Decision['endedWhy']>, string> = {
  expired: 'Its time was over',
  ended: 'Ended',
  resolved: 'Its findings were resolved',
  evidence_changed: 'The evidence changed',
  replaced: 'Something else was decided',
  gone: 'The connection was removed',
}

/** A decision a row; it leads to the findings on which it stands, or stood. */
export function DecisionsTable({ decisions, ask }: { decisions: readonly Decision[]; ask: Ask }) {
  const mayWork = useMay('findings:write')
  return (
    <div className="table-frame">
      <table className="table folds decisions-table">
        <caption className="hidden-visually">Exceptions, false positives and snoozes</caption>
        <thead>
          <tr>
            <th scope="col">What and why</th>
            <th scope="col">Kind</th>
            <th scope="col" className="number">
              Findings
            </th>
            <th scope="col">Until</th>
            <th scope="col">By</th>
            {mayWork ? (
              <th scope="col">
                <span className="hidden-visually">Actions</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {decisions.map((decision) => (
            <tr key={decision.id} className={`leads-on ${decision.state}`}>
              <td className="lead">
                <Link
                  to="/findings"
                  search={{ q: `decision:${decision.id} status:open,unknown,resolved`, group: 'none' }}
                  className="row-link"
                  data-row-link
                >
                  <About decision={decision} />
                </Link>
                <p className="decision-why">{decision.reason || 'No reason was given.'}</p>
              </td>
              <td>
                <State look={decisionStates[decision.kind]} />
              </td>
              <td className="number" data-label="findings">
                {decision.state === 'ended' ? (
                  <span className="muted">{number(decision.everFindings)}</span>
                ) : (
                  number(decision.findings)
                )}
              </td>
              <td>
                <Until decision={decision} />
              </td>
              <td className="decision-by">
                {decision.madeBy.name}{' '}
                <span className="muted small">
                  <RelativeTime at={decision.madeAt} />
                </span>
              </td>
              {mayWork ? (
                <td className="decision-actions">
                  {decision.state === 'ended' ? null : <Actions decision={decision} ask={ask} />}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What it stands on, in a few words. */
export function About({ decision: { pattern, example, everFindings } }: { decision: Decision }) {
  if (pattern) {
    const where = pattern.scope ?? pattern.connectionName ?? 'every connection'
    return (
      <>
        {pattern.problem}: {pattern.subject ? <code>{pattern.subject}</code> : 'all'} in {where}
      </>
    )
  }
  if (!example) return <>Findings of a connection that was removed</>
  if (everFindings === 1)
    return (
      <>
        {example.problem}: {example.subject}
      </>
    )
  return (
    <>
      {plural(everFindings, 'finding')}, the worst: {example.problem}
    </>
  )
}

function Until({ decision: { state, until, endedAt, endedBy, endedWhy } }: { decision: Decision }) {
  if (state === 'ended')
    return (
      <span className="decision-until">
        {endedAt ? <RelativeTime at={endedAt} /> : null}
        <span className="muted small">
          {endedWhy ? endings[endedWhy] : ''}
          {endedBy ? ` by ${endedBy}` : ''}
        </span>
      </span>
    )
  if (until === null) return <span className="secondary">The evidence changes</span>
  return (
    <span className="decision-until">
      <time dateTime={until} title={exactTime(until)} className="nowrap">
        {dateOf(until)}
      </time>
      {state === 'ending' ? (
        <span className="badge warn">
          ends <RelativeTime at={until} />
        </span>
      ) : null}
    </span>
  )
}

function Actions({ decision, ask }: { decision: Decision; ask: Ask }) {
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label="What can be done with it" className="above">
          <KebabHorizontalIcon size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {decision.until === null ? null : (
          <Menu.Item leftSection={<CalendarIcon size={14} />} onClick={() => ask('extend', decision)}>
            Move its end
          </Menu.Item>
        )}
        <Menu.Item leftSection={<XCircleIcon size={14} />} onClick={() => ask('end', decision)}>
          End now
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
