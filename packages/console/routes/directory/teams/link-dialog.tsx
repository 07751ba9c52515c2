import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { linkTeam, previewTeamLink, type Team, unlinkTeam } from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, read } from '../../../api.ts'
import { FormProblem } from '../../../ui/form-problem.tsx'
import { Changes } from './changes.tsx'
import { GroupField } from './group-field.tsx'
import { refreshTeams } from './refresh.ts'
import '../../../ui/dialog.css'

interface Props {
  enterprise: string
  team: Team
  close: () => void
}

/** Links or unlinks a group, and shows first what that does. */
export function LinkDialog({ mode, ...props }: Props & { mode: 'link' | 'unlink' | null }) {
  const { team } = props
  return (
    <Modal
      opened={mode !== null}
      onClose={props.close}
      title={mode === 'unlink' ? `Unlink ${team.group?.displayName ?? 'the group'}?` : `Link a group to ${team.name}`}
      size="lg"
    >
      {mode === 'unlink' ? <Unlink {...props} /> : <Link {...props} />}
    </Modal>
  )
}

function Link({ enterprise, team, close }: Props) {
  const [group, setGroup] = useState('')
  const done = useMutation({
    mutationFn: () => call(linkTeam, { params: { enterprise, team: team.id }, body: { group } }),
    onSuccess: async (linked) => {
      notifications.show({ message: `${linked.name} follows ${linked.group?.displayName} now.` })
      await refreshTeams()
      close()
    },
  })
  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (group) done.mutate()
      }}
    >
      <GroupField
        enterprise={enterprise}
        label="Group"
        description={
          team.group
            ? `It takes the place of ${team.group.displayName}.`
            : 'From then on members come and go at the identity provider alone.'
        }
        none="Begin to type its name"
        value={group}
        onChange={setGroup}
      />
      {group ? <Preview enterprise={enterprise} team={team} group={group} /> : null}
      <FormProblem error={done.error} />
      <Actions close={close} pending={done.isPending} ready={group !== ''} word="Link the group" />
    </form>
  )
}

function Unlink({ enterprise, team, close }: Props) {
  const done = useMutation({
    mutationFn: () => call(unlinkTeam, { params: { enterprise, team: team.id } }),
    onSuccess: async () => {
      notifications.show({ message: `${team.name} follows no group any more.` })
      await refreshTeams()
      close()
    },
  })
  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault()
        done.mutate()
      }}
    >
      <p>Members who came through the group leave the team. Linking it again brings them back.</p>
      <Preview enterprise={enterprise} team={team} group={null} />
      <FormProblem error={done.error} />
      <Actions close={close} pending={done.isPending} ready word="Unlink" danger />
    </form>
  )
}

export function Actions(props: { close: () => void; pending: boolean; ready: boolean; word: string; danger?: true }) {
  return (
    <div className="dialog-actions">
      <Button variant="default" onClick={props.close}>
        Cancel
      </Button>
      <Button
        type="submit"
        loading={props.pending}
        disabled={!props.ready}
        {...(props.danger ? { className: 'button-danger' } : {})}
      >
        {props.word}
      </Button>
    </div>
  )
}

function Preview({ enterprise, team, group }: { enterprise: string; team: Team; group: string | null }) {
  const { data, error } = useQuery({
    ...read(previewTeamLink, { params: { enterprise, team: team.id }, query: group === null ? {} : { group } }),
    staleTime: 0,
  })
  return <Changes data={data} error={error} team={team} />
}
