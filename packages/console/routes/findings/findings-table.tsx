import { Checkbox } from '@mantine/core'
import type { Finding } from '@rollcall/api'
import { useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Breakable } from '../../ui/breakable.tsx'
import { SeverityLabel } from '../../ui/severity.tsx'
import { decisionStates, findingStates, State } from '../../ui/state.tsx'
import { dateOf, RelativeTime, useNow } from '../../ui/time.tsx'
import { FindingLink } from './finding-link.tsx'
import { type Selection, useSelection } from './selection.tsx'
import '../../ui/table.css'
import './findings-table.css'

const newForMs = 7 * 86_400_000

export type FindingColumn = 'severity' | 'problem' | 'subject' | 'scope' | 'status' | 'assignee' | 'opened' | 'seen'

/** Rows of findings. The first of `problem` and `subject` leads on to the finding. */
export function FindingsTable({
  findings,
  columns: wanted,
  label,
  heads = {},
}: {
  findings: readonly Finding[]
  columns: readonly FindingColumn[]
  label: string
  /** Heads that are more than words, such as those that sort. */
  heads?: Partial<Record<FindingColumn, { head: ReactNode; sorted?: 'ascending' | 'descending' }>>
}) {
  const open = useSearch({ strict: false, select: (search: { open?: string }) => search.open })
  // A column in which nothing stands gives its place to the others.
  const columns = wanted.filter(
    (column) => column !== 'assignee' || findings.some(({ assignee, dueAt }) => assignee !== null || dueAt !== null),
  )
  const lead = columns.find((column) => column === 'problem' || column === 'subject')
  const selection = useSelection()
  return (
    <div className="table-frame">
      <table className="table folds findings-table">
        <caption className="hidden-visually">{label}</caption>
        <thead>
          <tr>
            {selection ? <SelectAll findings={findings} selection={selection} /> : null}
            {columns.map((column) => (
              <th
                key={column}
                scope="col"
                className={`column-${column}`}
                {...(heads[column]?.sorted ? { 'aria-sort': heads[column].sorted } : {})}
              >
                {heads[column]?.head ?? columnTitles[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {findings.map((finding) => (
            <tr
              key={finding.id}
              className={`leads-on ${finding.status}`}
              aria-current={finding.id === open ? 'true' : undefined}
              {...(selection?.has(finding.id) ? { 'data-selected': true } : {})}
            >
              {selection ? (
                <td className="column-select">
                  <Checkbox
                    className="above"
                    size="xs"
                    iconColor="var(--surface)"
                    checked={selection.whole || selection.has(finding.id)}
                    onChange={(event) => selection.choose([finding.id], event.currentTarget.checked)}
                    aria-label={`Select ${finding.problem}: ${subjectName(finding)}`}
                  />
                </td>
              ) : null}
              {columns.map((column) => (
                <td
                  key={column}
                  className={`column-${column} ${column === lead ? 'lead' : ''}`}
                  {...(folded[column] ? { 'data-label': folded[column] } : {})}
                >
                  {cell(finding, column, column === lead)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export const columnTitles: Record<FindingColumn, string> = {
  severity: 'Severity',
  problem: 'Finding',
  subject: 'Subject',
  scope: 'Organization',
  status: 'Status',
  assignee: 'Assignee',
  opened: 'Opened',
  seen: 'Last seen',
}

/** On a narrow page a bare age would not say what happened then. */
const folded: Partial<Record<FindingColumn, string>> = { opened: 'opened', seen: 'seen' }

function cell(finding: Finding, column: FindingColumn, leads: boolean): ReactNode {
  switch (column) {
    case 'severity':
      return <SeverityLabel severity={finding.severity} />
    case 'problem':
      return leads ? (
        <>
          <FindingLink id={finding.id} className="row-link">
            {finding.problem}
          </FindingLink>
          <Marks finding={finding} />
        </>
      ) : (
        finding.problem
      )
    case 'subject':
      return leads ? (
        <>
          <FindingLink id={finding.id} className="row-link">
            <Breakable text={subjectName(finding)} />
          </FindingLink>
          <Marks finding={finding} />
        </>
      ) : (
        <Breakable text={subjectName(finding)} />
      )
    case 'scope':
      return <Breakable text={finding.scope} />
    case 'status':
      return <Status finding={finding} />
    case 'assignee':
      return finding.assignee || finding.dueAt ? <Assignment finding={finding} /> : null
    case 'opened':
      return <RelativeTime at={finding.reopenedAt ?? finding.openedAt} />
    case 'seen':
      return <RelativeTime at={finding.seenAt} />
  }
}

/** What was seen, and below it what somebody decided. */
function Status({ finding: { status, decision } }: { finding: Finding }) {
  if (!decision) return <State look={findingStates[status]} />
  return (
    <span className="status-decided">
      <State look={findingStates[status]} />
      <State
        look={decisionStates[decision.kind]}
        title={`${decision.reason}${decision.until ? ` Until ${dateOf(decision.until)}.` : ''}`}
      />
    </span>
  )
}

function Assignment({ finding: { assignee, dueAt, status } }: { finding: Finding }) {
  const now = useNow()
  const late = dueAt !== null && status !== 'resolved' && Date.parse(dueAt) <= now
  return (
    <span className="assignment">
      {assignee ? <span className="truncate">{assignee.name}</span> : null}
      {dueAt ? (
        <span className={late ? 'badge bad' : 'muted small'}>
          {late ? 'overdue since' : 'due'} {dateOf(dueAt)}
        </span>
      ) : null}
    </span>
  )
}

/** All of the page, or none of it. */
function SelectAll({ findings, selection }: { findings: readonly Finding[]; selection: Selection }) {
  const ids = findings.map(({ id }) => id)
  const chosen = ids.filter(selection.has).length
  const all = selection.whole || (ids.length > 0 && chosen === ids.length)
  return (
    <th scope="col" className="column-select">
      <Checkbox
        size="xs"
        iconColor="var(--surface)"
        checked={all}
        indeterminate={!all && chosen > 0}
        onChange={(event) => selection.choose(ids, event.currentTarget.checked)}
        aria-label="Select all on this page"
      />
    </th>
  )
}

/** What a finding is about. An unknown can stand for more than could be counted. */
export function subjectName(finding: Pick<Finding, 'subject' | 'count' | 'scope'>): string {
  if (finding.subject) return finding.subject.name
  if (finding.count !== null) return `${finding.count.toLocaleString('en')} in ${finding.scope}`
  return `All of ${finding.scope}`
}

function Marks({ finding }: { finding: Finding }) {
  return (
    <>
      {finding.unverified && finding.status === 'open' ? (
        <span className="badge unseen" title={finding.unverified.detail}>
          not verified
        </span>
      ) : null}
      {finding.reopenedAt && finding.status !== 'resolved' ? <span className="badge warn">reopened</span> : null}
      {!finding.reopenedAt && finding.status === 'open' && Date.now() - Date.parse(finding.openedAt) < newForMs ? (
        <span className="badge">new</span>
      ) : null}
    </>
  )
}
