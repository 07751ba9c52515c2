import type { Connection } from '@rollcall/api'
import type { ReactNode } from 'react'
import { Fact, Facts } from '../../ui/page.tsx'
import { dateOf, exactTime, useNow } from '../../ui/time.tsx'
import './credential-facts.css'

type Credential = Connection['credential']

const day = 86_400_000
const nearMs = 14 * day

/** When a credential ends: `near` is soon enough to see to it now. */
export function endOf({ expiresAt }: Credential, now: number): 'never' | 'unknown' | 'ended' | 'near' | 'far' {
  if (expiresAt === undefined) return 'unknown'
  if (expiresAt === null) return 'never'
  const left = Date.parse(expiresAt) - now
  return left <= 0 ? 'ended' : left < nearMs ? 'near' : 'far'
}

/** Who a credential is and what it may do. The secret itself is nowhere to be seen. */
export function CredentialFacts({ credential, children }: { credential: Credential; children?: ReactNode }) {
  return (
    <Facts>
      <Fact name="Credential">{credential.kind}</Fact>
      <Fact name="Owner">
        <span className="strong">{credential.owner}</span>
      </Fact>
      <Fact name="Ends">
        <End credential={credential} />
      </Fact>
      {credential.facts?.map(({ name, value, url }) => (
        <Fact key={name} name={name}>
          {url === undefined ? (
            value
          ) : (
            <a href={url} target="_blank" rel="noreferrer">
              {value}
            </a>
          )}
        </Fact>
      ))}
      {children}
      <Fact name={credential.facts ? 'Permissions' : 'Scopes'}>
        <Scopes scopes={credential.scopes} />
      </Fact>
    </Facts>
  )
}

function Scopes({ scopes }: { scopes: string[] | null }) {
  if (scopes === null) return <span className="muted">The system does not tell</span>
  if (scopes.length === 0) return <span className="badge warn">none</span>
  return (
    <span className={scopes.length > 6 ? 'row many-scopes' : 'row'} style={{ ['--row-gap' as string]: '4px' }}>
      {scopes.map((scope) => (
        <span key={scope} className="badge mono">
          {scope}
        </span>
      ))}
    </span>
  )
}

function describeLeft(ms: number): string {
  if (ms <= 0) return 'ended'
  const days = Math.floor(ms / day)
  return days === 0 ? 'within a day' : days === 1 ? 'in 1 day' : `in ${days} days`
}

function End({ credential }: { credential: Credential }) {
  const now = useNow()
  const end = endOf(credential, now)
  if (end === 'unknown') return <span className="muted">The system does not tell</span>
  if (end === 'never' || !credential.expiresAt) return <>Never</>
  const date = (
    <>
      <time dateTime={credential.expiresAt} title={exactTime(credential.expiresAt)}>
        {dateOf(credential.expiresAt)}
      </time>
      <span className="ends-in">{describeLeft(Date.parse(credential.expiresAt) - now)}</span>
    </>
  )
  if (end === 'far') return date
  return <span className={end === 'ended' ? 'ends-bad' : 'ends-soon'}>{date}</span>
}
