import { Button } from '@mantine/core'
import { type EnterpriseDetail, getSignIn, makeSetupPassword, type SignIn } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { ExternalLink } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { RelativeTime } from '../../ui/time.tsx'

interface Props {
  enterprise: EnterpriseDetail
  signIn: SignIn
  mayWrite: boolean
}

/** The built-in account of an appliance, which signs in with a password whatever the identity provider does. */
export function SetupUserCard({ enterprise, signIn: { setupUser, addresses }, mayWrite }: Props) {
  const [asking, setAsking] = useState(false)
  const make = useMutation({
    mutationFn: () => call(makeSetupPassword, { params: { enterprise: enterprise.slug } }),
    onSuccess: () => refresh(getSignIn),
    gcTime: 0,
  })
  if (!setupUser) return null
  const { login, passwordSetAt, passwordSetBy } = setupUser
  return (
    <Card
      title="Set-up user"
      lead={`The built-in account ${login} signs in with a password of its own, whatever the identity provider does.`}
      actions={
        mayWrite && !make.data ? (
          <Button
            variant="default"
            loading={make.isPending}
            onClick={() => (passwordSetAt ? setAsking(true) : make.mutate())}
          >
            {passwordSetAt ? 'Reset the password' : 'Make a password'}
          </Button>
        ) : null
      }
    >
      <div className="stack">
        {passwordSetAt ? (
          <p>
            It has a password, set <RelativeTime at={passwordSetAt} /> by {passwordSetBy}. It is typed in at{' '}
            <ExternalLink href={addresses.home} />.
          </p>
        ) : (
          <p className="secondary">It has no password yet.</p>
        )}
        <FormProblem error={make.error} />
        {make.data ? (
          <>
            <ShownOnce label={`Password of ${login}`} value={make.data.password}>
              It is not shown again. Keep it where it can be had without the identity provider. On its account page{' '}
              {login} can choose another.
            </ShownOnce>
            <div className="row">
              <Button variant="subtle" onClick={() => make.reset()}>
                Done
              </Button>
            </div>
          </>
        ) : null}
      </div>
      <ConfirmDialog
        opened={asking}
        close={() => setAsking(false)}
        title={`Reset the password of ${login}?`}
        button="Reset the password"
        run={() => make.mutateAsync()}
      >
        <p>The present one ends, and whoever signed in with it is signed out.</p>
      </ConfirmDialog>
    </Card>
  )
}
