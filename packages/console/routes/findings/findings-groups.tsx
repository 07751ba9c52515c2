import { ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react'
import { groupFindings, parseFindingQuery, printFindingQuery } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { read } from '../../api.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { type PagePlace, Pager } from '../../ui/pager.tsx'
import { SeverityLabel, severities, severityTitles } from '../../ui/severity.tsx'
import { FindingsList } from './findings-list.tsx'
import type { FindingGroup, Grouping } from './findings-search.ts'
import type { FindingColumn } from './findings-table.tsx'
import '../../ui/table.css'
import './findings-groups.css'

const pageSize = 50

/** What a row still has to say inside a group of that kind. */
const columnsIn: Record<Exclude<Grouping, 'none'>, FindingColumn[]> = {
  check: ['severity', 'subject', 'scope', 'status', 'assignee', 'opened'],
  scope: ['severity', 'problem', 'subject', 'status', 'opened'],
  subject: ['severity', 'problem', 'scope', 'status', 'assignee', 'opened'],
  severity: ['problem', 'subject', 'scope', 'status', 'opened'],
  category: ['severity', 'problem', 'subject', 'scope', 'status', 'opened'],
}

const titles: Record<Exclude<Grouping, 'none'>, string> = {
  check: 'Finding',
  scope: 'Organization',
  subject: 'Subject',
  severity: 'Severity',
  category: 'Category',
}

interface Props {
  q: string
  by: Exclude<Grouping, 'none'>
  place: PagePlace
  go: (place: PagePlace) => void
  unfolded: string | undefined
  unfold: (key: string | undefined) => void
  rows: PagePlace
  goRows: (place: PagePlace) => void
  nothing: ReactNode
}

/** Findings counted by one property; one group at a time lies open. */
export function FindingsGroups(props: Props) {
  const { q, by, place, go, nothing } = props
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...read(groupFindings, {
      query: { ...(q === '' ? {} : { q }), by, limit: pageSize, ...(place.cursor ? { cursor: place.cursor } : {}) },
    }),
    placeholderData: keepPreviousData,
  })
  if (error && !data) return <Failed error={error} retry={refetch} what="The findings" />
  if (!data) return <Loading rows={8} label="Loading findings" />
  if (data.items.length === 0 && !place.cursor) return nothing
  const withResolved = data.items.some((group) => group.resolved > 0)
  const most = Math.max(...data.items.map((group) => group.open + group.unknown + group.resolved))
  return (
    <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'stale-list' : ''}>
      <div className="table-frame">
        <table className="table groups-table">
          <caption className="hidden-visually">Findings by {titles[by].toLowerCase()}</caption>
          <thead>
            <tr>
              <th scope="col">{titles[by]}</th>
              {by === 'severity' ? null : (
                <th scope="col" className="groups-worst">
                  {by === 'check' ? 'Severity' : 'Worst'}
                </th>
              )}
              <th scope="col" className="number">
                Open
              </th>
              <th scope="col" className="number">
                Unknown
              </th>
              {withResolved ? (
                <th scope="col" className="number">
                  Resolved
                </th>
              ) : null}
              <th scope="col" className="groups-bar">
                <span className="hidden-visually">Share</span>
              </th>
            </tr>
          </thead>
          {data.items.map((group) => (
            <Group key={group.key} {...props} group={group} withResolved={withResolved} most={most} />
          ))}
        </table>
      </div>
      <Pager
        list={`groups ${by} ${q}`}
        place={place}
        size={pageSize}
        shown={data.items.length}
        total={data.total}
        next={data.next}
        go={go}
      />
    </div>
  )
}

function Group({
  group,
  q,
  by,
  unfolded,
  unfold,
  rows,
  goRows,
  withResolved,
  most,
}: Props & { group: FindingGroup; withResolved: boolean; most: number }) {
  const open = unfolded === group.key
  const inside = useId()
  const columns = 4 + (by === 'severity' ? 0 : 1) + (withResolved ? 1 : 0)
  const label = by === 'severity' ? nameOf(group) : group.label
  return (
    <tbody className={open ? 'open' : ''}>
      <tr className={`leads-on ${group.open === 0 && group.unknown > 0 ? 'unknown' : ''}`}>
        <td className="groups-label">
          <button
            type="button"
            className="groups-toggle row-link"
            data-row-link
            aria-expanded={open}
            aria-controls={inside}
            onClick={() => unfold(open ? undefined : group.key)}
          >
            {open ? <ChevronDownIcon size={16} /> : <ChevronRightIcon size={16} />}
            {by === 'severity' ? <SeverityLabel severity={group.severity} /> : label}
          </button>
        </td>
        {by === 'severity' ? null : (
          <td className="groups-worst">
            <SeverityLabel severity={group.severity} />
          </td>
        )}
        <td className="number">{group.open > 0 ? <span className="strong">{count(group.open)}</span> : '0'}</td>
        <td className="number">
          {group.unknown > 0 ? (
            <span className="state unseen">{count(group.unknown)}</span>
          ) : (
            <span className="muted">0</span>
          )}
        </td>
        {withResolved ? <td className="number muted">{count(group.resolved)}</td> : null}
        <td className="groups-bar">
          <span className="share" aria-hidden="true">
            <span className={`share-open ${group.severity}`} style={{ width: `${(100 * group.open) / most}%` }} />
            <span className="share-unknown" style={{ width: `${(100 * group.unknown) / most}%` }} />
          </span>
        </td>
      </tr>
      {open ? (
        <tr className="groups-inside" id={inside}>
          <td colSpan={columns}>
            <FindingsList
              q={narrow(q, group.query)}
              columns={columnsIn[by]}
              label={`Findings in ${label}`}
              place={rows}
              go={goRows}
            />
          </td>
        </tr>
      ) : null}
    </tbody>
  )
}

const count = (value: number) => value.toLocaleString('en')

const nameOf = (group: FindingGroup) => severityTitles[severities.find((one) => one === group.key) ?? 'info']

/** The query within a group: the group's own term takes the place of any on the same key. */
function narrow(q: string, groupQuery: string): string {
  const { query } = parseFindingQuery(q)
  const own = parseFindingQuery(groupQuery).query.terms
  const others = query.terms.filter((term) => term.negated || !own.some(({ key }) => key === term.key))
  return printFindingQuery({ ...query, terms: [...others, ...own] })
}
