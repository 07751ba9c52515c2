import { Button, NativeSelect } from '@mantine/core'
import { PeopleIcon, PlusIcon, SearchIcon } from '@primer/octicons-react'
import { type EnterpriseDetail, listTeams, type Team } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { read } from '../../../api.ts'
import { useMay } from '../../../session.ts'
import { Empty, Failed, Loading } from '../../../ui/empty.tsx'
import { FilterField } from '../../../ui/filter-field.tsx'
import { Card } from '../../../ui/page.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { number, plural } from '../../../ui/words.ts'
import { teamStates } from '../directory-search.ts'
import { SeeLink } from '../see-link.tsx'
import { pageSize, useList } from '../use-list.ts'
import { CreateTeamDialog } from './create-team.tsx'
import { SyncState } from './sync.tsx'
import { TeamDrawer } from './team-drawer.tsx'
import '../../../ui/filter-bar.css'
import '../../../ui/table.css'

const stateWords = { linked: 'Linked to a group', unlinked: 'Not linked', out_of_sync: 'Out of sync' }

/** Teams of the enterprise and of its organizations, and which of them follow a group. */
export function TeamsTab({ enterprise }: { enterprise: EnterpriseDetail }) {
  const { search, place, filter, go } = useList()
  const [creating, setCreating] = useState(false)
  const mayWrite = useMay('directory:write')
  const { q, team: state } = search
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...read(listTeams, {
      params: { enterprise: enterprise.slug },
      query: {
        ...(q ? { q } : {}),
        ...(state ? { state } : {}),
        ...(place.cursor ? { cursor: place.cursor } : {}),
        limit: pageSize,
      },
    }),
    placeholderData: keepPreviousData,
  })
  const create = mayWrite ? (
    <Button leftSection={<PlusIcon size={14} />} onClick={() => setCreating(true)}>
      Create a team
    </Button>
  ) : null
  return (
    <>
      <search className="filter-bar" aria-label="Filter teams">
        <FilterField
          main
          className="filter-grow"
          label="Search teams"
          placeholder="Beginning of the name"
          value={q ?? ''}
          change={(next) => filter({ q: next || undefined })}
        />
        <NativeSelect
          aria-label="State"
          value={state ?? ''}
          onChange={({ currentTarget: { value } }) => filter({ team: teamStates.find((one) => one === value) })}
          data={[
            { value: '', label: 'Any state' },
            ...teamStates.map((value) => ({ value, label: stateWords[value] })),
          ]}
        />
        {data && data.items.length > 0 ? create : null}
      </search>
      <Card flush>
        {error && !data ? (
          <Failed error={error} retry={refetch} what="The teams" />
        ) : !data ? (
          <Loading rows={6} label="Loading teams" />
        ) : data.items.length === 0 && !place.cursor ? (
          q || state ? (
            <Empty
              icon={SearchIcon}
              title="No team matches"
              actions={
                <Button variant="default" onClick={() => filter({ q: undefined, team: undefined })}>
                  Clear the filters
                </Button>
              }
            />
          ) : (
            <Empty icon={PeopleIcon} title="No team yet" actions={create}>
              <p>
                A team that is linked to a group gets its members from the identity provider, and brings them into its
                organization.
              </p>
            </Empty>
          )
        ) : (
          <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'stale-list' : ''}>
            <TeamsTable teams={data.items} />
            <Pager
              list={`teams ${enterprise.slug} ${q} ${state}`}
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
      <CreateTeamDialog enterprise={enterprise.slug} opened={creating} close={() => setCreating(false)} />
      <TeamDrawer enterprise={enterprise.slug} />
    </>
  )
}

const enterpriseTeam = ({ selection, assigned }: Team): string =>
  selection === 'disabled'
    ? 'Enterprise team'
    : `Enterprise team · ${selection === 'all' ? 'all organizations' : plural(assigned, 'organization')}`

function TeamsTable({ teams }: { teams: readonly Team[] }) {
  return (
    <div className="table-frame">
      <table className="table folds">
        <caption className="hidden-visually">Teams</caption>
        <thead>
          <tr>
            <th scope="col">Team</th>
            <th scope="col">Group</th>
            <th scope="col" className="number">
              Members
            </th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {teams.map((team) => (
            <tr key={team.id} className="leads-on">
              <td className="lead">
                <SeeLink id={String(team.id)}>{team.name}</SeeLink>
                <span className="person-name">{team.organization ?? enterpriseTeam(team)}</span>
              </td>
              <td data-label="group">{team.group?.displayName ?? <span className="muted">none</span>}</td>
              <td className="number" data-label="members">
                {number(team.members)}
              </td>
              <td>
                <SyncState team={team} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
