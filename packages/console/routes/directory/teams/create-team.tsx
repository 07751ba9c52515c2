import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { createTeam, listOrganizations } from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { call, read } from '../../../api.ts'
import { FormProblem, fieldProblem } from '../../../ui/form-problem.tsx'
import { GroupField } from './group-field.tsx'
import { refreshTeams } from './refresh.ts'
import '../../../ui/dialog.css'

interface Props {
  enterprise: string
  opened: boolean
  close: () => void
}

export function CreateTeamDialog({ enterprise, opened, close }: Props) {
  return (
    <Modal opened={opened} onClose={close} title="Create a team">
      <TeamForm enterprise={enterprise} close={close} />
    </Modal>
  )
}

function TeamForm({ enterprise, close }: Omit<Props, 'opened'>) {
  const organizations = useQuery(read(listOrganizations, { params: { enterprise }, query: { limit: 200 } }))
  const form = useForm({
    initialValues: { name: '', organization: '', group: '' },
    validate: { name: (value) => (value.trim() === '' ? 'A name is needed.' : null) },
  })
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ name, organization, group }: typeof form.values) =>
      call(createTeam, {
        params: { enterprise },
        body: { name: name.trim(), organization: organization || null, ...(group ? { group } : {}) },
      }),
    onSuccess: async () => {
      await refreshTeams()
      close()
    },
    onError: (refused) => form.setErrors({ name: fieldProblem(refused, 'name', 'The name') }),
  })
  return (
    <form className="dialog-form" onSubmit={form.onSubmit((values) => mutate(values))} noValidate>
      <TextInput label="Name" autoComplete="off" maxLength={100} data-autofocus {...form.getInputProps('name')} />
      <NativeSelect
        label="Organization"
        description="A team of the enterprise brings its members into the organizations that you choose for it afterwards, or into none."
        data={[
          { value: '', label: 'None: a team of the enterprise' },
          ...(organizations.data?.items ?? []).map(({ login }) => ({ value: login, label: login })),
        ]}
        {...form.getInputProps('organization')}
      />
      <GroupField
        enterprise={enterprise}
        label="Group"
        description="Its members become the members of the team, now and from then on. It can be linked later too."
        none="None: members are added by hand"
        {...form.getInputProps('group')}
      />
      <FormProblem error={error} fields={['name']} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          Create the team
        </Button>
      </div>
    </form>
  )
}
