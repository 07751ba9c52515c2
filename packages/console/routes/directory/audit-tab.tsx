import { Button, Menu, NativeSelect } from '@mantine/core'
import { DownloadIcon, LogIcon, SearchIcon } from '@primer/octicons-react'
import {
  ApiError,
  type AuditEntry,
  type EnterpriseDetail,
  exportAuditLog,
  mostCounted,
  routeUrl,
  searchAuditLog,
  verifyAuditLog,
} from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { call, read } from '../../api.ts'
import { Empty, NothingMatches } from '../../ui/empty.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { Listed } from '../../ui/listed.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { useVerification } from '../../ui/verification.tsx'
import { number, plural } from '../../ui/words.ts'
import { AuditDrawer } from './audit-drawer.tsx'
import { ConnectLink } from './connect-link.tsx'
import { type Zone, zones } from './directory-search.ts'
import { SeeLink } from './see-link.tsx'
import { pageSize, useList } from './use-list.ts'
import { ZonedTime, zoneTitles } from './zoned-time.tsx'

/** What happened in the enterprise, searched with GitHub's qualifiers. */
export function AuditTab({ enterprise: { slug } }: { enterprise: EnterpriseDetail }) {
  const { search, asked: _, filter, ...paging } = useList()
  const { q, zone = 'local' } = search
  const { cursor } = paging.place
  const params = { enterprise: slug }
  const phrase = q ? { phrase: q } : {}
  const events = useQuery({
    ...read(searchAuditLog, { params, query: { ...phrase, ...(cursor ? { cursor } : {}), limit: pageSize } }),
    placeholderData: keepPreviousData,
  })
  const { error } = events
  const wrong = error instanceof ApiError && error.code === 'audit.phrase_invalid' ? error : null
  const verification = useVerification({
    verify: () => call(verifyAuditLog, { params }),
    keep: ({ dropped }) =>
      `${dropped.before ? `${plural(dropped.events, 'older event')} ended by retention. ` : ''}To compare with a later time, keep its head:`,
    broken: ({ problems: [first] }) => [
      `from event ${number(first?.position ?? 1)} on`,
      'An event or a seal was changed or removed in the database. Compare with a stream or an export from before.',
    ],
  })
  return (
    <>
      <FilterBar
        what="the audit log"
        placeholder="action:team user:mona_octo created:>=2026-01-01"
        value={q}
        change={(next) => filter({ q: next })}
      >
        <NativeSelect
          aria-label="Time zone"
          value={zone}
          onChange={({ currentTarget: { value } }) => filter({ zone: value === 'utc' ? 'utc' : undefined })}
          data={zones.map((value) => ({ value, label: zoneTitles[value] }))}
        />
        <ExportMenu enterprise={slug} phrase={phrase} />
        {verification.button}
      </FilterBar>
      {verification.result}
      {wrong ? (
        <Notice tone="warn" title={wrong.message}>
          {wrong.fix}
        </Notice>
      ) : null}
      <Card flush>
        {wrong ? (
          <Qualifiers insert={(next) => filter({ q: next })} />
        ) : (
          <Listed
            what="events"
            asked={events}
            rows={8}
            paging={{ ...paging, list: `audit ${slug} ${q}` }}
            empty={
              q ? (
                <NothingMatches title="No event matches" clear={() => filter({ q: undefined })} />
              ) : (
                <Empty icon={LogIcon} title="Nothing happened yet" actions={<ConnectLink enterprise={slug} />}>
                  <p>Every change that an identity provider makes is kept here, and every request of it that failed.</p>
                </Empty>
              )
            }
          >
            {(items) => <EventsTable events={items} zone={zone} />}
          </Listed>
        )}
        {events.data?.total === mostCounted && !wrong ? (
          <p className="muted small audit-counted">Counted to {number(mostCounted)}; there may be more.</p>
        ) : null}
      </Card>
      <AuditDrawer enterprise={slug} zone={zone} />
    </>
  )
}

function EventsTable({ events, zone }: { events: readonly AuditEntry[]; zone: Zone }) {
  return (
    <Table
      caption="Events of the audit log, newest first"
      className="audit-table"
      columns={['Action', 'Actor', 'User', 'Operation', 'When']}
    >
      {events.map((one) => (
        <tr key={one.id} className="leads-on">
          <td className="lead">
            <SeeLink id={one.id}>
              <span className="mono">{breakable(one.action)}</span>
            </SeeLink>
            {one.org ? <p className="muted small">in {one.org}</p> : null}
          </td>
          <td className="secondary" data-label="by">
            {one.actor}
          </td>
          <td className="secondary" data-label="user">
            {one.user ?? <span className="muted">–</span>}
          </td>
          <td className="secondary" data-label="operation">
            {one.operation}
          </td>
          <td className="secondary">
            <ZonedTime at={one.at} zone={zone} />
          </td>
        </tr>
      ))}
    </Table>
  )
}

/** The name of an action may break behind its dots, and nowhere else. */
const breakable = (action: string) =>
  action.split('.').map((part, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one name, which never move
    <Fragment key={place}>
      {place === 0 ? null : (
        <>
          .<wbr />
        </>
      )}
      {part}
    </Fragment>
  ))

function ExportMenu({ enterprise, phrase }: { enterprise: string; phrase: { phrase?: string } }) {
  const address = (format: 'csv' | 'ndjson') =>
    routeUrl(exportAuditLog, { params: { enterprise }, query: { ...phrase, format } })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<DownloadIcon size={14} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={address('csv')} download>
          CSV, as a table
        </Menu.Item>
        <Menu.Item component="a" href={address('ndjson')} download>
          JSON, an event a line
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const examples = [
  ['action:user.suspend', 'Who was suspended'],
  ['action:external_identity.scim_api_failure', 'What an identity provider was refused'],
  ['action:external_group', 'What happened to groups'],
  ['action:audit_log_streaming', 'Who changed a stream of this log'],
  ['-actor:setup_user operation:remove', 'What was removed, and not by the set-up user'],
] as const

function Qualifiers({ insert }: { insert: (phrase: string) => void }) {
  return (
    <Empty icon={SearchIcon} title="Searched with qualifiers, as on GitHub">
      <ul className="audit-examples">
        {examples.map(([phrase, says]) => (
          <li key={phrase}>
            <Button variant="subtle" size="compact-sm" onClick={() => insert(phrase)}>
              <code>{phrase}</code>
            </Button>
            <span className="muted small">{says}</span>
          </li>
        ))}
      </ul>
    </Empty>
  )
}
