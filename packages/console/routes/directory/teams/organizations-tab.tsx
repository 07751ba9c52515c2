import { Button } from '@mantine/core'
import { OrganizationIcon, PlusIcon } from '@primer/octicons-react'
import { type EnterpriseDetail, listOrganizations, type Organization } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { read } from '../../../api.ts'
import { useMay } from '../../../session.ts'
import { Empty, NothingMatches } from '../../../ui/empty.tsx'
import { FilterBar } from '../../../ui/filter-bar.tsx'
import { Listed } from '../../../ui/listed.tsx'
import { Card } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { RelativeTime } from '../../../ui/time.tsx'
import { number } from '../../../ui/words.ts'
import { SeeLink } from '../see-link.tsx'
import { useList } from '../use-list.ts'
import { CreateOrganizationDialog } from './create-organization.tsx'
import { LicencesCard } from './licences-card.tsx'
import { OrganizationDrawer } from './organization-drawer.tsx'

/** Organizations of the enterprise, and the licences that membership of them takes. */
export function OrganizationsTab({ enterprise: { slug } }: { enterprise: EnterpriseDetail }) {
  const { search, asked, filter, ...paging } = useList()
  const [creating, setCreating] = useState(false)
  const mayWrite = useMay('directory:write')
  const organizations = useQuery({
    ...read(listOrganizations, { params: { enterprise: slug }, query: asked }),
    placeholderData: keepPreviousData,
  })
  const create = mayWrite ? (
    <Button leftSection={<PlusIcon size={14} />} onClick={() => setCreating(true)}>
      Create an organization
    </Button>
  ) : null
  return (
    <>
      <LicencesCard enterprise={slug} />
      <FilterBar
        what="organizations"
        placeholder="Beginning of the login or name"
        value={search.q}
        change={(q) => filter({ q })}
      >
        {organizations.data?.items.length ? create : null}
      </FilterBar>
      <Card flush>
        <Listed
          what="organizations"
          asked={organizations}
          paging={{ ...paging, list: `organizations ${slug} ${search.q}` }}
          empty={
            search.q ? (
              <NothingMatches title="No organization matches" clear={() => filter({ q: undefined })} />
            ) : (
              <Empty icon={OrganizationIcon} title="No organization yet" actions={create}>
                <p>People become members through teams that are linked to a group, or by hand.</p>
              </Empty>
            )
          }
        >
          {(items) => <OrganizationsTable organizations={items} />}
        </Listed>
      </Card>
      <CreateOrganizationDialog enterprise={slug} opened={creating} close={() => setCreating(false)} />
      <OrganizationDrawer enterprise={slug} />
    </>
  )
}

function OrganizationsTable({ organizations }: { organizations: readonly Organization[] }) {
  return (
    <Table
      caption="Organizations"
      columns={['Organization', ['Members', 'number'], ['Suspended', 'number'], ['Teams', 'number'], 'Created']}
    >
      {organizations.map((organization) => (
        <tr key={organization.login} className="leads-on">
          <td className="lead">
            <SeeLink id={organization.login}>{organization.login}</SeeLink>
            {organization.name === organization.login ? null : <span className="person-name">{organization.name}</span>}
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
          <td className="secondary" data-label="created">
            <RelativeTime at={organization.createdAt} />
          </td>
        </tr>
      ))}
    </Table>
  )
}
