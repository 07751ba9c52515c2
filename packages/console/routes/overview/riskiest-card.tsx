import type { Identity } from '@rollcall/api'
import { Link } from '@tanstack/react-router'
import { Card } from '../../ui/page.tsx'
import { SeverityMark, severityTitles } from '../../ui/severity.tsx'
import { plural } from '../../ui/words.ts'
import { Privilege } from '../identities/access.tsx'
import './riskiest-card.css'

/** Those whose accounts stand worst. */
export function RiskiestCard({ identities }: { identities: readonly Identity[] }) {
  if (identities.length === 0) return null
  return (
    <Card
      title="Identities at most risk"
      actions={
        <Link to="/identities" search={{ sort: 'findings' }} className="small">
          All identities
        </Link>
      }
    >
      <ul className="riskiest">
        {identities.map((identity) => (
          <li key={identity.id}>
            <Link to="/identities/$id" params={{ id: identity.id }} className="riskiest-row" data-row-link>
              {identity.worst ? (
                <>
                  <SeverityMark severity={identity.worst} />
                  <span className="hidden-visually">{severityTitles[identity.worst]}: </span>
                </>
              ) : null}
              <span className="grow truncate">
                <span className="strong">{identity.name}</span>{' '}
                <span className="muted riskiest-login">{identity.logins.join(', ')}</span>
              </span>{' '}
              <Privilege privileged={identity.privileged} quiet />
              <span className="riskiest-open">{plural(identity.openFindings, 'finding')}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
