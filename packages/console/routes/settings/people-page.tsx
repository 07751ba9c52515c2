import { Button, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { PersonAddIcon, SearchIcon } from '@primer/octicons-react'
import { listPeople, type Person, roleTitles, updatePerson } from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { call, read, refresh } from '../../api.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { useDialog } from '../../ui/use-dialog.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { PeopleTable } from './people-table.tsx'
import { PersonDialogs, type PersonQuestion } from './person-dialogs.tsx'
import { RolesCard } from './roles-card.tsx'

const route = getRouteApi('/signed-in/settings/people')

export function PeoplePage() {
  const { data, error, refetch } = useQuery(read(listPeople))
  const { q = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const [inviting, setInviting] = useState(false)
  const dialog = useDialog<PersonQuestion>()
  const direct = useMutation({
    mutationFn: ({ person, ...body }: { person: Person; disabled?: false; unlock?: true }) =>
      call(updatePerson, { params: { id: person.id }, body }),
    onSuccess: (_, { person, unlock }) => {
      notifications.show({ message: `${person.name} ${unlock ? 'is unlocked' : 'may sign in again'}.` })
      return refresh(listPeople)
    },
  })
  const people = data?.items ?? []
  const shown = people.filter((person) => matches(person, q))

  return (
    <Page
      title="People"
      lead="Everyone who may sign in here, and what each may do."
      actions={
        <Button leftSection={<PersonAddIcon size={14} />} onClick={() => setInviting(true)}>
          Invite
        </Button>
      }
    >
      <TextInput
        className="people-filter"
        aria-label="Filter people"
        placeholder="Filter by name, e-mail, role or state"
        leftSection={<SearchIcon size={14} />}
        data-main-search
        value={q}
        maxLength={200}
        onChange={(event) => {
          const text = event.currentTarget.value
          void navigate({ search: text === '' ? {} : { q: text }, replace: true, resetScroll: false })
        }}
      />
      <FormProblem error={direct.error} />
      <Card flush>
        {error && !data ? (
          <Failed error={error} retry={refetch} what="People" />
        ) : !data ? (
          <Loading rows={4} height={40} label="Loading people" />
        ) : shown.length === 0 ? (
          <Empty
            icon={SearchIcon}
            title="Nobody matches"
            actions={
              <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
                Clear the filter
              </Button>
            }
          />
        ) : (
          <PeopleTable people={shown} ask={dialog.open} change={direct.mutate} />
        )}
        {data ? <TableFoot shown={shown.length} total={data.total} /> : null}
      </Card>
      <RolesCard people={people} />
      <InviteDialog opened={inviting} close={() => setInviting(false)} />
      <PersonDialogs dialog={dialog} />
    </Page>
  )
}

function TableFoot({ shown, total }: { shown: number; total: number }) {
  const all = `${total.toLocaleString('en')} ${total === 1 ? 'person' : 'people'}`
  return (
    <p className="table-foot" aria-live="polite">
      {shown === total ? all : `${shown} of ${all}`}
    </p>
  )
}

function matches(person: Person, q: string): boolean {
  const text = `${person.name} ${person.email} ${roleTitles[person.role].title} ${person.state}`.toLowerCase()
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
