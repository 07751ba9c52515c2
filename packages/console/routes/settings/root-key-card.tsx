import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { SyncIcon } from '@primer/octicons-react'
import { getSystem, rotateKey, type System } from '@rollcall/api'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Card, Fact, Facts } from '../../ui/page.tsx'
import { RelativeTime } from '../../ui/time.tsx'

const origins: Record<System['key']['origin'], string> = {
  file: 'A file',
  environment: 'The environment, ROLLCALL_KEY',
  command: 'A command, ROLLCALL_KEY_COMMAND',
}

/** The key that seals the credentials, and its rotation where that can be done from here. */
export function RootKeyCard({ system: { key, servers } }: { system: System }) {
  const [asking, setAsking] = useState(false)
  const rotatable = key.origin === 'file' && servers.length === 1
  return (
    <Card
      title="Root key"
      lead="Every stored credential is sealed with it. Back it up apart from the database: without it they cannot be opened."
      actions={
        rotatable ? (
          <Button variant="default" leftSection={<SyncIcon size={14} />} onClick={() => setAsking(true)}>
            Rotate
          </Button>
        ) : null
      }
    >
      <div className="stack">
        <Facts>
          <Fact name="Key id">
            <span className="mono">{key.id}</span>
          </Fact>
          <Fact name="Comes from">{origins[key.origin]}</Fact>
          <Fact name="Seals">
            {key.secrets.toLocaleString('en')} {key.secrets === 1 ? 'secret' : 'secrets'}
          </Fact>
          <Fact name="Last rotated">{key.rotatedAt ? <RelativeTime at={key.rotatedAt} /> : 'Never'}</Fact>
        </Facts>
        {rotatable ? null : <HowToRotate fromFile={key.origin === 'file'} />}
      </div>
      <ConfirmDialog
        opened={asking}
        close={() => setAsking(false)}
        title="Rotate the root key?"
        button="Rotate"
        run={async () => {
          const { id, secrets } = await call(rotateKey)
          notifications.show({ message: `The root key is ${id} now. Secrets sealed anew: ${secrets}.` })
          await refresh(getSystem)
        }}
      >
        <p>
          A new key is written to the key file and{' '}
          {key.secrets === 1 ? 'the secret is' : `all ${key.secrets.toLocaleString('en')} secrets are`} sealed anew.
          Nothing stops meanwhile.
        </p>
        <p>
          A backup of the database from before opens only with the present key, <code>{key.id}</code>: keep that one as
          long as you keep such backups.
        </p>
      </ConfirmDialog>
    </Card>
  )
}

function HowToRotate({ fromFile }: { fromFile: boolean }) {
  return (
    <p className="secondary small">
      {fromFile
        ? 'Several servers share this database, each with its own key file, so it cannot be rotated from here: '
        : 'To rotate it: '}
      start with the new key as <code>ROLLCALL_KEY</code> and this one as <code>ROLLCALL_KEY_PREVIOUS</code>. Every
      secret is sealed anew at start.
    </p>
  )
}
