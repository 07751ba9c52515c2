import type { ReactNode } from 'react'
import { useSession } from '../session.ts'
import { Mark } from './mark.tsx'
import { useTitle } from './page.tsx'
import './front-door.css'

/** What stands before the console: one card under the name of the house. */
export function FrontDoor({
  title,
  heading = title,
  lead,
  children,
  below,
}: {
  title: string
  heading?: ReactNode
  lead?: ReactNode
  children: ReactNode
  below?: ReactNode
}) {
  useTitle(title)
  const { version } = useSession()
  return (
    <div className="front">
      <header className="front-brand">
        <Mark size={36} />
        <span>Rollcall</span>
      </header>
      <main className="front-main">
        <div className="front-card">
          <div className="front-head">
            <h1>{heading}</h1>
            {lead ? <div className="front-lead">{lead}</div> : null}
          </div>
          {children}
        </div>
        {below ? <div className="front-below">{below}</div> : null}
      </main>
      <footer className="front-foot">Rollcall {version}</footer>
    </div>
  )
}
