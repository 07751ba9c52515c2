import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { ShieldCheckIcon, ShieldSlashIcon } from '@primer/octicons-react'
import { getSession, removeTotp } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { useSession } from '../../session.ts'
import { Card } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { AuthenticatorSetup } from './authenticator-setup.tsx'
import { PasswordQuestion } from './password-question.tsx'

const looks = {
  on: { tone: 'good', word: 'On', icon: ShieldCheckIcon },
  off: { tone: 'calm', word: 'Off', icon: ShieldSlashIcon },
} as const

/** The second factor: set up, set up anew, removed. */
export function Authenticator() {
  const on = useSession().person?.totp === true
  const [removing, setRemoving] = useState(false)
  /** What holds a secret or codes is not closed by a stray key. */
  const [setup, setSetup] = useState<'closed' | 'open' | 'held'>('closed')
  const close = () => setSetup('closed')
  return (
    <Card
      title="Authenticator app"
      lead="A second step at sign-in: six digits from an app on your phone, or a recovery code."
      actions={<State look={on ? looks.on : looks.off} />}
    >
      <div className="row">
        <Button variant={on ? 'default' : 'filled'} onClick={() => setSetup('open')}>
          {on ? 'Set up anew' : 'Set up'}
        </Button>
        {on ? (
          <Button variant="default" onClick={() => setRemoving(true)}>
            Remove
          </Button>
        ) : null}
        {on ? <span className="muted small">For a new phone, or for new recovery codes.</span> : null}
      </div>
      <Modal
        opened={setup !== 'closed'}
        onClose={close}
        title="Set up an authenticator app"
        closeOnClickOutside={setup === 'open'}
        closeOnEscape={setup === 'open'}
        withCloseButton={setup === 'open'}
      >
        <AuthenticatorSetup hold={() => setSetup('held')} close={close} replaces={on} />
      </Modal>
      <Modal opened={removing} onClose={() => setRemoving(false)} title="Remove the authenticator app?">
        <Removal close={() => setRemoving(false)} />
      </Modal>
    </Card>
  )
}

function Removal({ close }: { close: () => void }) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: (ask: () => Promise<unknown>) => ask(),
    onSuccess: () => {
      close()
      notifications.show({ message: 'The authenticator app is removed.' })
      return refresh(getSession)
    },
  })
  return (
    <PasswordQuestion
      button="Remove"
      danger
      pending={isPending}
      error={error}
      send={(password) => mutate(() => call(removeTotp, { body: { password } }))}
      close={close}
    >
      <p>From then on your password alone signs you in. The recovery codes stop working.</p>
    </PasswordQuestion>
  )
}
