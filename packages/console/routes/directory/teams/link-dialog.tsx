import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { linkTeam, previewTeamLink, type RouteOutput, type Team, unlinkTeam } from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, read } from '../../../api.ts'
import { Loading } from '../../../ui/empty.tsx'
import { FormProblem } from '../../../ui/form-problem.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { plural } from '../../../ui/words.ts'
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

function Actions(props: { close: () => void; pending: boolean; ready: boolean; word: string; danger?: true }) {
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

/** What would change, found out by doing it and taking it back. */
function Preview({ enterprise, team, group }: { enterprise: string; team: Team; group: string | null }) {
  const { data, error } = useQuery({
    ...read(previewTeamLink, { params: { enterprise, team: team.id }, query: group === null ? {} : { group } }),
    staleTime: 0,
  })
  if (error) return <FormProblem error={error} />
  if (!data) return <Loading rows={2} label="Looking at what would change" />
  return (
    <Notice tone={data.leaves > 0 || data.sync === 'no_licences' ? 'warn' : 'info'} title="What changes" role="status">
      <ul className="plain-list">
        {sentencesOf(data, team).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {data.examples.length > 0 ? (
        <p className="small">
          {data.examples.map(({ login, joins }) => `${joins ? '+' : '−'}${login}`).join('  ')}
          {data.joins + data.leaves > data.examples.length
            ? ` and ${data.joins + data.leaves - data.examples.length} more`
            : ''}
        </p>
      ) : null}
    </Notice>
  )
}

function sentencesOf(preview: RouteOutput<typeof previewTeamLink>, { organization }: Team): string[] {
  const { joins, leaves, joinsOrganization, leavesOrganization, licences, sync } = preview
  const people = (count: number) => plural(count, 'person', 'people')
  return [
    ...(leaves > 0 ? [`${people(leaves)} leave the team.`] : []),
    ...(joins > 0 ? [`${people(joins)} join the team.`] : []),
    ...(leavesOrganization > 0 ? [`${people(leavesOrganization)} leave ${organization}.`] : []),
    ...(joinsOrganization > 0 ? [`${people(joinsOrganization)} join ${organization}.`] : []),
    ...(licences > 0 ? [`It takes ${plural(licences, 'licence')}.`] : []),
    ...(licences < 0 ? [`It gives back ${plural(-licences, 'licence')}.`] : []),
    ...(sync === 'no_licences' ? ['Licences do not suffice: some of the group stay out until there are more.'] : []),
    ...(sync === 'frozen' || sync === 'over_limit'
      ? ['The group has more members than a team can have: nobody joins until it is smaller.']
      : []),
    ...(joins + leaves === 0 && sync !== 'frozen' && sync !== 'over_limit' ? ['Nobody comes or goes.'] : []),
  ]
}
