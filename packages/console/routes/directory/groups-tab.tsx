import { Button } from '@mantine/core'
import { OrganizationIcon, SearchIcon } from '@primer/octicons-react'
import { type DirectoryGroup, type EnterpriseDetail, listDirectoryGroups } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { FilterField } from '../../ui/filter-field.tsx'
import { Card } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { number } from '../../ui/words.ts'
import { GroupDrawer } from './group-drawer.tsx'
import { SeeLink } from './see-link.tsx'
import { pageSize, useList } from './use-list.ts'
import '../../ui/filter-bar.css'
import '../../ui/table.css'

export function GroupsTab({ enterprise }: { enterprise: EnterpriseDetail }) {
  const { search, place, filter, go } = useList()
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...read(listDirectoryGroups, {
      params: { enterprise: enterprise.slug },
      query: {
        ...(search.q ? { q: search.q } : {}),
        ...(place.cursor ? { cursor: place.cursor } : {}),
        limit: pageSize,
      },
    }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <search className="filter-bar" aria-label="Filter groups">
        <FilterField
          main
          className="filter-grow"
          label="Search groups"
          placeholder="Beginning of the name; whole externalId"
          value={search.q ?? ''}
          change={(next) => filter({ q: next || undefined })}
        />
      </search>
      <Card flush>
        {error && !data ? (
          <Failed error={error} retry={refetch} what="The groups" />
        ) : !data ? (
          <Loading rows={6} label="Loading groups" />
        ) : data.items.length === 0 && !place.cursor ? (
          search.q ? (
            <Empty
              icon={SearchIcon}
              title="No group matches"
              actions={
                <Button variant="default" onClick={() => filter({ q: undefined })}>
                  Clear the search
                </Button>
              }
            />
          ) : (
            <Empty icon={OrganizationIcon} title="No group yet">
              <p>Groups appear here when the identity provider pushes them, with the people it put in.</p>
            </Empty>
          )
        ) : (
          <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'stale-list' : ''}>
            <GroupsTable groups={data.items} />
            <Pager
              list={`groups ${enterprise.slug} ${search.q}`}
              place={place}
              size={pageSize}
              shown={data.items.length}
              total={data.total}
              next={data.next}
              go={go}
            />
          </div>
        )}
      </Card>
      <GroupDrawer enterprise={enterprise.slug} />
    </>
  )
}

function GroupsTable({ groups }: { groups: readonly DirectoryGroup[] }) {
  return (
    <div className="table-frame">
      <table className="table folds">
        <caption className="hidden-visually">Groups</caption>
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col">externalId</th>
            <th scope="col" className="number">
              Members
            </th>
            <th scope="col">Last change</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.id} className="leads-on">
              <td className="lead">
                <SeeLink id={group.id}>{group.displayName}</SeeLink>
              </td>
              <td className="secondary mono">{group.externalId ?? <span className="muted">none</span>}</td>
              <td className="number" data-label="members">
                {number(group.members)}
              </td>
              <td className="secondary">
                <RelativeTime at={group.updatedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
