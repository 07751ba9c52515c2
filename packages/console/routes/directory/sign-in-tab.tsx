import { Button, Tabs } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { CheckCircleIcon, CircleSlashIcon, DashIcon, XCircleIcon } from '@primer/octicons-react'
import {
  type EnterpriseDetail,
  endManagedSessions,
  getSignIn,
  removeSignIn,
  type SignIn,
  type SignInTestResult,
  testSignIn,
  turnSignIn,
} from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call, read, refresh } from '../../api.ts'
import { useMay } from '../../session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Failed, Loading } from '../../ui/empty.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { ExternalLink, Notice } from '../../ui/notice.tsx'
import { Card, Fact, Facts } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { plural } from '../../ui/words.ts'
import { Address } from './address.tsx'
import { providers } from './directory-search.ts'
import { RecoveryCodes } from './recovery-codes.tsx'
import { SetupUserCard } from './setup-user-card.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { signInGuides } from './sign-in-guides.tsx'
import { SignInLinks } from './sign-in-links.tsx'
import { providerTitles } from './states.ts'

const route = getRouteApi('/signed-in/directory/$enterprise')

const looks = {
  on: { tone: 'good', word: 'On', icon: CheckCircleIcon },
  off: { tone: 'warn', word: 'Off', icon: CircleSlashIcon },
  none: { tone: 'calm', word: 'Not set up', icon: DashIcon },
} as const

/** How the users of the enterprise sign in, what to enter at the identity provider, and the way in without it. */
export function SignInTab({ enterprise }: { enterprise: EnterpriseDetail }) {
  const params = { enterprise: enterprise.slug }
  const { data, error, refetch } = useQuery(read(getSignIn, { params }))
  const mayWrite = useMay('directory:write')
  if (!data)
    return (
      <Card flush>
        {error ? <Failed error={error} retry={refetch} what="Sign-in" /> : <Loading rows={6} label="Loading sign-in" />}
      </Card>
    )
  // What the head of the page says already.
  const warnings = data.warnings.filter(({ code }) => !enterprise.notices.some((notice) => notice.code === code))
  return (
    <>
      {warnings.map((warning) => (
        <Notice key={warning.code} tone="warn" title={warning.message}>
          {warning.fix}
        </Notice>
      ))}
      <Standing enterprise={enterprise} signIn={data} mayWrite={mayWrite} />
      <Card title="At the identity provider" lead="What it must know about this enterprise.">
        <div className="stack">
          <Address title="Entity ID, audience" value={data.addresses.entityId} />
          <Address title="Assertion consumer service, reply URL" value={data.addresses.consume} />
          <Address title="Metadata with both" value={data.addresses.metadata} />
          {enterprise.kind === 'ghes' ? (
            <p className="muted small address-choice">
              The option “where users sign in” in{' '}
              <Link to="/directory/$enterprise" params={params} search={{ tab: 'settings' }}>
                Settings
              </Link>{' '}
              chooses between the path of this enterprise and the root of its host name, where GitHub has them.
            </p>
          ) : null}
          <Guides enterprise={enterprise} signIn={data} />
        </div>
      </Card>
      {mayWrite ? (
        <Card title="Here" lead="What this enterprise must know about the identity provider.">
          <SignInForm key={data.setup?.updatedAt ?? 'new'} enterprise={enterprise} signIn={data} />
        </Card>
      ) : null}
      <SetupUserCard enterprise={enterprise} signIn={data} mayWrite={mayWrite} />
      <RecoveryCodes enterprise={enterprise} signIn={data} mayWrite={mayWrite} />
      <SignInLinks enterprise={enterprise} mayWrite={mayWrite} />
    </>
  )
}

function Standing({
  enterprise,
  signIn,
  mayWrite,
}: {
  enterprise: EnterpriseDetail
  signIn: SignIn
  mayWrite: boolean
}) {
  const { setup, addresses, sessions } = signIn
  const params = { enterprise: enterprise.slug }
  const [asking, setAsking] = useState<'off' | 'remove' | 'sessions' | null>(null)
  const turnOn = useMutation({
    mutationFn: () => call(turnSignIn, { params, body: { enabled: true } }),
    onSuccess: () => refresh(getSignIn),
  })
  return (
    <Card
      title="Single sign-on"
      lead="For the users of this enterprise. People of this console sign in as before."
      actions={
        mayWrite && setup ? (
          <>
            <TestButton slug={enterprise.slug} />
            {setup.enabled ? (
              <Button variant="default" onClick={() => setAsking('off')}>
                Turn off
              </Button>
            ) : (
              <Button loading={turnOn.isPending} onClick={() => turnOn.mutate()}>
                Turn on
              </Button>
            )}
          </>
        ) : null
      }
    >
      <div className="stack">
        <Facts>
          <Fact name="State">
            <State look={looks[setup ? (setup.enabled ? 'on' : 'off') : 'none']} />
          </Fact>
          {setup ? (
            <Fact name="By">
              {setup.method === 'saml' ? 'SAML 2.0' : 'OpenID Connect'} with{' '}
              <span className="mono">{setup.issuer}</span>
            </Fact>
          ) : null}
          <Fact name="Users sign in at">
            <ExternalLink href={addresses.home} />
          </Fact>
          <Fact name="Open sessions">{sessions}</Fact>
          {setup ? (
            <Fact name="Changed">
              <RelativeTime at={setup.updatedAt} /> by {setup.updatedBy}
            </Fact>
          ) : null}
        </Facts>
        {setup?.test ? <TestResult test={setup.test} /> : null}
        <FormProblem error={turnOn.error} />
        {mayWrite && (setup || sessions > 0) ? (
          <div className="row">
            {sessions > 0 ? (
              <Button size="xs" variant="default" onClick={() => setAsking('sessions')}>
                End all sessions
              </Button>
            ) : null}
            {setup ? (
              <Button size="xs" variant="default" onClick={() => setAsking('remove')}>
                Remove the set-up
              </Button>
            ) : null}
          </div>
        ) : null}
      </div>
      <ConfirmDialog
        opened={asking === 'off'}
        close={() => setAsking(null)}
        title="Turn off single sign-on?"
        button="Turn off"
        run={async () => {
          await call(turnSignIn, { params, body: { enabled: false } })
          await refresh(getSignIn)
        }}
      >
        <p>
          {plural(sessions, 'session')} that it began end, and nobody signs in but with a recovery code. What is set up
          stays.
        </p>
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'remove'}
        close={() => setAsking(null)}
        title="Remove the set-up?"
        button="Remove"
        run={async () => {
          await call(removeSignIn, { params })
          notifications.show({ message: 'The set-up is removed.' })
          await refresh(getSignIn)
        }}
      >
        <p>Issuer, addresses, certificates and client secret are forgotten, and sessions that it began end.</p>
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'sessions'}
        close={() => setAsking(null)}
        title="End all sessions?"
        button="End all sessions"
        run={async () => {
          const { ended } = await call(endManagedSessions, { params })
          notifications.show({ message: `${plural(ended, 'session')} ended.` })
          await refresh(getSignIn)
        }}
      >
        <p>Every user of {enterprise.name} has to sign in again. Nobody is suspended.</p>
      </ConfirmDialog>
    </Card>
  )
}

/** Opens the identity provider in a window of its own; what came back shows here as soon as it is there. */
function TestButton({ slug }: { slug: string }) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      // Opened by the click itself: what an answer opens later, browsers block.
      const other = window.open('about:blank', '_blank')
      try {
        const { url } = await call(testSignIn, { params: { enterprise: slug } })
        if (!other) throw new Error('The browser blocked the window.')
        other.opener = null
        other.location.href = url
      } catch (failed) {
        other?.close()
        throw failed
      }
    },
  })
  return (
    <>
      <Button variant="default" loading={isPending} onClick={() => mutate()}>
        Test the connection
      </Button>
      <FormProblem error={error} />
    </>
  )
}

function TestResult({ test }: { test: SignInTestResult }) {
  return (
    <section className="side-part" aria-label="The last test">
      <p>
        <State
          look={
            test.ok
              ? { tone: 'good', word: 'The last test went well', icon: CheckCircleIcon }
              : { tone: 'bad', word: 'The last test let nobody in', icon: XCircleIcon }
          }
        />{' '}
        <span className="muted small">
          <RelativeTime at={test.at} />
        </span>
      </p>
      <p>{test.message}</p>
      {test.fix ? <p className="secondary">{test.fix}</p> : null}
      {test.claims.length > 0 ? (
        <details>
          <summary>What the identity provider said</summary>
          <Facts>
            {test.claims.map(({ name, values }) => (
              <Fact key={name} name={name}>
                {values.join(', ')}
              </Fact>
            ))}
          </Facts>
        </details>
      ) : null}
    </section>
  )
}

function Guides({ enterprise, signIn }: { enterprise: EnterpriseDetail; signIn: SignIn }) {
  const { guide = enterprise.identityProvider } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Tabs
      value={guide}
      keepMounted={false}
      onChange={(value) => {
        const next = providers.find((one) => one === value)
        if (next) void navigate({ search: { tab: 'sign-in', guide: next }, replace: true, resetScroll: false })
      }}
    >
      <Tabs.List>
        {providers.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {one === 'other' ? 'Another one' : providerTitles[one]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {providers.map((one) => (
        <Tabs.Panel key={one} value={one} className="enterprise-panel">
          {one === guide ? signInGuides[one](signIn, enterprise) : null}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
