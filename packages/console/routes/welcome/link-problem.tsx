import { Button } from '@mantine/core'
import { SyncIcon } from '@primer/octicons-react'
import { ApiError } from '@rollcall/api'
import { useSession } from '../../session.ts'
import { FormProblem } from '../../ui/form-problem.tsx'
import { FrontDoor } from '../../ui/front-door.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { PasteLink } from './paste-link.tsx'

/** The link does not work, or could not be asked about: what to do instead. */
export function LinkProblem({
  error,
  retry,
  forget,
  enter,
}: {
  error: unknown
  retry: () => void
  forget: () => void
  enter: (token: string) => void
}) {
  const dead = error instanceof ApiError && (error.code === 'auth.link_invalid' || error.code === 'request.invalid')
  if (dead) return <DeadLink enter={enter} />
  return (
    <FrontDoor title="Welcome" heading="Your link could not be looked at">
      <FormProblem error={error} />
      <div className="row">
        <Button leftSection={<SyncIcon size={14} />} onClick={retry}>
          Try again
        </Button>
        <Button variant="default" onClick={forget}>
          Use another link
        </Button>
      </div>
    </FrontDoor>
  )
}

function DeadLink({ enter }: { enter: (token: string) => void }) {
  const { setupNeeded, demo, person } = useSession()
  return (
    <FrontDoor
      title="Link does not work"
      heading="This link does not work any more"
      lead={<span role="alert">It has expired, was used before, or was not copied whole. Each link works once.</span>}
    >
      {demo || setupNeeded ? (
        <p>Restart Rollcall: it prints a new link in its terminal each time it starts{demo ? ' with --demo' : ''}.</p>
      ) : (
        <ul className="welcome-ways">
          <li>If you set your password with it already, sign in.</li>
          <li>Otherwise ask an admin for a new one: Settings › People makes it.</li>
          <li>
            If you run the server yourself and are locked out, <code>npm start -- --setup-link</code> prints one.
          </li>
        </ul>
      )}
      <PasteLink enter={enter} label="A newer link" />
      {setupNeeded ? null : (
        <LinkButton to={person ? '/' : '/login'} variant="default" fullWidth>
          {person ? 'To the console' : 'Sign in'}
        </LinkButton>
      )}
    </FrontDoor>
  )
}
