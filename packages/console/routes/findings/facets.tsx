import { groupFindings, parseFindingQuery, withTerm } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'
import { SeverityMark, severities, severityTitles } from '../../ui/severity.tsx'
import { decisionStates, findingStates, type UnseenIcon } from '../../ui/state.tsx'
import type { FindingGroup } from './findings-search.ts'
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

const marks = [
  { value: 'new', title: 'New this week' },
  { value: 'reopened', title: 'Reopened' },
  { value: 'unverified', title: 'Not verified' },
] as const

/** The filters that are wanted most, each with how many it would show. They write into the query like a person would. */
export function Facets({ q, search }: { q: string; search: (q: string) => void }) {
  const readable = parseFindingQuery(q).problems.length === 0 ? q : ''
  const wide = withTerm(withTerm(readable, 'severity', []), 'status', ['open', 'unknown', 'resolved'])
  const { data } = useQuery({
    ...read(groupFindings, { query: { q: wide, by: 'severity', limit: 5 } }),
    placeholderData: keepPreviousData,
  })
  // Decided findings are left out of the numbers above; here they are, with the status that the search is about.
  const { data: decided } = useQuery({
    ...read(groupFindings, {
      query: { q: withTerm(withTerm(readable, 'severity', []), 'decision', ['any']), by: 'severity', limit: 5 },
    }),
    placeholderData: keepPreviousData,
  })
  const groups = data?.items ?? []
  const terms = parseFindingQuery(readable).query.terms
  const chosen = (key: 'severity' | 'status' | 'is' | 'decision' | 'assignee' | 'due') =>
    terms.filter((term) => term.key === key && !term.negated).flatMap((term) => term.values)
  const statuses = chosen('status')
  const bySeverity = chosen('severity')
  const inStatus = (group: FindingGroup) =>
    (statuses.length === 0 ? ['open', 'unknown'] : statuses).reduce((sum, status) => sum + group[status as Status], 0)
  const count = (wanted: Status[]) =>
    groups
      .filter((group) => bySeverity.length === 0 || bySeverity.includes(group.key))
      .reduce((sum, group) => sum + wanted.reduce((part, status) => part + group[status], 0), 0)
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
            aria-pressed={sameStatuses(wanted, statuses)}
            onClick={() => search(withTerm(q, 'status', wanted))}
          >
            {Icon ? <Icon size={14} /> : null}
            {title}
            {data ? (
              <span className="facet-count">
                {count(wanted.length === 0 ? ['open', 'unknown'] : wanted).toLocaleString('en')}
              </span>
            ) : null}
          </button>
        ))}
      </fieldset>
      <fieldset className="facet">
        <legend className="hidden-visually">Severity</legend>
        {severities.map((severity) => {
          const group = groups.find((one) => one.key === severity)
          return (
            <button
              key={severity}
              type="button"
              aria-pressed={bySeverity.includes(severity)}
              onClick={() => {
                const wanted = toggled(bySeverity, severity)
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
              {data ? <span className="facet-count">{(group ? inStatus(group) : 0).toLocaleString('en')}</span> : null}
            </button>
          )
        })}
      </fieldset>
      <fieldset className="facet">
        <legend className="hidden-visually">Decided</legend>
        {decisions.map(({ value, field }) => {
          const { icon: Icon, word } = decisionStates[value]
          const count = (decided?.items ?? [])
            .filter((group) => bySeverity.length === 0 || bySeverity.includes(group.key))
            .reduce((sum, group) => sum + group[field], 0)
          const on = chosen('decision').includes(value)
          return count === 0 && !on ? null : (
            <button
              key={value}
              type="button"
              aria-pressed={on}
              onClick={() => search(withTerm(q, 'decision', toggled(chosen('decision'), value)))}
            >
              <Icon size={14} />
              {word}
              {decided ? <span className="facet-count">{count.toLocaleString('en')}</span> : null}
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
