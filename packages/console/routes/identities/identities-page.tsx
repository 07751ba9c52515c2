import { Button, NativeSelect } from '@mantine/core'
import { DownloadIcon, PeopleIcon, PlugIcon } from '@primer/octicons-react'
import { exportIdentities, listConnections, listIdentities, routeUrl } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { Empty, NothingMatches } from '../../ui/empty.tsx'
import { FilterField } from '../../ui/filter-field.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Listed } from '../../ui/listed.tsx'
import { Card, Page } from '../../ui/page.tsx'
import type { PagePlace } from '../../ui/pager.tsx'
import { plural } from '../../ui/words.ts'
import { StaleNotice } from '../findings/stale-notice.tsx'
import { kindTitles } from './access.tsx'
import { type IdentitiesSearch, kinds } from './identities-search.ts'
import { IdentitiesTable } from './identities-table.tsx'
import '../../ui/filter-bar.css'

const route = getRouteApi('/signed-in/identities')
const pageSize = 50

/** Everyone and everything that has an account in a connected system. */
export function IdentitiesPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { q, kind, privileged, scope, sort = 'name', cursor, page } = search
  const identities = useQuery({
    ...read(listIdentities, {
      query: {
        ...(q ? { q } : {}),
        ...(kind ? { kind } : {}),
        ...(privileged ? { privileged: true } : {}),
        ...(scope ? { scope } : {}),
        ...(cursor ? { cursor } : {}),
        sort,
        limit: pageSize,
      },
    }),
    placeholderData: keepPreviousData,
  })
  const filtered = Boolean(q || kind || privileged || scope)
  /** A changed filter begins at the first page. */
  const filter = (next: { [K in keyof IdentitiesSearch]?: IdentitiesSearch[K] | undefined }) =>
    navigate({
      search: ({ cursor: _, page: __, ...before }) => ({ ...before, ...next }) as IdentitiesSearch,
      replace: true,
      resetScroll: false,
    })
  const go = (place: PagePlace) =>
    navigate({ search: ({ cursor: _, page: __, ...before }) => ({ ...before, ...place }) })

  return (
    <Page
      title="Identities"
      lead="Everyone and everything with an account in a connected system."
      actions={
        <Button
          variant="default"
          component="a"
          href={routeUrl(exportIdentities, { query: { format: 'csv' } })}
          leftSection={<DownloadIcon size={14} />}
        >
          Export
        </Button>
      }
    >
      <StaleNotice />
      <Filters search={search} filter={filter} filtered={filtered} />
      <Card flush>
        <Listed
          what="identities"
          asked={identities}
          rows={10}
          empty={<Nothing filtered={filtered} clear={() => navigate({ search: sort === 'name' ? {} : { sort } })} />}
          paging={{
            list: `identities ${q} ${kind} ${privileged} ${scope} ${sort}`,
            place: { ...(cursor ? { cursor } : {}), ...(page ? { page } : {}) },
            size: pageSize,
            go,
          }}
        >
          {(items, total) => (
            <>
              <IdentitiesTable identities={items} sort={sort} setSort={(next) => filter({ sort: next })} />
              {total > items.length ? null : (
                <p className="identities-total" aria-live="polite">
                  {plural(total, 'identity', 'identities')}
                </p>
              )}
            </>
          )}
        </Listed>
      </Card>
    </Page>
  )
}

function Filters({
  search: { q = '', kind, privileged, scope },
  filter,
  filtered,
}: {
  search: IdentitiesSearch
  filter: (next: { [K in keyof IdentitiesSearch]?: IdentitiesSearch[K] | undefined }) => unknown
  filtered: boolean
}) {
  const { data } = useQuery(read(listConnections))
  const scopes = [...new Set(data?.items.flatMap((one) => one.scopes.map((each) => each.scope)))].sort()
  return (
    <search className="filter-bar" aria-label="Filter identities">
      <FilterField
        main
        className="filter-grow"
        label="Search identities"
        placeholder="Name, login or verified address"
        value={q}
        change={(next) => filter({ q: next || undefined })}
      />
      <NativeSelect
        aria-label="Kind"
        value={kind ?? ''}
        onChange={({ currentTarget: { value } }) => filter({ kind: kinds.find((one) => one === value) })}
        data={[{ value: '', label: 'Any kind' }, ...kinds.map((value) => ({ value, label: kindTitles[value] }))]}
      />
      <NativeSelect
        aria-label="Organization"
        value={scope ?? ''}
        onChange={({ currentTarget: { value } }) => filter({ scope: value || undefined })}
        data={[
          { value: '', label: 'Any organization' },
          ...[...scopes, ...(scope && !scopes.includes(scope) ? [scope] : [])],
        ]}
      />
      <Button
        variant={privileged ? 'filled' : 'default'}
        aria-pressed={privileged === 'yes'}
        onClick={() => filter({ privileged: privileged ? undefined : 'yes' })}
      >
        Privileged
      </Button>
      {filtered ? (
        <button
          type="button"
          className="filter-clear"
          onClick={() => filter({ q: undefined, kind: undefined, privileged: undefined, scope: undefined })}
        >
          Clear all
        </button>
      ) : null}
    </search>
  )
}

function Nothing({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  const mayConnect = useMay('connections:write')
  const connections = useQuery(read(listConnections)).data
  if (filtered)
    return (
      <NothingMatches title="No identity matches" clear={clear}>
        <p>The search looks at names, logins and verified addresses.</p>
      </NothingMatches>
    )
  if (connections?.total === 0)
    return (
      <Empty
        icon={PlugIcon}
        title="No system is connected yet"
        actions={mayConnect ? <LinkButton to="/connections/new">Connect a system</LinkButton> : null}
      >
        <p>Identities appear here after the first scan of a connection.</p>
      </Empty>
    )
  return (
    <Empty icon={PeopleIcon} title="No account was read yet">
      <p>Identities appear here when a scan has read the members of an organization.</p>
    </Empty>
  )
}
