import type { ReactNode } from 'react'
import './table.css'

/** What stands above a column: its name; of numbers, or of buttons, with that. */
export type Column = string | readonly [name: string, kind: 'number' | 'hidden'] | null

/** A table whose rows become cards where there is no room. Columns that are not there for somebody are null. */
export function Table({
  caption,
  columns,
  className = '',
  children,
}: {
  caption: string
  columns: readonly Column[]
  className?: string
  children: ReactNode
}) {
  return (
    <div className="table-frame">
      <table className={`table folds ${className}`}>
        <caption className="hidden-visually">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => {
              if (column === null) return null
              const [name, kind] = typeof column === 'string' ? [column] : column
              return (
                <th key={name} scope="col" {...(kind === 'number' ? { className: 'number' } : {})}>
                  {kind === 'hidden' ? <span className="hidden-visually">{name}</span> : name}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
