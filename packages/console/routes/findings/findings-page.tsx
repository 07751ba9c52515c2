import { Button, Menu, NativeSelect } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  CheckCircleIcon,
  CopyIcon,
  DownloadIcon,
  LinkIcon,
  PlugIcon,
  SearchIcon,
  TerminalIcon,
} from '@primer/octicons-react'
import { exportFindings, listConnections, listFindings, parseFindingQuery, routeUrl, withTerm } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { Empty } from '../../ui/empty.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { Chips } from './chips.tsx'
import { curlFor } from './curl.ts'
import { Facets } from './facets.tsx'
import { FindingsGroups } from './findings-groups.tsx'
import { defaultOrder, FindingsList } from './findings-list.tsx'
import { type FindingsSearch, type Grouping, groupings } from './findings-search.ts'
import { FindingsWork } from './findings-work.tsx'
import { LeftOut } from './left-out.tsx'
import { QueryBar } from './query-bar.tsx'
import { SelectionProvider } from './selection.tsx'
import { StaleNotice } from './stale-notice.tsx'
import './findings-page.css'

const route = getRouteApi('/signed-in/findings')

const groupTitles: Record<Grouping, string> = {
  check: 'Check',
  none: 'No grouping',
  scope: 'Organization',
  subject: 'Subject',
  severity: 'Severity',
  category: 'Category',
}

export function FindingsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { q = '', group = 'check', unfold } = search
  /** What lies below a filter begins anew when the filter changes. */
  const change = (next: FindingsSearch) =>
    navigate({ search: (before) => ({ ...kept(before), ...next }), resetScroll: false })
  const setQuery = (next: string) => change({ q: next })
  const readable = parseFindingQuery(q).problems.length === 0
  const nothing = <Nothing q={q} setQuery={setQuery} />
  const common = { q: readable ? q : '', nothing }

  return (
    <SelectionProvider of={`${group} ${q}`}>
      <Page title="Findings" actions={<Actions q={q} />}>
        <StaleNotice />
        <div className="findings-tools">
          <QueryBar q={q} search={setQuery} />
          <NativeSelect
            aria-label="Group by"
            value={group}
            onChange={(event) => change({ group: event.currentTarget.value as Grouping, q })}
            data={groupings.map((value) => ({
              value,
              label: value === 'none' ? groupTitles[value] : `By ${groupTitles[value].toLowerCase()}`,
            }))}
          />
        </div>
        <Facets q={readable ? q : ''} search={setQuery} />
        <Chips q={q} search={setQuery} />
        {readable ? <LeftOut q={q} search={setQuery} /> : null}
        <Card flush>
          {group === 'none' ? (
            <FindingsList
              {...common}
              columns={['severity', 'problem', 'subject', 'scope', 'status', 'assignee', 'opened']}
              label="Findings"
              place={placeOf(search.cursor, search.page)}
              go={(place) => navigate({ search: (before) => ({ ...kept(before), q, ...place }) })}
              order={defaultOrder(search.sort, search.order)}
              setOrder={(order) => change({ q, ...order })}
            />
          ) : (
            <FindingsGroups
              {...common}
              by={group}
              place={placeOf(search.cursor, search.page)}
              go={(place) => navigate({ search: (before) => ({ ...kept(before), q, ...place }) })}
              unfolded={unfold}
              unfold={(key) =>
                navigate({
                  search: ({ rows: _, rowsPage: __, unfold: ___, ...before }) =>
                    key === undefined ? before : { ...before, unfold: key },
                  resetScroll: false,
                })
              }
              rows={placeOf(search.rows, search.rowsPage)}
              goRows={({ cursor, page }) =>
                navigate({
                  search: ({ rows: _, rowsPage: __, ...before }) => ({
                    ...before,
                    ...(cursor === undefined ? {} : { rows: cursor, rowsPage: page ?? 2 }),
                  }),
                  resetScroll: false,
                })
              }
            />
          )}
        </Card>
        <FindingsWork />
      </Page>
    </SelectionProvider>
  )
}

/** Grouping and order outlive a change of the query; pages and unfolded groups do not. */
function kept({ group, sort, order }: FindingsSearch): FindingsSearch {
  return { ...(group ? { group } : {}), ...(sort ? { sort } : {}), ...(order ? { order } : {}) }
}

const placeOf = (cursor: string | undefined, page: number | undefined) => ({
  ...(cursor === undefined ? {} : { cursor }),
  ...(page === undefined ? {} : { page }),
})

function Actions({ q }: { q: string }) {
  const query = q === '' ? {} : { q }
  const copy = (text: string, what: string) =>
    navigator.clipboard.writeText(text).then(() => notifications.show({ message: `${what} copied.` }))
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <Button variant="default" leftSection={<CopyIcon size={14} />}>
            Copy
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<LinkIcon size={14} />} onClick={() => copy(location.href, 'Link')}>
            Link to this view
          </Menu.Item>
          <Menu.Item
            leftSection={<TerminalIcon size={14} />}
            onClick={() => copy(curlFor(routeUrl(listFindings, { query })), 'Command')}
          >
            As a curl command
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <Button variant="default" leftSection={<DownloadIcon size={14} />}>
            Export
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['csv', 'json'] as const).map((format) => (
            <Menu.Item
              key={format}
              component="a"
              href={routeUrl(exportFindings, { query: { ...query, format } })}
              download
            >
              {format.toUpperCase()} of this query
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

/** Nothing is connected, nothing is wrong, or nothing matches: three different things. */
function Nothing({ q, setQuery }: { q: string; setQuery: (q: string) => void }) {
  const mayConnect = useMay('connections:write')
  const connections = useQuery(read(listConnections)).data
  if (connections?.total === 0)
    return (
      <Empty
        icon={PlugIcon}
        title="No system is connected yet"
        actions={mayConnect ? <LinkButton to="/connections/new">Connect a system</LinkButton> : null}
      >
        <p>Findings appear here after the first scan of a connection.</p>
      </Empty>
    )
  if (q === '')
    return (
      <Empty icon={CheckCircleIcon} title="Nothing is open and nothing is unknown">
        <p>Every check that was judged in the last scans passed, or somebody decided about what did not.</p>
      </Empty>
    )
  const { query } = parseFindingQuery(q)
  const hasStatus = query.terms.some((term) => term.key === 'status')
  return (
    <Empty
      icon={SearchIcon}
      title="No finding matches"
      actions={
        <>
          {hasStatus ? null : (
            <Button variant="default" onClick={() => setQuery(withTerm(q, 'status', ['open', 'unknown', 'resolved']))}>
              Look among resolved ones too
            </Button>
          )}
          <Button variant="default" onClick={() => setQuery('')}>
            Clear the search
          </Button>
        </>
      }
    >
      <p>Remove a filter above, or clear all of them.</p>
    </Empty>
  )
}
