import { Button } from '@mantine/core'
import { OrganizationIcon, PlusIcon, SearchIcon } from '@primer/octicons-react'
import { type EnterpriseDetail, listOrganizations, type Organization } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { read } from '../../../api.ts'
import { useMay } from '../../../session.ts'
import { Empty, Failed, Loading } from '../../../ui/empty.tsx'
import { FilterField } from '../../../ui/filter-field.tsx'
import { Card } from '../../../ui/page.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { RelativeTime } from '../../../ui/time.tsx'
import { number } from '../../../ui/words.ts'
import { SeeLink } from '../see-link.tsx'
import { pageSize, useList } from '../use-list.ts'
import { CreateOrganizationDialog } from './create-organization.tsx'
import { LicencesCard } from './licences-card.tsx'
import { OrganizationDrawer } from './organization-drawer.tsx'
import '../../../ui/filter-bar.css'
import '../../../ui/table.css'

/** Organizations of the enterprise, and the licences that membership of them takes. */
export function OrganizationsTab({ enterprise }: { enterprise: EnterpriseDetail }) {
  const { search, place, filter, go } = useList()
  const [creating, setCreating] = useState(false)
  const mayWrite = useMay('directory:write')
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...read(listOrganizations, {
      params: { enterprise: enterprise.slug },
      query: {
        ...(search.q ? { q: search.q } : {}),
        ...(place.cursor ? { cursor: place.cursor } : {}),
        limit: pageSize,
      },
    }),
    placeholderData: keepPreviousData,
  })
  const create = mayWrite ? (
    <Button leftSection={<PlusIcon size={14} />} onClick={() => setCreating(true)}>
      Create an organization
    </Button>
  ) : null
  return (
    <>
      <LicencesCard enterprise={enterprise.slug} />
      <search className="filter-bar" aria-label="Filter organizations">
        <FilterField
          main
          className="filter-grow"
          label="Search organizations"
          placeholder="Beginning of the login or name"
          value={search.q ?? ''}
          change={(next) => filter({ q: next || undefined })}
        />
        {data && data.items.length > 0 ? create : null}
      </search>
      <Card flush>
        {error && !data ? (
          <Failed error={error} retry={refetch} what="The organizations" />
        ) : !data ? (
          <Loading rows={6} label="Loading organizations" />
        ) : data.items.length === 0 && !place.cursor ? (
          search.q ? (
            <Empty
              icon={SearchIcon}
              title="No organization matches"
              actions={
                <Button variant="default" onClick={() => filter({ q: undefined })}>
                  Clear the search
                </Button>
              }
            />
          ) : (
            <Empty icon={OrganizationIcon} title="No organization yet" actions={create}>
              <p>People become members through teams that are linked to a group, or by hand.</p>
            </Empty>
          )
        ) : (
          <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'stale-list' : ''}>
            <OrganizationsTable organizations={data.items} />
            <Pager
              list={`organizations ${enterprise.slug} ${search.q}`}
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
      <CreateOrganizationDialog enterprise={enterprise.slug} opened={creating} close={() => setCreating(false)} />
      <OrganizationDrawer enterprise={enterprise.slug} />
    </>
  )
}

function OrganizationsTable({ organizations }: { organizations: readonly Organization[] }) {
  return (
    <div className="table-frame">
      <table className="table folds">
        <caption className="hidden-visually">Organizations</caption>
        <thead>
          <tr>
            <th scope="col">Organization</th>
            <th scope="col" className="number">
              Members
            </th>
            <th scope="col" className="number">
              Suspended
            </th>
            <th scope="col" className="number">
              Teams
            </th>
            <th scope="col">Created</th>
          </tr>
        </thead>
        <tbody>
          {organizations.map((organization) => (
            <tr key={organization.login} className="leads-on">
              <td className="lead">
                <SeeLink id={organization.login}>{organization.login}</SeeLink>
                {organization.name === organization.login ? null : (
                  <span className="person-name">{organization.name}</span>
                )}
              </td>
              <td className="number" data-label="members">
                {number(organization.members)}
              </td>
              <td className="number" data-label="suspended">
                {number(organization.suspended)}
              </td>
              <td className="number" data-label="teams">
                {number(organization.teams)}
              </td>
              <td className="secondary">
                <RelativeTime at={organization.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
