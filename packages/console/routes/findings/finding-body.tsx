import { Tabs } from '@mantine/core'
import { type FindingDetail, getFinding, routeUrl } from '@rollcall/api'
import { Link } from '@tanstack/react-router'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ExternalLink, GapNotice } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/page.tsx'
import { SeverityLabel } from '../../ui/severity.tsx'
import { decisionStates, findingStates, State } from '../../ui/state.tsx'
import { dateOf, RelativeTime } from '../../ui/time.tsx'
import { plural } from '../../ui/words.ts'
import type { ChangeKind } from './change.ts'
import { curlFor } from './curl.ts'
import { DecisionNotice } from './decision-notice.tsx'
import { EvidenceTab } from './evidence-tab.tsx'
import { FindingActions } from './finding-actions.tsx'
import { FixTab, WhyTab } from './finding-tabs.tsx'
import { type DrawerTab, drawerTabs } from './findings-search.ts'
import { subjectName } from './findings-table.tsx'
import { HistoryTab } from './history-tab.tsx'

const tabTitles: Record<DrawerTab, string> = { evidence: 'Evidence', fix: 'Fix', why: 'Why', history: 'History' }

/** One finding, whole: what, where, since when, and on four tabs what is known, what to do, why, and what happened. */
export function FindingBody({
  finding,
  tab,
  setTab,
  act,
}: {
  finding: FindingDetail
  tab: DrawerTab
  setTab: (tab: DrawerTab) => void
  /** Absent for whoever only looks. */
  act: ((kind: ChangeKind) => void) | undefined
}) {
  useTitle(finding.problem)
  const { subject } = finding
  return (
    <div className="finding">
      <div className="finding-head">
        <div className="row">
          <State look={findingStates[finding.status]} />
          {finding.decision ? <State look={decisionStates[finding.decision.kind]} /> : null}
          <SeverityLabel severity={finding.severity} />
          <span className="badge">{finding.category}</span>
        </div>
        <h2>{finding.status === 'unknown' ? `Not known: ${lowerFirst(finding.title)}` : finding.problem}</h2>
        <p className="finding-subject">
          {subject?.url ? (
            <ExternalLink href={subject.url}>{subject.name}</ExternalLink>
          ) : (
            <span className="strong">{subjectName(finding)}</span>
          )}
          <span className="muted"> in {finding.scope} · </span>
          <Link to="/connections/$id" params={{ id: finding.connectionId }}>
            {finding.connectionName}
          </Link>
        </p>
        <Since finding={finding} />
        {act ? <FindingActions finding={finding} act={act} /> : <Work finding={finding} />}
        <div className="row">
          <CopyButton text={() => linkTo(finding.id)}>Copy link</CopyButton>
          <CopyButton text={() => curlFor(routeUrl(getFinding, { params: { id: finding.id } }))}>
            Copy as curl
          </CopyButton>
          {finding.identityId ? (
            <Link to="/identities/$id" params={{ id: finding.identityId }} className="small">
              Whose account this is
            </Link>
          ) : null}
          <Link to="/checks/$id" params={{ id: finding.checkId }} className="small">
            About the check
          </Link>
        </div>
      </div>
      {finding.decision ? <DecisionNotice finding={finding} decision={finding.decision} /> : null}
      {finding.unverified && finding.status === 'open' ? (
        <GapNotice
          gap={finding.unverified}
          title="The last scan could not verify this; it stays open until it is seen"
        />
      ) : null}
      <Tabs
        value={tab}
        onChange={(value) => setTab(drawerTabs.find((one) => one === value) ?? 'evidence')}
        keepMounted={false}
      >
        <Tabs.List>
          {drawerTabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {tabTitles[one]}
              {one === 'history' && finding.notes > 0 ? ` (${plural(finding.notes, 'note')})` : ''}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="evidence">
          <EvidenceTab finding={finding} />
        </Tabs.Panel>
        <Tabs.Panel value="fix">
          <FixTab finding={finding} />
        </Tabs.Panel>
        <Tabs.Panel value="why">
          <WhyTab finding={finding} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <HistoryTab finding={finding} />
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}

/** Who works on it and until when, for those who only look. */
function Work({ finding: { assignee, dueAt } }: { finding: FindingDetail }) {
  if (!assignee && !dueAt) return null
  return (
    <p className="small">
      {assignee ? `Assigned to ${assignee.name}` : 'Assigned to nobody'}
      {dueAt ? `, due ${dateOf(dueAt)}` : ''}
    </p>
  )
}

const lowerFirst = (text: string) => (/^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text)

const linkTo = (id: string) => `${location.origin}/findings?open=${id}`

const endings: Record<NonNullable<FindingDetail['resolution']>, string> = {
  passed: 'seen to be right',
  gone: 'its subject is gone',
  not_applicable: 'the check does not apply any more',
  seen: 'it can be seen now',
}

function Since({ finding }: { finding: FindingDetail }) {
  const { status, resolvedAt, resolution, reopenedAt } = finding
  return (
    <p className="small secondary">
      {reopenedAt ? (
        <>
          Reopened <RelativeTime at={reopenedAt} />, first opened <RelativeTime at={finding.openedAt} />
        </>
      ) : (
        <>
          {status === 'unknown' ? 'Unknown since' : 'Opened'} <RelativeTime at={finding.openedAt} />
        </>
      )}
      {status === 'resolved' && resolvedAt ? (
        <>
          . Resolved <RelativeTime at={resolvedAt} />
          {resolution ? `: ${endings[resolution]}` : ''}.
        </>
      ) : (
        <>
          . Last looked at <RelativeTime at={finding.seenAt} />.
        </>
      )}
    </p>
  )
}
