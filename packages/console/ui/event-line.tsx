import type { Event } from '@rollcall/api'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { listWords } from './empty.tsx'
import { dateOf } from './time.tsx'

/** What happened, in a sentence; `about="self"` where the subject is plain from the place. */
export function EventLine({ event, about = 'named' }: { event: Event; about?: 'named' | 'self' }) {
  const { type, data } = event
  const text = (name: string) => (typeof data[name] === 'string' ? (data[name] as string) : '')
  const count = (name: string) => (typeof data[name] === 'number' ? (data[name] as number).toLocaleString('en') : '0')
  const subject = about === 'self' ? null : <Subject event={event} />
  const said = sentences[type]?.({ text, count, subject, event })
  return <span className="event-line">{said ?? <>{type}</>}</span>
}

interface Told {
  text: (name: string) => string
  count: (name: string) => string
  /** Null where the reader knows what it is about. */
  subject: ReactNode
  event: Event
}

const finding =
  (verb: string) =>
  ({ text, subject }: Told) => (
    <>
      {subject ? (
        <>
          Finding {verb}: {subject}
        </>
      ) : (
        verb.charAt(0).toUpperCase() + verb.slice(1)
      )}
      {text('about') ? ` on ${text('about')}` : ''}
      {text('result') === 'unknown' ? ', unknown' : ''}
      {text('resolution') ? ` (${resolutions[text('resolution')] ?? text('resolution')})` : ''}
    </>
  )

const resolutions: Record<string, string> = {
  passed: 'seen to be right',
  gone: 'its subject is gone',
  not_applicable: 'does not apply any more',
  seen: 'can be seen now',
}

/** What it was about, after the verb. */
function OnFinding({ subject, about }: { subject: ReactNode; about: string }) {
  if (!subject) return null
  return (
    <>
      {': '}
      {subject}
      {about ? ` on ${about}` : ''}
    </>
  )
}

const decisionWords: Record<string, string> = {
  excepted: 'Excepted',
  false_positive: 'Called a false positive',
  snoozed: 'Snoozed',
  attested: 'Attested',
}

const endingWords: Record<string, string> = {
  expired: 'its time was over',
  ended: 'somebody ended it',
  resolved: 'the finding was resolved',
  evidence_changed: 'the evidence changed',
  unmatched: 'it does not fit the pattern any more',
  replaced: 'something else was decided',
  gone: 'the connection was removed',
}

const about =
  (words: string) =>
  ({ subject }: Told) => (
    <>
      {words}
      {subject ? <> {subject}</> : null}
    </>
  )

const inEnterprise =
  (words: string) =>
  ({ subject, text }: Told) => (
    <>
      {words} {subject} in {text('enterprise')}
    </>
  )

const stream =
  (words: string) =>
  ({ subject, text }: Told) => (
    <>
      {words} the audit log stream {subject ? <>of {subject} </> : null}to{' '}
      <span className="mono">{text('leadsTo')}</span>
    </>
  )

/** A sentence for each type of event. One that is new to this console shows its type. */
const sentences: Record<string, (told: Told) => ReactNode> = {
  'finding.opened': finding('opened'),
  'finding.reopened': finding('reopened'),
  'finding.resolved': finding('resolved'),
  'finding.assigned': ({ text, subject }) => (
    <>
      {text('to') ? (
        <>
          Assigned to <span className="strong">{text('to')}</span>
        </>
      ) : (
        'Assigned to nobody'
      )}
      <OnFinding subject={subject} about={text('about')} />
    </>
  ),
  'finding.due_set': ({ text, subject }) => (
    <>
      {text('due') ? `Due by ${dateOf(text('due'))}` : 'Due date removed'}
      <OnFinding subject={subject} about={text('about')} />
    </>
  ),
  'finding.noted': ({ text, subject }) => (
    <>
      Note
      <OnFinding subject={subject} about={text('about')} />: {text('text')}
    </>
  ),
  'finding.decided': ({ text, subject }) => (
    <>
      {decisionWords[text('kind')] ?? text('kind')}
      {text('until') ? ` until ${dateOf(text('until'))}` : ''}
      <OnFinding subject={subject} about={text('about')} />
      {text('reason') ? `: ${text('reason')}` : ''}
    </>
  ),
  'finding.decision_ended': ({ text, subject }) => (
    <>
      {text('stands') === 'resolved'
        ? 'Decision over'
        : (decisionWords[text('stands')] ?? `Stands again as ${text('stands')}`)}
      <OnFinding subject={subject} about={text('about')} />: {endingWords[text('why')] ?? text('why')}
    </>
  ),
  'findings.changed': ({ text, count }) => (
    <>
      {text('change') === 'due'
        ? text('due')
          ? `Set the due date ${dateOf(text('due'))} on`
          : 'Removed the due date of'
        : text('to')
          ? `Assigned to ${text('to')}:`
          : 'Assigned to nobody:'}{' '}
      {count('findings')} findings
      {text('query') ? (
        <>
          {' '}
          for <code>{text('query')}</code>
        </>
      ) : null}
    </>
  ),
  'decision.made': ({ text, count }) => (
    <>
      {decisionWords[text('kind')] ?? text('kind')}
      {text('until') ? ` until ${dateOf(text('until'))}` : ''}: {count('findings')} findings
      {text('reason') ? `, “${text('reason')}”` : ''}
    </>
  ),
  'decision.extended': ({ text }) => <>Moved the end of a decision to {dateOf(text('until'))}</>,
  'decision.ended': ({ text, count }) => (
    <>
      Decision over, {endingWords[text('why')] ?? text('why')}: {count('findings')} findings stand again
      {text('reason') ? `; it was “${text('reason')}”` : ''}
    </>
  ),
  'connection.created': about('Connected'),
  'connection.updated': ({ subject, event }) => (
    <>
      Changed {listWords(changedNames(event.data)) || 'settings'} of {subject ?? 'it'}
    </>
  ),
  'connection.removed': about('Removed the connection'),
  'connection.credential_replaced': about('Replaced the credential of'),
  'registration.made': about('Created the App'),
  'registration.forgotten': about('Forgot the App'),
  'connection.health_changed': ({ text, subject }) => (
    <>
      {subject ?? 'It'} went from {healthWords[text('from')] ?? text('from')} to {healthWords[text('to')] ?? text('to')}
    </>
  ),
  'notice.raised': ({ text, subject }) => (
    <>
      Noticed{subject ? <> on {subject}</> : null}: {text('detail')}
    </>
  ),
  'notice.cleared': ({ text, subject }) => (
    <>
      Over{subject ? <> on {subject}</> : null}: {text('detail')}
    </>
  ),
  'identity.declared': ({ text, subject }) => (
    <>
      Declared {subject ?? 'it'} to be a {text('kind').replaceAll('_', ' ')}: {text('reason')}
    </>
  ),
  'identity.declaration_ended': ({ text, subject }) => (
    <>
      Took back that {subject ?? 'it'} is a {text('kind').replaceAll('_', ' ')}
    </>
  ),
  'scan.started': about('Asked for a scan of'),
  'scan.cancel_requested': about('Asked to cancel the scan of'),
  'scan.cancelled': about('Cancelled the scan of'),
  'scan.failed': ({ text, subject }) => (
    <>
      Scan failed{subject ? <> on {subject}</> : null}
      {text('message') ? `: ${text('message')}` : ''}
    </>
  ),
  'scan.succeeded': ({ count, subject }) => (
    <>
      Scanned {subject ?? 'it'}: {count('records')} records, {count('opened')} opened, {count('resolved')} resolved,{' '}
      {count('unknown')} unknown
    </>
  ),
  'session.started': () => <>Signed in</>,
  'session.ended': () => <>Signed out</>,
  'session.refused': ({ subject, count }) => (
    <>
      Sign-in refused{subject ? <> for {subject}</> : null} ({count('failures')} so far)
    </>
  ),
  'person.created': ({ subject, text }) => (
    <>
      Added {subject ?? 'the person'} as {text('role').replace('_', ' ')}
    </>
  ),
  'person.updated': about('Changed the account of'),
  'person.removed': about('Removed'),
  'person.locked': about('Too many failed sign-ins; locked'),
  'person.password_changed': about('Changed the password of'),
  'person.totp_added': about('Set up an authenticator for'),
  'person.totp_removed': about('Removed the authenticator of'),
  'link.created': about('Made a one-time link for'),
  'link.used': about('Used a one-time link as'),
  'token.created': about('Created the API token'),
  'token.revoked': about('Revoked the API token'),
  'enterprise.created': about('Made the enterprise'),
  'enterprise.updated': about('Changed the enterprise'),
  'enterprise.removed': ({ subject, count }) => (
    <>
      Removed the enterprise {subject} with {count('users')} users and {count('groups')} groups
    </>
  ),
  'enterprise.copied': about('Copied an enterprise to rehearse on'),
  'enterprise.scim_enabled': ({ subject, count }) => (
    <>
      Turned SCIM on in {subject}
      {Number(count('suspended')) === 0 ? null : <>: {count('suspended')} accounts suspended</>}
    </>
  ),
  'enterprise.scim_disabled': ({ subject, count }) => (
    <>
      Turned SCIM off in {subject}: {count('identitiesEnded')} identities and {count('groupsEnded')} groups ended
    </>
  ),
  'enterprise.sso_reset': ({ subject, count }) => (
    <>
      Disabled single sign-on of {subject}: {count('suspended')} accounts suspended, {count('groupsEnded')} groups ended
    </>
  ),
  'account.created': about('Made the account'),
  'account.suspended': about('Suspended the account'),
  'account.unsuspended': about('Unsuspended the account'),
  'account.promoted': about('Made an enterprise owner of'),
  'account.demoted': about('Took the role of enterprise owner from'),
  'account.renamed': about('Renamed an account to'),
  'account.deleted': about('Deleted the account'),
  'mail.retried': about('Asked to send e-mails of'),
  'move.started': about('Started to move to another identity provider:'),
  'move.step_done': ({ subject, text }) => (
    <>
      Ended the step {text('step')} of the move of {subject}
    </>
  ),
  'move.ended': about('Put away the move of'),
  'scim_token.created': ({ subject, text }) => (
    <>
      Created the SCIM token {subject} of {text('enterprise')}
    </>
  ),
  'scim_token.revoked': ({ subject, text }) => (
    <>
      Revoked the SCIM token {subject} of {text('enterprise')}
    </>
  ),
  'sign_in.set_up': about('Set up how users sign in to'),
  'sign_in.enabled': about('Turned on single sign-on of'),
  'sign_in.disabled': about('Turned off single sign-on of'),
  'sign_in.removed': about('Removed single sign-on of'),
  'sign_in.link_removed': about('Unlinked an account from its identity in'),
  'managed_sessions.ended': ({ subject, count, text }) => (
    <>
      Ended {count('count')} sessions of {text('login') === 'all' ? 'all users' : text('login')} in {subject}
    </>
  ),
  'recovery_codes.generated': about('Made recovery codes for'),
  'recovery_codes.kept': ({ subject, text }) => (
    <>
      The recovery codes of {subject} were {text('how')}
    </>
  ),
  'setup_password.made': about('Made a password for the set-up user of'),
  'organization.created': inEnterprise('Made the organization'),
  'organization.removed': inEnterprise('Deleted the organization'),
  'organization.member_set': ({ subject, text }) => (
    <>
      Made <code>{text('login')}</code> {text('role') === 'admin' ? 'an owner' : 'a member'} of {subject}
    </>
  ),
  'organization.member_removed': ({ subject, text }) => (
    <>
      Took <code>{text('login')}</code> out of {subject}
    </>
  ),
  'team.created': inEnterprise('Made the team'),
  'team.removed': inEnterprise('Deleted the team'),
  'team.linked': ({ subject, text }) => (
    <>
      Linked the group {text('group')} to the team {subject}
    </>
  ),
  'team.unlinked': ({ subject, text }) => (
    <>
      Unlinked the group {text('group')} from the team {subject}
    </>
  ),
  'team.organizations_set': ({ subject, count, text }) => (
    <>
      Gave the team {subject}{' '}
      {text('selection') === 'all'
        ? 'all organizations'
        : text('selection') === 'disabled'
          ? 'no organization'
          : `the organizations chosen for it (${count('count')})`}
    </>
  ),
  'team.reconciled': ({ subject, count }) => (
    <>
      Synchronized the team {subject}: {count('changed')} changes
    </>
  ),
  'team.member_added': ({ subject, text }) => (
    <>
      Added <code>{text('login')}</code> to the team {subject}
    </>
  ),
  'team.member_removed': ({ subject, text }) => (
    <>
      Took <code>{text('login')}</code> out of the team {subject}
    </>
  ),
  'licences.set': ({ subject, count, event }) => (
    <>
      Set the licences of {subject}
      {typeof event.data.limit === 'number' ? ` to ${count('limit')}` : ': no limit'}
    </>
  ),
  'audit_stream.created': stream('Created'),
  'audit_stream.updated': stream('Changed'),
  'audit_stream.removed': stream('Removed'),
  'audit_stream.failing': stream('Noticed that it fails for long:'),
  'audit_stream.recovered': stream('Works again:'),
  'export.made': ({ text }) => (
    <>
      Exported {text('what')} as {text('format').toUpperCase()}
      {text('query') ? (
        <>
          {' '}
          for <code>{text('query')}</code>
        </>
      ) : null}
    </>
  ),
  'key.rotated': () => <>Rotated the root key</>,
  'server.started': ({ text }) => <>Rollcall {text('version')} started</>,
}

const changes: Record<string, string> = {
  name: 'the name',
  scanEveryHours: 'the schedule',
  label: 'the label',
  owner: 'the owner',
}
const healthWords: Record<string, string> = { ok: 'healthy', limited: 'limited', failing: 'failing', new: 'new' }

/** What a change of a connection was about. Settings are named as their form names them. */
function changedNames({ settings, ...data }: Event['data']): string[] {
  const labels = (Array.isArray(settings) ? settings : []) as { label: string }[]
  return [...Object.keys(data).flatMap((name) => changes[name] ?? []), ...labels.map(({ label }) => `“${label}”`)]
}

/** What it happened to, as a link where there is a page for it. */
function Subject({ event: { subject, type } }: { event: Event }) {
  if (!subject) return null
  if (subject.kind === 'finding')
    return (
      <Link
        to="."
        search={(before: Record<string, unknown>) => ({ ...before, open: subject.id })}
        state={{ fromPage: true }}
        resetScroll={false}
        data-finding={subject.id}
      >
        {subject.name}
      </Link>
    )
  if (subject.kind === 'connection' && type !== 'connection.removed')
    return (
      <Link to="/connections/$id" params={{ id: subject.id }}>
        {subject.name}
      </Link>
    )
  if (subject.kind === 'identity')
    return (
      <Link to="/identities/$id" params={{ id: subject.id }}>
        {subject.name}
      </Link>
    )
  if (subject.kind === 'enterprise' && type !== 'enterprise.removed')
    return (
      <Link to="/directory/$enterprise" params={{ enterprise: subject.id }}>
        {subject.name}
      </Link>
    )
  return <span className="strong">{subject.name}</span>
}
