import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  getSession,
  listPeople,
  type Person,
  type Role,
  rolePermissions,
  roleTitles,
  updatePerson,
} from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { call, queryClient, refresh } from '../../api.ts'
import { useSession } from '../../session.ts'
import { FormProblem } from '../../ui/form-problem.tsx'
import { Notice } from '../../ui/notice.tsx'
import { RolePicker } from './role-picker.tsx'
import '../../ui/dialog.css'

export function RoleForm({ person, close }: { person: Person; close: () => void }) {
  const self = useSession().person?.id === person.id
  const router = useRouter()
  const [role, setRole] = useState<Role>(person.role)
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: () => call(updatePerson, { params: { id: person.id }, body: { role } }),
    onSuccess: async () => {
      close()
      notifications.show({ message: `${self ? 'You are' : `${person.name} is`} now ${roleTitles[role].title}.` })
      if (!self) return refresh(listPeople)
      // Other pages open from now on, and what was read for the old role is not kept.
      await refresh(getSession)
      queryClient.removeQueries({ queryKey: [listPeople.id] })
      await router.invalidate()
    },
  })
  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (role === person.role) close()
        else mutate()
      }}
    >
      <RolePicker
        value={role}
        onChange={(next) => {
          setRole(next)
          reset()
        }}
      />
      {self && !rolePermissions[role].includes('people:manage') ? (
        <Notice tone="warn">This is your own account. You will not be able to take this back yourself.</Notice>
      ) : null}
      <FormProblem error={error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}
