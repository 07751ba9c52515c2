import { Button } from '@mantine/core'
import { PeopleIcon, PlusIcon } from '@primer/octicons-react'
import { type EnterpriseDetail, listTeams, type Team } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { read } from '../../../api.ts'
import { useMay } from '../../../session.ts'
import { Empty, NothingMatches } from '../../../ui/empty.tsx'
import { FilterBar, FilterChoice } from '../../../ui/filter-bar.tsx'
import { Listed } from '../../../ui/listed.tsx'
import { Card } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { number, plural } from '../../../ui/words.ts'
import { SeeLink } from '../see-link.tsx'
import { useList } from '../use-list.ts'
import { CreateTeamDialog } from './create-team.tsx'
import { SyncState } from './sync.tsx'
import { TeamDrawer } from './team-drawer.tsx'

const states = [
  ['linked', 'Linked to a group'],
  ['unlinked', 'Not linked'],
  ['out_of_sync', 'Out of sync'],
] as const

/** Teams of the enterprise and of its organizations, and which of them follow a group. */
export function TeamsTab({ enterprise: { slug } }: { enterprise: EnterpriseDetail }) {
  const { search, asked, filter, ...paging } = useList()
  const [creating, setCreating] = useState(false)
  const mayWrite = useMay('directory:write')
  const { q, team: state } = search
  const teams = useQuery({
    ...read(listTeams, { params: { enterprise: slug }, query: { ...asked, ...(state ? { state } : {}) } }),
    placeholderData: keepPreviousData,
  })
  const create = mayWrite ? (
    <Button leftSection={<PlusIcon size={14} />} onClick={() => setCreating(true)}>
      Create a team
    </Button>
  ) : null
  return (
    <>
      <FilterBar what="teams" placeholder="Beginning of the name" value={q} change={(next) => filter({ q: next })}>
        <FilterChoice label="State" value={state} choices={states} change={(team) => filter({ team })} />
        {teams.data?.items.length ? create : null}
      </FilterBar>
      <Card flush>
        <Listed
          what="teams"
          asked={teams}
          paging={{ ...paging, list: `teams ${slug} ${q} ${state}` }}
          empty={
            q || state ? (
              <NothingMatches title="No team matches" clear={() => filter({ q: undefined, team: undefined })} />
            ) : (
              <Empty icon={PeopleIcon} title="No team yet" actions={create}>
                <p>
                  A team that is linked to a group gets its members from the identity provider, and brings them into its
                  organization.
                </p>
              </Empty>
            )
          }
        >
          {(items) => <TeamsTable enterprise={slug} teams={items} />}
        </Listed>
      </Card>
      <CreateTeamDialog enterprise={slug} opened={creating} close={() => setCreating(false)} />
      <TeamDrawer enterprise={slug} />
    </>
  )
}

const enterpriseTeam = ({ selection, assigned }: Team): string =>
  selection === 'disabled'
    ? 'Enterprise team'
    : `Enterprise team · ${selection === 'all' ? 'all organizations' : plural(assigned, 'organization')}`

function TeamsTable({ enterprise, teams }: { enterprise: string; teams: readonly Team[] }) {
  return (
    <Table caption="Teams" columns={['Team', 'Group', ['Members', 'number'], 'State']}>
      {teams.map((team) => (
        <tr key={team.id} className="leads-on">
          <td className="lead">
            <SeeLink id={String(team.id)}>{team.name}</SeeLink>
            <span className="person-name">{team.organization ?? enterpriseTeam(team)}</span>
          </td>
          <td data-label="group">
            {team.group ? (
              <Link
                to="/directory/$enterprise"
                params={{ enterprise }}
                search={{ tab: 'groups', see: team.group.id }}
                className="above"
              >
                {team.group.displayName}
              </Link>
            ) : (
              <span className="muted">none</span>
            )}
          </td>
          <td className="number" data-label="members">
            {number(team.members)}
          </td>
          <td>
            <SyncState team={team} />
          </td>
        </tr>
      ))}
    </Table>
  )
}
