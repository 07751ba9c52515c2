import { Link } from '@tanstack/react-router'
import { useMay } from '../../session.ts'
import './check-list.css'

export interface CheckName {
  id: string
  title: string
}

/** Checks by their titles. In the middle of typing, a look at one must not lose what was typed: a new tab. */
export function CheckList({ checks, newTab = false }: { checks: readonly CheckName[]; newTab?: boolean }) {
  const may = useMay('checks:read')
  return (
    <ul className="check-list">
      {checks.map(({ id, title }) => (
        <li key={id}>
          {may ? (
            <Link to="/checks/$id" params={{ id }} {...(newTab ? { target: '_blank' } : {})}>
              {title}
              {newTab ? <span className="hidden-visually"> (opens in a new tab)</span> : null}
            </Link>
          ) : (
            title
          )}
        </li>
      ))}
    </ul>
  )
}
