import { type ReactNode, useEffect } from 'react'
import './page.css'

/** Heading, what belongs beside it, and the page's own name in the browser's tab. */
export function Page({
  title,
  heading = title,
  lead,
  actions,
  above,
  narrow = false,
  children,
}: {
  title: string
  heading?: ReactNode
  lead?: ReactNode
  actions?: ReactNode
  above?: ReactNode
  narrow?: boolean
  children: ReactNode
}) {
  useTitle(title)
  return (
    <div className={narrow ? 'page narrow' : 'page'}>
      <header className="page-head">
        {above ? <div className="page-above">{above}</div> : null}
        <div className="page-head-row">
          <h1 tabIndex={-1} className="focus-quiet">
            {heading}
          </h1>
          {actions ? <div className="page-actions">{actions}</div> : null}
        </div>
        {lead ? <div className="page-lead">{lead}</div> : null}
      </header>
      {children}
    </div>
  )
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Rollcall`
  }, [title])
}

export function Card({
  title,
  lead,
  actions,
  flush = false,
  children,
  className = '',
}: {
  title?: ReactNode
  lead?: ReactNode
  actions?: ReactNode
  /** The content reaches the edges: a table, a list. */
  flush?: boolean
  children: ReactNode
  className?: string
}) {
  return (
    <section className={`card ${flush ? 'flush' : ''} ${className}`}>
      {title ? (
        <header className="card-head">
          <div className="grow">
            <h2>{title}</h2>
            {lead ? <p className="card-lead">{lead}</p> : null}
          </div>
          {actions}
        </header>
      ) : null}
      <div className="card-body">{children}</div>
    </section>
  )
}

/** Name and value, one below the other. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="facts">{children}</dl>
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
