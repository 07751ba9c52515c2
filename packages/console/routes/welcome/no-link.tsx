import { useSession } from '../../session.ts'
import { FrontDoor } from '../../ui/front-door.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { PasteLink } from './paste-link.tsx'
import './welcome.css'

/** The page without a link: where to find one. */
export function NoLink({ enter }: { enter: (token: string) => void }) {
  const { setupNeeded, demo, person } = useSession()
  if (setupNeeded) return <FirstStart demo={demo} enter={enter} />
  return (
    <FrontDoor
      title="Welcome"
      heading="Open a one-time link"
      lead="An invitation or a link for a new password, as an admin gave it to you."
    >
      <PasteLink enter={enter} label="Your link" />
      <LinkButton to={person ? '/' : '/login'} variant="default" fullWidth>
        {person ? 'To the console' : 'Sign in instead'}
      </LinkButton>
    </FrontDoor>
  )
}

function FirstStart({ demo, enter }: { demo: boolean; enter: (token: string) => void }) {
  return (
    <FrontDoor
      title="Welcome"
      heading={demo ? 'Walk in with the printed link' : 'Rollcall is running and waits for its first admin'}
      lead={
        demo
          ? 'The demo opens with a one-time link from its terminal.'
          : 'A one-time link creates that account. There is no default password.'
      }
    >
      <div className="stack">
        <p>The link stands in the terminal, or the log, where Rollcall was started:</p>
        <pre className="welcome-terminal">
          <span className="muted">
            {demo ? 'Walk in (30 minutes, once):' : 'Create the first admin with this link:'}
          </span>
          {`\n\n  ${location.origin}/welcome#rc_link_…`}
        </pre>
        <p className="small muted">It works once, for 30 minutes. A restart prints a new one.</p>
      </div>
      <PasteLink enter={enter} label="Open it from there, or paste it here" />
    </FrontDoor>
  )
}
