import { type DirectoryGroup, listGroupMembers } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { read } from '../../api.ts'
import { Loading } from '../../ui/empty.tsx'
import { Fact, Facts } from '../../ui/page.tsx'
import { type PagePlace, Pager } from '../../ui/pager.tsx'
import { State } from '../../ui/state.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { plural } from '../../ui/words.ts'
import { History } from './audit-timeline.tsx'
import { Gone } from './gone.tsx'
import { SideDrawer } from './side-drawer.tsx'
import { userLooks } from './states.ts'
import { TeamChips } from './team-chips.tsx'

const membersShown = 25

export function GroupDrawer({ enterprise }: { enterprise: string }) {
  return <SideDrawer label="Group">{(id) => <Group key={id} enterprise={enterprise} id={id} />}</SideDrawer>
}

function Group({ enterprise, id }: { enterprise: string; id: string }) {
  const [place, setPlace] = useState<PagePlace>({})
  const { data, error, refetch } = useQuery({
    ...read(listGroupMembers, {
      params: { enterprise, id },
      query: { limit: membersShown, ...(place.cursor ? { cursor: place.cursor } : {}) },
    }),
    placeholderData: keepPreviousData,
  })
  if (error && !data) return <Gone enterprise={enterprise} id={id} what="group" error={error} retry={refetch} />
  if (!data) return <Loading rows={7} label="Loading the group" />
  const { group, teams, members, history } = data
  return (
    <>
      <div className="side-head">
        <h2>{group.displayName}</h2>
        <span className="muted">{plural(group.members, 'member')}</span>
      </div>
      <GroupFacts group={group} />
      <TeamChips enterprise={enterprise} teams={teams} />
      <section className="side-part">
        <h3>Members</h3>
        {members.items.length === 0 ? <p className="muted">Nobody is in it.</p> : null}
        <ul className="member-list">
          {members.items.map((member) => (
            <li key={member.id}>
              <span>
                <Link to="/directory/$enterprise" params={{ enterprise }} search={{ see: member.id }}>
                  {member.login}
                </Link>
                {member.displayName ? <span className="person-name">{member.displayName}</span> : null}
              </span>
              {member.suspended ? <State look={userLooks.suspended} /> : null}
            </li>
          ))}
        </ul>
        <Pager
          list={`members ${id}`}
          place={place}
          size={membersShown}
          shown={members.items.length}
          total={members.total}
          next={members.next}
          go={setPlace}
        />
      </section>
      <History enterprise={enterprise} id={group.id} what="group" history={history} />
    </>
  )
}

function GroupFacts({ group }: { group: DirectoryGroup }) {
  return (
    <Facts>
      <Fact name="externalId">
        {group.externalId ? <span className="mono">{group.externalId}</span> : <span className="muted">none</span>}
      </Fact>
      <Fact name="Created">
        <RelativeTime at={group.createdAt} />
      </Fact>
      <Fact name="Last change">
        <RelativeTime at={group.updatedAt} />
      </Fact>
      <Fact name="Id">
        <span className="mono">{group.id}</span>
      </Fact>
    </Facts>
  )
}
