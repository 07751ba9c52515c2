import { SortAscIcon, SortDescIcon } from '@primer/octicons-react'
import type { Identity } from '@rollcall/api'
import { Link } from '@tanstack/react-router'
import { Breakable } from '../../ui/breakable.tsx'
import { SeverityMark, severityTitles } from '../../ui/severity.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { number } from '../../ui/words.ts'
import { kindTitles, Privilege, SecondFactor } from './access.tsx'
import '../../ui/table.css'
import './identities-table.css'

type Sort = 'name' | 'findings'

export function IdentitiesTable({
  identities,
  sort,
  setSort,
}: {
  identities: readonly Identity[]
  sort: Sort
  setSort: (sort: Sort) => void
}) {
  return (
    <div className="table-frame">
      <table className="table folds identities-table">
        <caption className="hidden-visually">Identities</caption>
        <thead>
          <tr>
            <SortHead by="name" sort={sort} setSort={setSort}>
              Identity
            </SortHead>
            <th scope="col">Kind</th>
            <th scope="col">Organizations</th>
            <th scope="col">Highest access</th>
            <th scope="col">Two-factor</th>
            <th scope="col">Last seen</th>
            <SortHead by="findings" sort={sort} setSort={setSort}>
              Open findings
            </SortHead>
          </tr>
        </thead>
        <tbody>
          {identities.map((identity) => (
            <Row key={identity.id} identity={identity} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function SortHead({
  by,
  sort,
  setSort,
  children,
}: {
  by: Sort
  sort: Sort
  setSort: (sort: Sort) => void
  children: string
}) {
  const on = by === sort
  const way = by === 'name' ? 'ascending' : 'descending'
  const Icon = by === 'name' ? SortAscIcon : SortDescIcon
  return (
    <th scope="col" {...(on ? { 'aria-sort': way } : {})}>
      <button type="button" className="sort" {...(on ? { 'data-on': true } : {})} onClick={() => setSort(by)}>
        {children}
        {on ? <Icon size={14} /> : null}
      </button>
    </th>
  )
}

function Row({ identity }: { identity: Identity }) {
  const { id, name, logins, kind, kindReasons, lastSeen, scopes, privileged, secondFactor, openFindings, worst } =
    identity
  const others = logins.filter((login) => login !== name)
  return (
    <tr className="leads-on">
      <td className="lead">
        <Link to="/identities/$id" params={{ id }} className="row-link" data-row-link>
          {name}
        </Link>{' '}
        <span className="muted">
          <Breakable text={others.join(', ')} />
        </span>
      </td>
      <td className="secondary" title={kindReasons.join(' ')}>
        {kindTitles[kind]}
        <span className="muted small identities-why">
          {kindReasons.at(kind === 'service_account' || kind === 'break_glass' ? 0 : -1)}
        </span>
      </td>
      <td className="secondary">{scopes.join(', ')}</td>
      <td>
        <Privilege privileged={privileged} />
      </td>
      <td data-label="two-factor">
        <SecondFactor factor={secondFactor} />
      </td>
      <td data-label="last seen" className="secondary">
        {lastSeen ? <RelativeTime at={lastSeen.at} /> : <span className="muted">Not known</span>}
      </td>
      <td data-label="findings">
        {openFindings > 0 && worst ? (
          <span className={`severity-label ${worst}`}>
            <SeverityMark severity={worst} />
            <span>
              {number(openFindings)}
              <span className="identities-worst">
                {openFindings > 1 ? ', worst ' : ' '}
                {severityTitles[worst].toLowerCase()}
              </span>
            </span>
          </span>
        ) : (
          <span className="muted">None</span>
        )}
      </td>
    </tr>
  )
}
