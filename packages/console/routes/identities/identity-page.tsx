import { PersonIcon } from '@primer/octicons-react'
import { ApiError, getIdentity, type IdentityDetail } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Card, Fact, Facts, Page } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { plural } from '../../ui/words.ts'
import { StaleNotice } from '../findings/stale-notice.tsx'
import { kindTitles, Privilege, SecondFactor, unseen } from './access.tsx'
import { AccessCard } from './access-card.tsx'
import { AccountsCard } from './accounts-card.tsx'
import { CredentialsCard } from './credentials-card.tsx'
import { IdentityFindings } from './identity-findings.tsx'
import { KindCard } from './kind-card.tsx'
import { UnseenFacts } from './unseen-facts.tsx'
import './identity-page.css'

const route = getRouteApi('/signed-in/identities/$id')

/** One identity: who it is, which accounts are its, what they may do, and what is wrong with them. */
export function IdentityPage() {
  const { id } = route.useParams()
  const { data, error, refetch } = useQuery(read(getIdentity, { params: { id } }))
  const above = <Link to="/identities">Identities</Link>
  if (error && !data)
    return (
      <Page title="Identity" above={above}>
        <Card>
          {error instanceof ApiError && error.status === 404 ? (
            <Empty
              icon={PersonIcon}
              title="There is no such identity"
              actions={
                <LinkButton to="/identities" variant="default">
                  All identities
                </LinkButton>
              }
            >
              <p>
                Its last account may be gone from every connected system, or have been joined with another identity.
              </p>
            </Empty>
          ) : (
            <Failed error={error} retry={refetch} what="The identity" />
          )}
        </Card>
      </Page>
    )
  if (!data)
    return (
      <Page title="Identity" above={above}>
        <Card>
          <Loading rows={4} label="Loading the identity" />
        </Card>
        <Card>
          <Loading rows={6} label="Loading its accounts" />
        </Card>
      </Page>
    )
  return (
    <Page title={data.name} above={above} lead={<Lead identity={data} />}>
      <StaleNotice />
      <About identity={data} />
      <KindCard identity={data} />
      <UnseenFacts identity={data} />
      <AccountsCard accounts={data.accountList} />
      <AccessCard identity={data} />
      <CredentialsCard identity={data} />
      <Guarded>
        <IdentityFindings identity={data} />
      </Guarded>
    </Page>
  )
}

function Guarded({ children }: { children: ReactNode }) {
  return useMay('findings:read') ? children : null
}

/** What its accounts add up to. */
function About({
  identity: {
    scopes,
    privileged,
    secondFactor,
    accountList,
    lastSeen,
    unseen: { use },
  },
}: {
  identity: IdentityDetail
}) {
  const emails = [...new Set(accountList.flatMap((account) => account.verifiedEmails))]
  return (
    <Card className="identity-facts">
      <Facts>
        <Fact name="Highest access">
          <Privilege privileged={privileged} />
        </Fact>
        <Fact name={accountList.length === 1 ? 'Two-factor' : 'Two-factor, weakest'}>
          <SecondFactor factor={secondFactor} />
        </Fact>
        <Fact name="Accounts">
          {plural(accountList.length, 'account')} in {plural(scopes.length, 'organization')}
        </Fact>
        <Fact name="Last seen">
          {lastSeen ? (
            <>
              <RelativeTime at={lastSeen.at} />
              <span className="muted small identity-how">{lastSeen.how}</span>
            </>
          ) : (
            <>
              <State look={unseen} />
              <span className="muted small identity-how">{whyNotSeen(use)}</span>
            </>
          )}
        </Fact>
        <Fact name="Verified addresses">
          {emails.length === 0 ? <span className="muted">None seen</span> : emails.join(', ')}
        </Fact>
      </Facts>
    </Card>
  )
}

/** What it is, and since when it is known. */
function Lead({ identity: { kind, logins, firstSeenAt } }: { identity: IdentityDetail }) {
  return (
    <>
      {kind === 'unknown' ? <span className="badge unseen">the facts do not say what it is</span> : kindTitles[kind]}
      {' · '}
      {logins.join(', ')}
      <span className="muted">
        {' · '}first seen <RelativeTime at={firstSeenAt} />
      </span>
    </>
  )
}

/** Uses are told by few lists: that none tells of one does not mean that there was none. */
function whyNotSeen(unread: IdentityDetail['unseen']['use']): string {
  const [first] = unread
  return first ? `${first.title} could not be read: ${first.gap.detail}` : 'Nothing that was read tells of a use.'
}
