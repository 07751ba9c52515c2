import { groupFindings, parseFindingQuery, withTerm } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'
import { SeverityMark, severities, severityTitles } from '../../ui/severity.tsx'
import { decisionStates, findingStates, type UnseenIcon } from '../../ui/state.tsx'
import { number } from '../../ui/words.ts'
import './facets.css'

type Status = 'open' | 'unknown' | 'resolved'

const choices: {
  title: string
  statuses: Status[]
  icon?: typeof UnseenIcon | (typeof findingStates)['open']['icon']
}[] = [
  { title: 'Needs attention', statuses: [] },
  { title: 'Open', statuses: ['open'], icon: findingStates.open.icon },
  { title: 'Unknown', statuses: ['unknown'], icon: findingStates.unknown.icon },
  { title: 'Resolved', statuses: ['resolved'], icon: findingStates.resolved.icon },
]

const decisions = [
  { value: 'excepted', field: 'excepted' },
  { value: 'false_positive', field: 'falsePositive' },
  { value: 'snoozed', field: 'snoozed' },
] as const

type CountField = 'open' | 'unknown' | 'resolved' | 'excepted' | 'falsePositive' | 'snoozed'

const marks = [
  { value: 'new', title: 'New this week' },
  { value: 'reopened', title: 'Reopened' },
  { value: 'unverified', title: 'Not verified' },
  { value: 'attestable', title: 'To attest' },
] as const

/** The filters that are wanted most, each with how many it would show. They write into the query like a person would. */
export function Facets({ q, search }: { q: string; search: (q: string) => void }) {
  const readable = parseFindingQuery(q).problems.length === 0 ? q : ''
  const anySeverity = withTerm(readable, 'severity', [])
  const count = (q: string) => ({
    ...read(groupFindings, { query: { q, by: 'severity' as const, limit: 5 } }),
    placeholderData: keepPreviousData,
  })
  // Each row of buttons is counted as if nothing of that row were chosen yet.
  const everyStatus = withTerm(withTerm(anySeverity, 'status', ['open', 'unknown', 'resolved']), 'decision', [])
  const { data: byStatus } = useQuery(count(everyStatus))
  const { data: byDecision } = useQuery(count(withTerm(anySeverity, 'decision', ['any'])))
  const { data: bySeverity } = useQuery(count(anySeverity))
  const terms = parseFindingQuery(readable).query.terms
  const chosen = (key: 'severity' | 'status' | 'is' | 'decision' | 'assignee' | 'due') =>
    terms.filter((term) => term.key === key && !term.negated).flatMap((term) => term.values)
  const statuses = chosen('status')
  const chosenSeverities = chosen('severity')
  const undecided = !terms.some((term) => term.key === 'decision')
  const sum = (data: typeof byStatus, fields: readonly CountField[]) =>
    (data?.items ?? [])
      .filter((group) => chosenSeverities.length === 0 || chosenSeverities.includes(group.key))
      .reduce((total, group) => total + fields.reduce((part, field) => part + group[field], 0), 0)
  const toggled = (values: string[], value: string) =>
    values.includes(value) ? values.filter((one) => one !== value) : [...values, value]

  return (
    <div className="facets">
      <fieldset className="facet joined">
        <legend className="hidden-visually">Status</legend>
        {choices.map(({ title, statuses: wanted, icon: Icon }) => (
          <button
            key={title}
            type="button"
            aria-pressed={undecided && sameStatuses(wanted, statuses)}
            onClick={() => search(withTerm(withTerm(q, 'decision', []), 'status', wanted))}
          >
            {Icon ? <Icon size={14} /> : null}
            {title}
            {byStatus ? (
              <span className="facet-count">
                {number(sum(byStatus, wanted.length === 0 ? ['open', 'unknown'] : wanted))}
              </span>
            ) : null}
          </button>
        ))}
      </fieldset>
      <fieldset className="facet">
        <legend className="hidden-visually">Severity</legend>
        {severities.map((severity) => {
          const group = bySeverity?.items.find((one) => one.key === severity)
          return (
            <button
              key={severity}
              type="button"
              aria-pressed={chosenSeverities.includes(severity)}
              onClick={() => {
                const wanted = toggled(chosenSeverities, severity)
                search(
                  withTerm(
                    q,
                    'severity',
                    severities.filter((one) => wanted.includes(one)),
                  ),
                )
              }}
            >
              <SeverityMark severity={severity} />
              {severityTitles[severity]}
              {bySeverity ? (
                <span className="facet-count">{number(group ? group.open + group.unknown + group.resolved : 0)}</span>
              ) : null}
            </button>
          )
        })}
      </fieldset>
      <fieldset className="facet">
        <legend className="hidden-visually">Decided</legend>
        {decisions.map(({ value, field }) => {
          const { icon: Icon, word } = decisionStates[value]
          const found = sum(byDecision, [field])
          const on = chosen('decision').includes(value)
          return found === 0 && !on ? null : (
            <button
              key={value}
              type="button"
              aria-pressed={on}
              onClick={() => search(withTerm(q, 'decision', toggled(chosen('decision'), value)))}
            >
              <Icon size={14} />
              {word}
              {byDecision ? <span className="facet-count">{number(found)}</span> : null}
            </button>
          )
        })}
      </fieldset>
      <fieldset className="facet">
        <legend className="hidden-visually">Marks</legend>
        {marks.map(({ value, title }) => (
          <button
            key={value}
            type="button"
            aria-pressed={chosen('is').includes(value)}
            onClick={() => search(withTerm(q, 'is', toggled(chosen('is'), value)))}
          >
            {title}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={chosen('assignee').includes('me')}
          onClick={() => search(withTerm(q, 'assignee', toggled(chosen('assignee'), 'me')))}
        >
          Assigned to me
        </button>
        <button
          type="button"
          aria-pressed={chosen('due').includes('overdue')}
          onClick={() => search(withTerm(q, 'due', toggled(chosen('due'), 'overdue')))}
        >
          Overdue
        </button>
      </fieldset>
    </div>
  )
}

/** Without a word on the status, open and unknown are meant. */
function sameStatuses(wanted: readonly string[], chosen: readonly string[]): boolean {
  const meant = (statuses: readonly string[]) =>
    [...(statuses.length === 0 ? ['open', 'unknown'] : statuses)].sort().join()
  return meant(wanted) === meant(chosen)
}
