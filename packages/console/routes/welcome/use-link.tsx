import type { checkLink, RouteOutput, Session } from '@rollcall/api'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { takeSession, useSession } from '../../session.ts'
import { FrontDoor } from '../../ui/front-door.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { clockTime } from '../../ui/time.tsx'
import { AccountForm } from './account-form.tsx'
import { WalkIn } from './walk-in.tsx'
import './welcome.css'

type Link = RouteOutput<typeof checkLink>

/** What the link is for, and the form that uses it. */
export function UseLink({ token, link }: { token: string; link: Link }) {
  const { setupNeeded } = useSession()
  const [passwordSet, setPasswordSet] = useState(false)
  const enter = useEntrance(() => setPasswordSet(true))
  if (passwordSet) return <PasswordSet />
  const { title, lead } = saidOf(link, setupNeeded)
  return (
    <FrontDoor
      title={title}
      lead={lead}
      below={
        <>
          <OtherPerson email={link.email} />
          {link.purpose === 'setup' || link.purpose === 'demo' ? (
            <p>
              Rollcall reads who has access to the software your company runs, judges it, and shows what is wrong and
              what could not be seen.
            </p>
          ) : null}
          <p>
            This link works once, until <Until at={link.expiresAt} />.
          </p>
        </>
      }
    >
      {link.purpose === 'demo' ? (
        <WalkIn token={token} enter={enter} />
      ) : (
        <AccountForm token={token} link={link} purpose={link.purpose} enter={enter} />
      )}
    </FrontDoor>
  )
}

function saidOf({ purpose, email }: Link, setupNeeded: boolean): { title: string; lead: React.ReactNode } {
  const account = <span className="strong">{email}</span>
  switch (purpose) {
    case 'setup':
      return {
        title: setupNeeded ? 'Create the first admin' : 'Create an admin',
        lead: 'Admins connect systems, invite people and may do everything here.',
      }
    case 'invitation':
      return { title: 'Join Rollcall', lead: <>You were invited as {account}. Choose a password, and you are in.</> }
    case 'reset':
      return { title: 'Set a new password', lead: <>For {account}. It ends every session of this account.</> }
    case 'demo':
      return {
        title: 'See it with example data',
        lead: 'Harborlight is a company that does not exist: two GitHub organizations, three weeks of scans. Nothing leaves this machine.',
      }
  }
}

/** A person may be in already, as somebody else. */
function OtherPerson({ email }: { email: string | null }) {
  const { person } = useSession()
  if (!person || person.email === email) return null
  return (
    <p>
      You are signed in as <span className="strong">{person.email}</span>. Using the link signs that account out of this
      browser.
    </p>
  )
}

function Until({ at }: { at: string }) {
  const soon = Date.parse(at) - Date.now() < 12 * 3_600_000
  if (soon) return <time dateTime={at}>{clockTime(at)}</time>
  const date = new Date(at)
  return (
    <time dateTime={at}>
      {date.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })}, {clockTime(at)}
    </time>
  )
}

/** Takes over the session that using the link answered. A second factor, or a disabled account, gets a password and no session. */
function useEntrance(refused: () => void): (session: Session) => Promise<void> {
  const router = useRouter()
  return async (session) => {
    takeSession(session)
    if (!session.person) return refused()
    await router.navigate({ to: '/', replace: true })
  }
}

function PasswordSet() {
  return (
    <FrontDoor
      title="The password is set"
      lead="Sign in with it, and with your second factor if you have one. If the account is disabled, an admin enables it first in Settings › People."
    >
      <LinkButton to="/login" variant="default" fullWidth>
        To sign in
      </LinkButton>
    </FrontDoor>
  )
}
