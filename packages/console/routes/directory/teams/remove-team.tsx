import { notifications } from '@mantine/notifications'
import { previewTeamLink, previewTeamOrganizations, removeTeam, type Team, type TeamPreview } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { call, read } from '../../../api.ts'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { useCloseDrawer } from '../side-drawer.tsx'
import { Changes } from './changes.tsx'
import { refreshTeams } from './refresh.ts'

interface Props {
  enterprise: string
  team: Team
}

/** Deletes a team, and shows first who leaves what with it. */
export function RemoveTeam({ opened, close, ...props }: Props & { opened: boolean; close: () => void }) {
  const { enterprise, team } = props
  const closeDrawer = useCloseDrawer()
  return (
    <ConfirmDialog
      opened={opened}
      close={close}
      title={`Delete ${team.name}?`}
      button="Delete the team"
      run={async () => {
        await call(removeTeam, { params: { enterprise, team: team.id } })
        notifications.show({ message: `${team.name} is deleted.` })
        closeDrawer()
        await refreshTeams()
      }}
    >
      <p>
        {team.group || team.organization === null
          ? `Its members leave it, and who is in an organization for this team alone leaves the organization.${team.group ? ' The group stays as it is.' : ''}`
          : 'Its members leave it, and stay in the organization.'}
      </p>
      <Preview {...props} />
    </ConfirmDialog>
  )
}

/** A team goes as its group or its organizations would be taken from it; whom people have added leaves it too. */
function Preview({ enterprise, team }: Props) {
  const params = { enterprise, team: team.id }
  const linked = useQuery({
    ...read(previewTeamLink, { params, query: {} }),
    staleTime: 0,
    enabled: team.group !== null,
  })
  const assigned = useQuery({
    ...read(previewTeamOrganizations, { params, body: { selection: 'disabled' } }),
    staleTime: 0,
    enabled: team.group === null && team.organization === null,
  })
  if (team.group) return <Changes data={linked.data} error={linked.error} team={team} />
  const data = team.organization === null ? assigned.data : nobody
  return <Changes data={data && { ...data, leaves: team.members }} error={assigned.error} team={team} />
}

const nobody: TeamPreview = {
  joins: 0,
  leaves: 0,
  joinsOrganization: 0,
  leavesOrganization: 0,
  licences: 0,
  sync: null,
  examples: [],
}
