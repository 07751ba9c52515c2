import { Button, Modal, NativeSelect, Textarea } from '@mantine/core'
import { declareIdentity, endDeclaration, getIdentity, type IdentityDetail, listIdentities } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { useMay } from '../../session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { Card } from '../../ui/page.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useDialog } from '../../ui/use-dialog.ts'
import { kindTitles } from './access.tsx'

const declarable = ['service_account', 'bot', 'break_glass'] as const
type Declarable = (typeof declarable)[number]

/** What it is and the facts that led to it; where those do not decide, a person may. */
export function KindCard({ identity }: { identity: IdentityDetail }) {
  const { kind, kindReasons, declaration, name } = identity
  const mayDeclare = useMay('findings:write')
  const dialog = useDialog<'declare' | 'end'>()
  const is = (wanted: 'declare' | 'end') => dialog.opened && dialog.about === wanted
  return (
    <Card
      title={kind === 'unknown' ? 'What it is: not known' : `What it is: ${kindTitles[kind].toLowerCase()}`}
      actions={
        mayDeclare ? (
          <span className="row">
            {declaration ? (
              <Button variant="default" size="xs" onClick={() => dialog.open('end')}>
                Take it back
              </Button>
            ) : null}
            <Button variant="default" size="xs" onClick={() => dialog.open('declare')}>
              {declaration ? 'Declare anew' : 'Declare what it is'}
            </Button>
          </span>
        ) : null
      }
    >
      <ul className="identity-reasons">
        {kindReasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {declaration ? (
        <p className="muted small">
          Declared <RelativeTime at={declaration.madeAt} />. Checks heed it from the scan after that on.
        </p>
      ) : null}
      <Modal
        opened={is('declare')}
        onClose={dialog.close}
        title={`Declare what ${name} is`}
        returnFocus={false}
        onExitTransitionEnd={dialog.closed}
      >
        <DeclareForm identity={identity} close={dialog.close} />
      </Modal>
      <ConfirmDialog
        opened={is('end')}
        close={dialog.close}
        closed={dialog.closed}
        title="Take the declaration back?"
        button="Take it back"
        run={async () => {
          await call(endDeclaration, { params: { id: identity.id } })
          await refresh(getIdentity, listIdentities)
        }}
      >
        <p>From then on {name} is what the facts say, and from the next scan on the checks judge it like any other.</p>
      </ConfirmDialog>
    </Card>
  )
}

function DeclareForm({ identity, close }: { identity: IdentityDetail; close: () => void }) {
  const [kind, setKind] = useState<Declarable>(identity.declaration?.kind ?? 'service_account')
  const [reason, setReason] = useState(identity.declaration?.reason ?? '')
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(declareIdentity, { params: { id: identity.id }, body: { kind, reason: reason.trim() } }),
    onSuccess: async () => {
      await refresh(getIdentity, listIdentities)
      close()
    },
  })
  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim() !== '') mutate()
      }}
    >
      <NativeSelect
        label="It is a"
        value={kind}
        onChange={({ currentTarget: { value } }) =>
          setKind(declarable.find((one) => one === value) ?? 'service_account')
        }
        data={declarable.map((value) => ({ value, label: kindTitles[value] }))}
        data-autofocus
      />
      <Textarea
        label="Reason"
        description="Whose it is, what it is for, and how you know."
        required
        autosize
        minRows={2}
        maxLength={2000}
        value={reason}
        onChange={({ currentTarget: { value } }) => setReason(value)}
      />
      {kind === 'break_glass' ? (
        <p className="secondary small">It no longer counts among the owners whom there should be few of.</p>
      ) : null}
      <FormProblem error={error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending} disabled={reason.trim() === ''}>
          Declare
        </Button>
      </div>
    </form>
  )
}
