import { Button, Modal, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { createOrganization } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { call } from '../../../api.ts'
import { FormProblem, fieldProblem } from '../../../ui/form-problem.tsx'
import { refreshTeams } from './refresh.ts'
import '../../../ui/dialog.css'

interface Props {
  enterprise: string
  opened: boolean
  close: () => void
}

export function CreateOrganizationDialog({ enterprise, opened, close }: Props) {
  return (
    <Modal opened={opened} onClose={close} title="Create an organization">
      <OrganizationForm enterprise={enterprise} close={close} />
    </Modal>
  )
}

function OrganizationForm({ enterprise, close }: Omit<Props, 'opened'>) {
  const form = useForm({
    initialValues: { login: '', name: '' },
    validate: { login: (value) => (value.trim() === '' ? 'A login is needed.' : null) },
  })
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ login, name }: typeof form.values) =>
      call(createOrganization, {
        params: { enterprise },
        body: { login: login.trim(), ...(name.trim() === '' ? {} : { name: name.trim() }) },
      }),
    onSuccess: async () => {
      await refreshTeams()
      close()
    },
    onError: (refused) => form.setErrors({ login: fieldProblem(refused, 'login', 'The login') }),
  })
  return (
    <form className="dialog-form" onSubmit={form.onSubmit((values) => mutate(values))} noValidate>
      <TextInput
        label="Login"
        description="Letters, digits and single dashes; part of its address."
        placeholder="octo-engineering"
        autoComplete="off"
        spellCheck={false}
        maxLength={39}
        data-autofocus
        {...form.getInputProps('login')}
      />
      <TextInput label="Name" autoComplete="off" maxLength={100} {...form.getInputProps('name')} />
      <FormProblem error={error} fields={['login']} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          Create the organization
        </Button>
      </div>
    </form>
  )
}
