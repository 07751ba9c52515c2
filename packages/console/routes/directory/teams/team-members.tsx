import { Button, TextInput } from '@mantine/core'
import { addTeamMember, type getTeam, type RouteOutput, removeTeamMember, type Team } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../../api.ts'
import { useMay } from '../../../session.ts'
import { FormProblem } from '../../../ui/form-problem.tsx'
import { type PagePlace, Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { userLooks } from '../states.ts'
import { refreshTeams } from './refresh.ts'

export const membersShown = 25

/** Members, and for a team without a group a way to add and remove them. */
export function TeamMembers({
  enterprise,
  team,
  members,
  place,
  go,
}: {
  enterprise: string
  team: Team
  members: RouteOutput<typeof getTeam>['members']
  place: PagePlace
  go: (place: PagePlace) => void
}) {
  const byHand = useMay('directory:write') && team.group === null
  const params = { enterprise, team: team.id }
  const removal = useMutation({
    mutationFn: (login: string) => call(removeTeamMember, { params: { ...params, login } }),
    onSuccess: refreshTeams,
  })
  return (
    <section className="side-part">
      <h3>Members</h3>
      {byHand ? (
        <AddMember
          label="Login of a member to add"
          add={(login) => call(addTeamMember, { params: { ...params, login } })}
        />
      ) : null}
      {members.items.length === 0 ? <p className="muted">Nobody is in it.</p> : null}
      <ul className="member-list">
        {members.items.map(({ id, login, suspended, role }) => (
          <li key={login}>
            <span>
              {id ? (
                <Link to="/directory/$enterprise" params={{ enterprise }} search={{ see: id }}>
                  {login}
                </Link>
              ) : (
                login
              )}
              {role === 'maintainer' ? <span className="muted small"> maintainer</span> : null}
            </span>
            {suspended ? <State look={userLooks.suspended} /> : null}
            {byHand ? (
              <Button
                size="xs"
                variant="default"
                aria-label={`Remove ${login}`}
                loading={removal.isPending && removal.variables === login}
                onClick={() => removal.mutate(login)}
              >
                Remove
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <FormProblem error={removal.error} />
      <Pager
        list={`team ${team.id}`}
        place={place}
        size={membersShown}
        shown={members.items.length}
        total={members.total}
        next={members.next}
        go={go}
      />
    </section>
  )
}

export function AddMember({ label, add }: { label: string; add: (login: string) => Promise<unknown> }) {
  const [login, setLogin] = useState('')
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => add(login.trim()),
    onSuccess: () => {
      setLogin('')
      return refreshTeams()
    },
  })
  return (
    <form
      className="side-part"
      onSubmit={(event) => {
        event.preventDefault()
        if (login.trim() !== '') mutate()
      }}
    >
      <div className="side-chips">
        <TextInput
          aria-label={label}
          placeholder="mona_octo"
          autoComplete="off"
          spellCheck={false}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={isPending}>
          Add
        </Button>
      </div>
      <FormProblem error={error} />
    </form>
  )
}
