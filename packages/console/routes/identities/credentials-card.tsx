import type { IdentityDetail } from '@rollcall/api'
import { ExternalLink } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { dateOf, RelativeTime } from '../../ui/time.tsx'
import { Unread } from './unread.tsx'
import '../../ui/table.css'

/** Tokens and keys that are known of it. No part of any of them. */
export function CredentialsCard({ identity: { credentials, unseen } }: { identity: IdentityDetail }) {
  return (
    <Card flush title="Credentials" lead="Tokens and keys that the connected systems tell of; never a part of one.">
      <Unread gaps={unseen.credential} what="Credentials" />
      {credentials.length === 0 ? (
        <p className="secondary identity-nothing">
          {unseen.credential.length === 0
            ? 'None is told of. Classic tokens and keys that were never authorised for single sign-on are not listed by GitHub.'
            : 'None was seen.'}
        </p>
      ) : (
        <div className="table-frame">
          <table className="table folds">
            <caption className="hidden-visually">Credentials</caption>
            <thead>
              <tr>
                <th scope="col">Credential</th>
                <th scope="col">Organization</th>
                <th scope="col">It may</th>
                <th scope="col">Ends</th>
                <th scope="col">Last used</th>
              </tr>
            </thead>
            <tbody>
              {credentials.map(({ scope, type, name, may, expiresAt, lastUsedAt, url }) => (
                <tr key={`${scope} ${type} ${name} ${expiresAt} ${lastUsedAt} ${may}`}>
                  <td className="lead">
                    {url ? <ExternalLink href={url}>{name || type}</ExternalLink> : name || type}
                    {name ? <span className="accounts-name">{type}</span> : null}
                  </td>
                  <td>{scope}</td>
                  <td className="secondary identity-may">{may === null ? <NotTold /> : may || 'no scopes'}</td>
                  <td data-label="ends">
                    {expiresAt === null ? <NotTold /> : expiresAt === '' ? 'Never' : dateOf(expiresAt)}
                  </td>
                  <td data-label="last used">
                    {lastUsedAt === null ? <NotTold /> : lastUsedAt === '' ? 'Never' : <RelativeTime at={lastUsedAt} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}

const NotTold = () => <span className="badge unseen">not told</span>
