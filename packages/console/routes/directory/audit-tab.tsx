import { Button, Menu, NativeSelect } from '@mantine/core'
import { DownloadIcon, LogIcon, SearchIcon, ShieldCheckIcon } from '@primer/octicons-react'
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
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { call, read } from '../../api.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { FilterField } from '../../ui/filter-field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { number, plural } from '../../ui/words.ts'
import { AuditDrawer } from './audit-drawer.tsx'
import { type Zone, zones } from './directory-search.ts'
import { SeeLink } from './see-link.tsx'
import { pageSize, useList } from './use-list.ts'
import { ZonedTime, zoneTitles } from './zoned-time.tsx'
import '../../ui/filter-bar.css'
import '../../ui/table.css'

/** What happened in the enterprise, searched with GitHub's qualifiers. */
export function AuditTab({ enterprise }: { enterprise: EnterpriseDetail }) {
  const { search, place, filter, go } = useList()
  const { q = '', zone = 'local' } = search
  const params = { enterprise: enterprise.slug }
  const phrase = q === '' ? {} : { phrase: q }
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...read(searchAuditLog, {
      params,
      query: { ...phrase, ...(place.cursor ? { cursor: place.cursor } : {}), limit: pageSize },
    }),
    placeholderData: keepPreviousData,
  })
  const isPhraseWrong = error instanceof ApiError && error.code === 'audit.phrase_invalid'
  const verification = useVerification(enterprise.slug)
  return (
    <>
      <search className="filter-bar" aria-label="Search the audit log">
        <FilterField
          main
          className="filter-grow"
          label="Search the audit log"
          placeholder="action:team user:mona_octo created:>=2026-01-01"
          value={q}
          change={(next) => filter({ q: next || undefined })}
        />
        <NativeSelect
          aria-label="Time zone"
          value={zone}
          onChange={({ currentTarget: { value } }) => filter({ zone: value === 'utc' ? 'utc' : undefined })}
          data={zones.map((value) => ({ value, label: zoneTitles[value] }))}
        />
        <ExportMenu enterprise={enterprise.slug} phrase={phrase} />
        {verification.button}
      </search>
      {verification.result}
      {isPhraseWrong ? (
        <Notice tone="warn" title={error.message}>
          {error.fix}
        </Notice>
      ) : null}
      <Card flush>
        {error && (!data || isPhraseWrong) ? (
          isPhraseWrong ? (
            <Qualifiers insert={(next) => filter({ q: next })} />
          ) : (
            <Failed error={error} retry={refetch} what="The audit log" />
          )
        ) : !data ? (
          <Loading rows={8} label="Loading the audit log" />
        ) : data.items.length === 0 && !place.cursor ? (
          <NoEvent filtered={q !== ''} clear={() => filter({ q: undefined })} />
        ) : (
          <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'stale-list' : ''}>
            <EventsTable events={data.items} zone={zone} />
            <Pager
              list={`audit ${enterprise.slug} ${q}`}
              place={place}
              size={pageSize}
              shown={data.items.length}
              total={data.total}
              next={data.next}
              go={go}
            />
            {data.total === mostCounted ? (
              <p className="muted small audit-counted">Counted to {number(mostCounted)}; there may be more.</p>
            ) : null}
          </div>
        )}
      </Card>
      <AuditDrawer enterprise={enterprise.slug} zone={zone} />
    </>
  )
}

function EventsTable({ events, zone }: { events: readonly AuditEntry[]; zone: Zone }) {
  return (
    <div className="table-frame">
      <table className="table folds audit-table">
        <caption className="hidden-visually">Events of the audit log, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col">Actor</th>
            <th scope="col">User</th>
            <th scope="col">Operation</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {events.map((one) => (
            <tr key={one.id} className="leads-on">
              <td className="lead">
                <SeeLink id={one.id}>
                  <span className="mono">{one.action}</span>
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
        </tbody>
      </table>
    </div>
  )
}

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

/** Computes the chain of hashes anew: a button, and what came of it. */
function useVerification(enterprise: string): { button: ReactNode; result: ReactNode } {
  const { mutate, isPending, data, error } = useMutation({
    mutationFn: () => call(verifyAuditLog, { params: { enterprise } }),
  })
  const [first] = data?.problems ?? []
  return {
    button: (
      <Button
        variant="default"
        loading={isPending}
        leftSection={<ShieldCheckIcon size={14} />}
        onClick={() => mutate()}
      >
        Verify
      </Button>
    ),
    result: (
      <div role="status" className={data || error ? '' : 'hidden-visually'}>
        {error ? (
          <Failed error={error} retry={() => mutate()} what="The verification" />
        ) : data?.intact ? (
          <Notice title={`The log is whole: all ${plural(data.events, 'event')} fit the chain of hashes`}>
            {data.dropped.before ? `${plural(data.dropped.events, 'older event')} ended by retention. ` : null}
            To compare with a later time, keep its head: <code className="activity-hash">{data.head}</code>
          </Notice>
        ) : data ? (
          <Notice
            tone="bad"
            title={`The log does not fit its chain of hashes from event ${number(first?.position ?? 1)} on`}
          >
            An event or a seal was changed or removed in the database. Compare with a stream or an export from before.
          </Notice>
        ) : null}
      </div>
    ),
  }
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

function NoEvent({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  if (!filtered)
    return (
      <Empty icon={LogIcon} title="Nothing happened yet">
        <p>Every change that an identity provider makes is kept here, and every request of it that failed.</p>
      </Empty>
    )
  return (
    <Empty
      icon={SearchIcon}
      title="No event matches"
      actions={
        <Button variant="default" onClick={clear}>
          Clear the search
        </Button>
      }
    />
  )
}
