import type { ConnectorSheet, PreflightReport } from '@rollcall/api'
import { useState } from 'react'
import { LinkedText } from '../../ui/linked-text.tsx'
import { ExternalLink } from '../../ui/notice.tsx'
import { Card, Fact } from '../../ui/page.tsx'
import { preflightStates } from '../../ui/state.tsx'
import { describeCost, describeShareAndTime } from '../connections/spending.ts'
import { StreamGaps } from '../connections/stream-gaps.tsx'
import { mostColumns, StreamTable } from '../connections/stream-table.tsx'
import { CredentialFacts } from './credential-facts.tsx'
import { EnterpriseFacts } from './enterprise-facts.tsx'
import { scopeWord } from './field-values.ts'
import { describeReaders } from './readers.ts'
import './preflight-view.css'

/** What a credential can read, before anything is saved. */
export function PreflightView({
  connector,
  report,
  recorded = '',
}: {
  connector: ConnectorSheet
  report: PreflightReport
  /** The enterprise that is entered for the connection. */
  recorded?: string
}) {
  const [unfolded, setUnfolded] = useState<string>()
  const several = (report.credential.methods ?? []).length > 1
  return (
    <>
      <Card title="Credential">
        <CredentialFacts credential={report.credential}>
          {report.estimate ? (
            <Fact name="The first scan takes">
              {describeCost(report.estimate)}
              <span className="muted small preflight-share">{describeShareAndTime(report.estimate)}</span>
            </Fact>
          ) : null}
        </CredentialFacts>
      </Card>
      <Card
        title={`${report.scopes.length === 1 ? '' : `${report.scopes.length} `}${scopeWord(connector, report.scopes.length)}`}
        flush
      >
        <ScopeList scopes={report.scopes} />
      </Card>
      <EnterpriseFacts reports={report.enterprise} recorded={recorded} />
      <Card title="Streams" lead="What Rollcall reads, and whether this credential opens it." flush>
        <StreamTable
          label="Streams and whether they can be read"
          rows={report.streams}
          looks={preflightStates}
          note={({ methods }) => (several ? describeReaders(methods, connector.methods) : null)}
          about={(stream) => connector.streams.find((one) => one.id === stream)?.reads}
          below={(rows) =>
            rows.some((row) => row.gap) ? (
              <StreamGaps
                newTab
                scopes={report.scopes.length}
                rows={rows.map(({ scope, gap, checksLost }) => ({ scope, gap, lost: checksLost }))}
              />
            ) : null
          }
          {...(report.scopes.length > mostColumns ? { inside: () => null, unfolded, unfold: setUnfolded } : {})}
        />
      </Card>
    </>
  )
}

export function ScopeList({ scopes }: { scopes: PreflightReport['scopes'] }) {
  return (
    <ul className="scope-list">
      {scopes.map(({ scope, name, url, role, gap, without = [] }) => (
        <li key={scope}>
          <span className="scope-name">
            <span className="strong">{name}</span>
            <span className="muted small">
              <ExternalLink href={url} />
            </span>
          </span>
          <span className={/^(App|owner|App and owner)$/.test(role) ? 'badge' : 'badge warn'}>
            {gap ? 'not readable' : role}
          </span>
          {[...(gap ? [gap] : []), ...without.map((one) => one.gap)].map(({ detail, fix, link }) => (
            <p key={detail} className="secondary small scope-gap">
              <LinkedText text={`${detail} ${fix}`} />
              {link ? (
                <>
                  {' '}
                  <ExternalLink href={link}>Open the page for it</ExternalLink>
                </>
              ) : null}
            </p>
          ))}
        </li>
      ))}
    </ul>
  )
}
