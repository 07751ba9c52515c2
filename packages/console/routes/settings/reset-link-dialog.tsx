import { Button, Modal } from '@mantine/core'
import { type Person, type RouteOutput, resetPerson } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api.ts'
import { FormProblem } from '../../ui/form-problem.tsx'
import { OneTimeLink } from './one-time-link.tsx'
import '../../ui/dialog.css'

type Made = RouteOutput<typeof resetPerson>

/** A new link takes the place of an earlier one, so it is asked for and not just made. */
export function ResetLinkDialog({
  person,
  opened,
  close,
  closed,
}: {
  person: Person
  opened: boolean
  close: () => void
  closed: () => void
}) {
  const [made, setMade] = useState<Made | null>(null)
  const invited = person.state === 'invited'
  return (
    <Modal
      opened={opened}
      onClose={close}
      returnFocus={false}
      onExitTransitionEnd={() => {
        setMade(null)
        closed()
      }}
      title={`${invited ? 'New invitation link' : 'Link for a new password'}: ${person.name}`}
      closeOnClickOutside={made === null}
      closeOnEscape={made === null}
      withCloseButton={made === null}
    >
      {made ? (
        <OneTimeLink
          {...made}
          name={person.name}
          lets={invited ? 'lets them choose a password and join' : 'lets them choose a new password and signs them in'}
          close={close}
        />
      ) : (
        <Question person={person} close={close} done={setMade} />
      )}
    </Modal>
  )
}

function Question({ person, close, done }: { person: Person; close: () => void; done: (made: Made) => void }) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(resetPerson, { params: { id: person.id } }),
    onSuccess: done,
    gcTime: 0,
  })
  return (
    <div className="dialog-form">
      <div className="dialog-text">
        {person.state === 'invited' ? (
          <p>The link that {person.name} has now stops working.</p>
        ) : (
          <>
            <p>
              You get a link to hand over. Until {person.name} uses it, the current password stays good; using it ends
              their sessions and lifts a lock.
            </p>
            <p>Make sure that it is {person.name} who asks for this.</p>
          </>
        )}
      </div>
      <FormProblem error={error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button loading={isPending} onClick={() => mutate()} data-autofocus>
          Make the link
        </Button>
      </div>
    </div>
  )
}
