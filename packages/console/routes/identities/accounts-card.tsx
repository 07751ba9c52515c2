import type { IdentityDetail } from '@rollcall/api'
import { Link } from '@tanstack/react-router'
import { ExternalLink } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { Privilege, SecondFactor } from './access.tsx'
import '../../ui/table.css'
import './accounts-card.css'

type Account = IdentityDetail['accountList'][number]

/** Every account, what it may do, and why it is taken to be the same one's. */
export function AccountsCard({ accounts }: { accounts: readonly Account[] }) {
  return (
    <Card
      flush
      title="Accounts and access"
      lead="Joined where the system says it is the same account, or where a verified address is shared."
    >
      <div className="table-frame">
        <table className="table folds accounts-table">
          <caption className="hidden-visually">Accounts and access</caption>
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">Organization</th>
              <th scope="col">Role</th>
              <th scope="col">Two-factor</th>
              <th scope="col">Why it belongs here</th>
              <th scope="col">Read</th>
            </tr>
          </thead>
          <tbody>
            {accounts.map((account) => (
              <Row
                key={`${account.connectionId} ${account.stream} ${account.scope} ${account.login}`}
                account={account}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function Row({ account }: { account: Account }) {
  const { login, name, url, scope, role, privileged, secondFactor, why, stale, readAt, connectionId } = account
  return (
    <tr>
      <td className="lead">
        <span className="strong">{url ? <ExternalLink href={url}>{login}</ExternalLink> : login}</span>
        {name && name !== login ? <span className="accounts-name">{name}</span> : null}
      </td>
      <td>
        {scope}
        <span className="accounts-name">
          <Link to="/connections/$id" params={{ id: connectionId }}>
            {account.connectionName}
          </Link>
        </span>
      </td>
      <td className="accounts-role">
        {role ? <span className="accounts-word">{role.replaceAll('_', ' ')}</span> : null}
        <Privilege privileged={role ? privileged : null} quiet />
      </td>
      <td data-label="two-factor">
        <SecondFactor factor={secondFactor} />
      </td>
      <td className="accounts-why secondary">{why}</td>
      <td className="secondary">
        <RelativeTime at={readAt} />
        {stale ? (
          <span className="badge unseen" title="The last scan could not read it; this is from an earlier one">
            from an earlier scan
          </span>
        ) : null}
      </td>
    </tr>
  )
}
