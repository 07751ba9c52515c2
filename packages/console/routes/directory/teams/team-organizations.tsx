import { Button, Modal, MultiSelect, Radio } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { OrganizationIcon } from '@primer/octicons-react'
import { listOrganizations, previewTeamOrganizations, setTeamOrganizations, type Team } from '@rollcall/api'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call, read } from '../../../api.ts'
import { useMay } from '../../../session.ts'
import { FormProblem } from '../../../ui/form-problem.tsx'
import { plural } from '../../../ui/words.ts'
import { Changes } from './changes.tsx'
import { Actions } from './link-dialog.tsx'
import { refreshTeams } from './refresh.ts'
import '../../../ui/dialog.css'

type Selection = Team['selection']
const choices: Record<Selection, { label: string; description: string }> = {
  disabled: { label: 'None', description: 'Its members are in the team, and in no organization because of it.' },
  selected: { label: 'Chosen ones', description: 'Its members are members of each of them.' },
  all: { label: 'All', description: 'Those there are, and every one that is made later.' },
}
const shownAtMost = 12

interface Props {
  enterprise: string
  team: Team
  organizations: readonly string[]
}

/** Which organizations an enterprise team brings its members into. */
export function TeamOrganizations(props: Props) {
  const { enterprise, team, organizations } = props
  const [asked, setAsked] = useState(false)
  const mayWrite = useMay('directory:write')
  const more = organizations.length - shownAtMost
  return (
    <section className="side-part">
      <h3>Organizations</h3>
      {team.selection === 'disabled' ? (
        <p className="muted">None: its members are in no organization because of it.</p>
      ) : (
        <p>
          {team.selection === 'all'
            ? `All, ${plural(organizations.length, 'organization')} now and those to come. `
            : organizations.length === 0
              ? 'None is chosen yet. '
              : ''}
          {organizations.slice(0, shownAtMost).map((login, index) => (
            <span key={login}>
              {index > 0 ? ', ' : ''}
              <Link to="/directory/$enterprise" params={{ enterprise }} search={{ tab: 'organizations', see: login }}>
                {login}
              </Link>
            </span>
          ))}
          {more > 0 ? ` and ${more} more` : ''}
        </p>
      )}
      {mayWrite ? (
        <div className="side-chips">
          <Button variant="default" leftSection={<OrganizationIcon size={14} />} onClick={() => setAsked(true)}>
            Choose organizations
          </Button>
        </div>
      ) : null}
      <Modal opened={asked} onClose={() => setAsked(false)} title={`Organizations of ${team.name}`} size="lg">
        <Choice {...props} close={() => setAsked(false)} />
      </Modal>
    </section>
  )
}

function Choice({ enterprise, team, organizations, close }: Props & { close: () => void }) {
  const [selection, setSelection] = useState<Selection>(team.selection)
  const [chosen, setChosen] = useState<string[]>(team.selection === 'selected' ? [...organizations] : [])
  const params = { enterprise, team: team.id }
  const body = { selection, ...(selection === 'selected' ? { organizations: chosen } : {}) }
  const [settled] = useDebouncedValue(body, 300)
  const preview = useQuery({
    ...read(previewTeamOrganizations, { params, body: settled }),
    staleTime: 0,
    placeholderData: keepPreviousData,
  })
  const done = useMutation({
    mutationFn: () => call(setTeamOrganizations, { params, body }),
    onSuccess: async ({ name, assigned }) => {
      notifications.show({
        message: assigned === 0 ? `${name} has no organization.` : `${name} has ${plural(assigned, 'organization')}.`,
      })
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
      <Radio.Group
        label="Which organizations its members are brought into"
        value={selection}
        onChange={(value) => setSelection(value as Selection)}
      >
        <div className="choice-list">
          {(Object.keys(choices) as Selection[]).map((one) => (
            <Radio key={one} value={one} {...choices[one]} />
          ))}
        </div>
      </Radio.Group>
      {selection === 'selected' ? (
        <OrganizationsField enterprise={enterprise} value={chosen} onChange={setChosen} />
      ) : null}
      <Changes data={preview.data} error={preview.error} team={team} />
      <FormProblem error={done.error} />
      <Actions close={close} pending={done.isPending} ready={!preview.error} word="Save" />
    </form>
  )
}

/** Chooses organizations by the beginning of their names. */
function OrganizationsField({
  enterprise,
  value,
  onChange,
}: {
  enterprise: string
  value: string[]
  onChange: (logins: string[]) => void
}) {
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed, 200)
  const { data } = useQuery({
    ...read(listOrganizations, { params: { enterprise }, query: { limit: 50, ...(q.trim() ? { q: q.trim() } : {}) } }),
    placeholderData: keepPreviousData,
  })
  const found = (data?.items ?? []).map(({ login }) => login)
  return (
    <MultiSelect
      label="Organizations"
      placeholder={value.length === 0 ? 'Begin to type a name' : ''}
      searchable
      clearable
      value={value}
      onChange={onChange}
      onSearchChange={setTyped}
      // The server has filtered them; chosen ones stay, whatever is typed.
      filter={({ options }) => options}
      data={[...new Set([...found, ...value])]}
      nothingFoundMessage="No organization begins like that"
      clearButtonProps={{ 'aria-label': 'No organization' }}
      maxValues={1000}
    />
  )
}
