import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { LinkIcon, SyncIcon, TrashIcon } from '@primer/octicons-react'
import { getTeam, reconcileTeam, type Team } from '@rollcall/api'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, read } from '../../../api.ts'
import { useMay } from '../../../session.ts'
import { Failed, Loading } from '../../../ui/empty.tsx'
import { FormProblem } from '../../../ui/form-problem.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Fact, Facts } from '../../../ui/page.tsx'
import type { PagePlace } from '../../../ui/pager.tsx'
import { RelativeTime } from '../../../ui/time.tsx'
import { plural } from '../../../ui/words.ts'
import { SideDrawer } from '../side-drawer.tsx'
import { LinkDialog } from './link-dialog.tsx'
import { refreshTeams } from './refresh.ts'
import { RemoveTeam } from './remove-team.tsx'
import { SyncState } from './sync.tsx'
import { membersShown, TeamMembers } from './team-members.tsx'
import { TeamOrganizations } from './team-organizations.tsx'

export function TeamDrawer({ enterprise }: { enterprise: string }) {
  return <SideDrawer label="Team">{(id) => <Opened key={id} enterprise={enterprise} id={Number(id)} />}</SideDrawer>
}

function Opened({ enterprise, id }: { enterprise: string; id: number }) {
  const [place, setPlace] = useState<PagePlace>({})
  const { data, error, refetch } = useQuery({
    ...read(getTeam, {
      params: { enterprise, team: id },
      query: { limit: membersShown, ...(place.cursor ? { cursor: place.cursor } : {}) },
    }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.team.pending ? 2000 : false),
  })
  if (error && !data) return <Failed error={error} retry={refetch} what="The team" />
  if (!data) return <Loading rows={7} label="Loading the team" />
  const { team, organizations, members } = data
  return (
    <>
      <div className="side-head">
        <h2>{team.name}</h2>
        <span className="muted">
          {team.organization ?? 'Enterprise team'} · {plural(team.members, 'member')}
        </span>
        <SyncState team={team} />
      </div>
      {team.reason ? <Notice tone="warn">{team.reason}</Notice> : null}
      <TeamFacts team={team} />
      <TeamActions enterprise={enterprise} team={team} />
      {team.organization === null ? (
        <TeamOrganizations enterprise={enterprise} team={team} organizations={organizations} />
      ) : null}
      <TeamMembers enterprise={enterprise} team={team} members={members} place={place} go={setPlace} />
    </>
  )
}

function TeamFacts({ team }: { team: Team }) {
  return (
    <Facts>
      <Fact name="Group">
        {team.group ? (
          `${team.group.displayName}, ${plural(team.groupMembers, 'active member')}`
        ) : (
          <span className="muted">none: members are added by hand</span>
        )}
      </Fact>
      {team.group ? (
        <Fact name="Synchronized">
          {team.syncedAt ? <RelativeTime at={team.syncedAt} /> : <span className="muted">not yet</span>}
        </Fact>
      ) : null}
      <Fact name="Slug">
        <span className="mono">{team.slug}</span>
      </Fact>
      {team.parent ? <Fact name="Parent">{team.parent}</Fact> : null}
      <Fact name="Created">
        <RelativeTime at={team.createdAt} />
      </Fact>
    </Facts>
  )
}

/** Why a group cannot be linked, before anybody tries. */
function obstacle(team: Team): string | null {
  if (team.group) return null
  if (team.parent !== null || team.children > 0)
    return 'A nested team cannot be linked to a group: take it out of its parent, and its children out of it.'
  if (team.byHand > 0)
    return `${plural(team.byHand, 'member')} added by hand: remove them first, because the members of a linked team come from its group alone.`
  return null
}

function TeamActions({ enterprise, team }: { enterprise: string; team: Team }) {
  const params = { enterprise, team: team.id }
  const mayWrite = useMay('directory:write')
  const [asked, setAsked] = useState<'link' | 'unlink' | 'remove' | null>(null)
  const reconcile = useMutation({
    mutationFn: () => call(reconcileTeam, { params }),
    onSuccess: ({ changed }) => {
      notifications.show({ message: changed === 0 ? 'Nothing was different.' : `${plural(changed, 'change')} made.` })
      return refreshTeams()
    },
  })
  if (!mayWrite) return null
  const problem = obstacle(team)
  return (
    <section className="side-part">
      <div className="side-chips">
        <Button
          variant="default"
          leftSection={<LinkIcon size={14} />}
          disabled={problem !== null}
          onClick={() => setAsked('link')}
        >
          {team.group ? 'Link another group' : 'Link a group'}
        </Button>
        {team.group ? (
          <>
            <Button variant="default" onClick={() => setAsked('unlink')}>
              Unlink
            </Button>
            <Button
              variant="default"
              leftSection={<SyncIcon size={14} />}
              loading={reconcile.isPending}
              onClick={() => reconcile.mutate()}
            >
              Synchronize now
            </Button>
          </>
        ) : null}
        <Button variant="default" leftSection={<TrashIcon size={14} />} onClick={() => setAsked('remove')}>
          Delete
        </Button>
      </div>
      {problem ? <p className="muted small">{problem}</p> : null}
      <FormProblem error={reconcile.error} />
      <LinkDialog
        enterprise={enterprise}
        team={team}
        mode={asked === 'link' || asked === 'unlink' ? asked : null}
        close={() => setAsked(null)}
      />
      <RemoveTeam enterprise={enterprise} team={team} opened={asked === 'remove'} close={() => setAsked(null)} />
    </section>
  )
}
