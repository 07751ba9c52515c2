import { Button } from '@mantine/core'
import {
  type ApiToken,
  listChecks,
  listConnections,
  listEvents,
  listFindings,
  listIdentities,
  listPeople,
  type Permission,
  routeUrl,
} from '@rollcall/api'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { curlFor } from '../findings/curl.ts'
import '../../ui/dialog.css'
import './tokens-page.css'

/** Something to try the token with, by the first permission that it has. */
const examples: [Permission, string][] = [
  ['findings:read', routeUrl(listFindings, { query: { q: 'severity:critical' } })],
  ['identities:read', routeUrl(listIdentities)],
  ['connections:read', routeUrl(listConnections)],
  ['checks:read', routeUrl(listChecks)],
  ['events:read', routeUrl(listEvents)],
  ['people:manage', routeUrl(listPeople)],
  ['metrics:read', '/metrics'],
]

/** The token, this one time, and how to use it. */
export function NewToken({ created, close }: { created: ApiToken & { token: string }; close: () => void }) {
  const path = examples.find(([permission]) => created.permissions.includes(permission))?.[1]
  return (
    <div className="dialog-form">
      <ShownOnce label="API token" value={created.token}>
        It is not shown again. Keep it where the program keeps its secrets, never in a repository.
      </ShownOnce>
      {path === undefined ? null : (
        <div className="token-example">
          <div className="row spread">
            <span className="strong">Try it, with the token in ROLLCALL_TOKEN</span>
            <CopyButton text={curlFor(path)} />
          </div>
          <pre>{curlFor(path)}</pre>
        </div>
      )}
      <div className="dialog-actions">
        <Button onClick={close}>Done</Button>
      </div>
    </div>
  )
}
