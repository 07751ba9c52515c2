import { OrganizationIcon } from '@primer/octicons-react'
import { type EnterpriseDetail, listDirectoryGroups } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'
import { Breakable } from '../../ui/breakable.tsx'
import { Empty, NothingMatches } from '../../ui/empty.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { Listed } from '../../ui/listed.tsx'
import { Card } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { number } from '../../ui/words.ts'
import { ConnectLink } from './connect-link.tsx'
import { GroupDrawer } from './group-drawer.tsx'
import { SeeLink } from './see-link.tsx'
import { useList } from './use-list.ts'

export function GroupsTab({ enterprise: { slug } }: { enterprise: EnterpriseDetail }) {
  const { search, asked, filter, ...paging } = useList()
  const groups = useQuery({
    ...read(listDirectoryGroups, { params: { enterprise: slug }, query: asked }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <FilterBar
        what="groups"
        placeholder="Beginning of the name; whole externalId"
        value={search.q}
        change={(q) => filter({ q })}
      />
      <Card flush>
        <Listed
          what="groups"
          asked={groups}
          paging={{ ...paging, list: `groups ${slug} ${search.q}` }}
          empty={
            search.q ? (
              <NothingMatches title="No group matches" clear={() => filter({ q: undefined })} />
            ) : (
              <Empty icon={OrganizationIcon} title="No group yet" actions={<ConnectLink enterprise={slug} />}>
                <p>Groups appear here when the identity provider pushes them, with the people it put in.</p>
              </Empty>
            )
          }
        >
          {(items) => (
            <Table caption="Groups" columns={['Group', 'externalId', ['Members', 'number'], 'Last change']}>
              {items.map((group) => (
                <tr key={group.id} className="leads-on">
                  <td className="lead">
                    <SeeLink id={group.id}>{group.displayName}</SeeLink>
                  </td>
                  <td className="secondary mono" data-label="externalId">
                    {group.externalId ? <Breakable text={group.externalId} /> : <span className="muted">none</span>}
                  </td>
                  <td className="number" data-label="members">
                    {number(group.members)}
                  </td>
                  <td className="secondary" data-label="changed">
                    <RelativeTime at={group.updatedAt} />
                  </td>
                </tr>
              ))}
            </Table>
          )}
        </Listed>
      </Card>
      <GroupDrawer enterprise={slug} />
    </>
  )
}
