import { Button, SegmentedControl } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { TrashIcon } from '@primer/octicons-react'
import {
  listOrganizationMembers,
  listTeams,
  type Organization,
  type OrganizationMember,
  removeOrganization,
  removeOrganizationMember,
  setOrganizationMember,
} from '@rollcall/api'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call, read } from '../../../api.ts'
import { useMay } from '../../../session.ts'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { Failed, Loading } from '../../../ui/empty.tsx'
import { FormProblem } from '../../../ui/form-problem.tsx'
import { type PagePlace, Pager } from '../../../ui/pager.tsx'
import { number, plural } from '../../../ui/words.ts'
import { SideDrawer, useCloseDrawer } from '../side-drawer.tsx'
import { TeamChips } from '../team-chips.tsx'
import { refreshTeams } from './refresh.ts'
import { AddMember, membersShown } from './team-members.tsx'

export function OrganizationDrawer({ enterprise }: { enterprise: string }) {
  return <SideDrawer label="Organization">{(id) => <Opened key={id} enterprise={enterprise} login={id} />}</SideDrawer>
}

function Opened({ enterprise, login }: { enterprise: string; login: string }) {
  const [place, setPlace] = useState<PagePlace>({})
  const [suspended, setSuspended] = useState(false)
  const params = { enterprise, organization: login }
  const mayWrite = useMay('directory:write')
  const { data, error, refetch } = useQuery({
    ...read(listOrganizationMembers, {
      params,
      query: { limit: membersShown, suspended, ...(place.cursor ? { cursor: place.cursor } : {}) },
    }),
    placeholderData: keepPreviousData,
  })
  if (error && !data) return <Failed error={error} retry={refetch} what="The organization" />
  if (!data) return <Loading rows={7} label="Loading the organization" />
  const { organization, members } = data
  return (
    <>
      <div className="side-head">
        <h2>{organization.name}</h2>
        <span className="muted">
          <span className="mono">{organization.login}</span> · {plural(organization.members, 'member')} ·{' '}
          {plural(organization.teams, 'team')}
        </span>
      </div>
      <Teams params={params} />
      <section className="side-part">
        <h3>Members</h3>
        <SegmentedControl
          aria-label="Which members"
          value={suspended ? 'suspended' : 'active'}
          onChange={(value) => {
            setSuspended(value === 'suspended')
            setPlace({})
          }}
          data={[
            { value: 'active', label: `Active ${number(organization.members)}` },
            { value: 'suspended', label: `Suspended ${number(organization.suspended)}` },
          ]}
        />
        {mayWrite && !suspended ? (
          <AddMember
            label="Login of a person to add by hand"
            add={(one) => call(setOrganizationMember, { params: { ...params, login: one }, body: { role: 'member' } })}
          />
        ) : null}
        <Members params={params} members={members.items} suspended={suspended} mayWrite={mayWrite} />
        <Pager
          list={`organization ${login} ${suspended}`}
          place={place}
          size={membersShown}
          shown={members.items.length}
          total={members.total}
          next={members.next}
          go={setPlace}
        />
      </section>
      {mayWrite ? <Removal params={params} organization={organization} /> : null}
    </>
  )
}

const teamsShown = 100

function Teams({ params: { enterprise, organization } }: { params: { enterprise: string; organization: string } }) {
  const { data } = useQuery(read(listTeams, { params: { enterprise }, query: { organization, limit: teamsShown } }))
  // Whose they are is said above.
  return (
    <TeamChips enterprise={enterprise} teams={data?.items.map((team) => ({ ...team, organization: null })) ?? []} />
  )
}

/** Why somebody is in: a group through a team, by hand, or both. */
const why = ({ direct, teams, role }: OrganizationMember): string =>
  [
    ...(role === 'admin' ? ['owner'] : []),
    ...(teams.length > 0 ? [`through ${teams.join(', ')}`] : []),
    ...(direct ? ['by hand'] : []),
  ].join(' · ')

function Members({
  params,
  members,
  suspended,
  mayWrite,
}: {
  params: { enterprise: string; organization: string }
  members: readonly OrganizationMember[]
  suspended: boolean
  mayWrite: boolean
}) {
  const removal = useMutation({
    mutationFn: (login: string) => call(removeOrganizationMember, { params: { ...params, login } }),
    onSuccess: refreshTeams,
  })
  if (members.length === 0)
    return <p className="muted">{suspended ? 'Nobody who is suspended is a member.' : 'Nobody is in it.'}</p>
  return (
    <>
      <ul className="member-list">
        {members.map((member) => (
          <li key={member.login}>
            <span>
              {member.id ? (
                <Link
                  to="/directory/$enterprise"
                  params={{ enterprise: params.enterprise }}
                  search={{ see: member.id }}
                >
                  {member.login}
                </Link>
              ) : (
                member.login
              )}
              <span className="person-name">
                {[member.displayName, why(member)].filter((part) => part !== '').join(' · ')}
              </span>
            </span>
            {mayWrite && member.teams.length === 0 ? (
              <Button
                size="xs"
                variant="default"
                aria-label={`Remove ${member.login}`}
                loading={removal.isPending && removal.variables === member.login}
                onClick={() => removal.mutate(member.login)}
              >
                Remove
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <FormProblem error={removal.error} />
    </>
  )
}

function Removal({
  params,
  organization,
}: {
  params: { enterprise: string; organization: string }
  organization: Organization
}) {
  const [asked, setAsked] = useState(false)
  const closeDrawer = useCloseDrawer()
  return (
    <section className="side-part">
      <div className="side-chips">
        <Button variant="default" leftSection={<TrashIcon size={14} />} onClick={() => setAsked(true)}>
          Delete the organization
        </Button>
      </div>
      <ConfirmDialog
        opened={asked}
        close={() => setAsked(false)}
        title={`Delete ${organization.login}?`}
        button="Delete the organization"
        typed={organization.login}
        run={async () => {
          await call(removeOrganization, { params, query: { confirm: organization.login } })
          notifications.show({ message: `${organization.login} is deleted.` })
          closeDrawer()
          await refreshTeams()
        }}
      >
        <p>
          {plural(organization.teams, 'team')} and {plural(organization.members, 'membership')} end with it, and cannot
          be brought back. Groups and people stay.
        </p>
      </ConfirmDialog>
    </section>
  )
}
