import type { Connection } from '@rollcall/api'
import { useMay } from '../../session.ts'
import { Notice } from '../../ui/notice.tsx'
import { Card, Fact } from '../../ui/page.tsx'
import { dateOf, RelativeTime, useNow } from '../../ui/time.tsx'
import { CredentialFacts, endOf } from '../connect/credential-facts.tsx'
import { EnterpriseFacts } from '../connect/enterprise-facts.tsx'
import { ReplaceCredential } from './replace-credential.tsx'

/** Who the connection acts as. The secret is sealed, and nothing here can show it. */
export function CredentialTab({ connection }: { connection: Connection }) {
  const mayReplace = useMay('connections:write')
  return (
    <>
      <Card title="Credential in use" lead="The secret is sealed and cannot be shown, by anyone.">
        <CredentialFacts credential={connection.credential}>
          <Fact name="Set">
            <RelativeTime at={connection.credentialSetAt} />
          </Fact>
        </CredentialFacts>
      </Card>
      <EnterpriseFacts reports={connection.enterprise} recorded={String(connection.config.enterprise ?? '')} />
      {mayReplace ? <ReplaceCredential connection={connection} /> : null}
    </>
  )
}

/** Says on every tab that the credential ends soon: then nothing is seen any more. */
export function CredentialNotice({ connection: { credential } }: { connection: Connection }) {
  const end = endOf(credential, useNow())
  if (!credential.expiresAt || (end !== 'near' && end !== 'ended')) return null
  return end === 'ended' ? (
    <Notice tone="bad" title={`The credential ended on ${dateOf(credential.expiresAt)}`}>
      Nothing can be read with it. Replace it under Credential.
    </Notice>
  ) : (
    <Notice
      tone="warn"
      title={
        <>
          The credential ends <RelativeTime at={credential.expiresAt} />
        </>
      }
    >
      After that nothing can be read. Create a new one and replace it under Credential.
    </Notice>
  )
}
