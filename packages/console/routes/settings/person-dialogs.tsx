import { Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { listPeople, type Person, removePerson, updatePerson } from '@rollcall/api'
import { call, refresh } from '../../api.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import type { useDialog } from '../../ui/use-dialog.ts'
import { ResetLinkDialog } from './reset-link-dialog.tsx'
import { RoleForm } from './role-form.tsx'

export interface PersonQuestion {
  kind: 'role' | 'link' | 'totp' | 'disable' | 'remove'
  person: Person
}

/** What is asked, or shown, before a person is changed. */
export function PersonDialogs({ dialog }: { dialog: ReturnType<typeof useDialog<PersonQuestion>> }) {
  if (!dialog.about) return null
  const { kind, person } = dialog.about
  const { name } = person
  const is = (wanted: PersonQuestion['kind']) => ({
    opened: dialog.opened && kind === wanted,
    close: dialog.close,
    closed: dialog.closed,
  })
  const told = async (act: Promise<unknown>, message: string) => {
    await act
    notifications.show({ message })
    await refresh(listPeople)
  }
  const change = (body: { disabled?: true; removeTotp?: true }, message: string) =>
    told(call(updatePerson, { params: { id: person.id }, body }), message)
  return (
    <>
      <Modal
        opened={is('role').opened}
        onClose={dialog.close}
        title={`Role of ${name}`}
        returnFocus={false}
        onExitTransitionEnd={dialog.closed}
      >
        <RoleForm person={person} close={dialog.close} />
      </Modal>
      <ResetLinkDialog {...is('link')} person={person} />
      <ConfirmDialog
        {...is('totp')}
        title={`Remove the authenticator of ${name}?`}
        button="Remove authenticator"
        run={() => change({ removeTotp: true }, `The authenticator of ${name} is removed.`)}
      >
        <p>From then on the password alone signs {name} in. The recovery codes stop working.</p>
        <p>Make sure that it is {name} who asks for this.</p>
      </ConfirmDialog>
      <ConfirmDialog
        {...is('disable')}
        title={`Disable ${name}?`}
        button="Disable"
        run={() => change({ disabled: true }, `${name} is disabled.`)}
      >
        <p>All sessions end now, and signing in is refused. API tokens that {name} made stop working meanwhile.</p>
        <p>Everything else stays, and you can enable the account again.</p>
      </ConfirmDialog>
      <ConfirmDialog
        {...is('remove')}
        title={`Remove ${name}?`}
        button="Remove"
        {...(person.state === 'invited' ? {} : { typed: person.email })}
        run={() => told(call(removePerson, { params: { id: person.id } }), `${name} is removed.`)}
      >
        {person.state === 'invited' ? (
          <p>The invitation link stops working.</p>
        ) : (
          <p>
            The account, its sessions and the API tokens that {name} made are gone for good. What {name} did stays in
            the event log.
          </p>
        )}
      </ConfirmDialog>
    </>
  )
}
