import { Button, Modal } from '@mantine/core'
import { type Decision, endDecision, extendDecision } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { call, refresh } from '../../api.ts'
import { findingsChanged } from '../../live.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { dayAhead, dayOf, endOfDay } from '../../ui/days.ts'
import { FormProblem } from '../../ui/form-problem.tsx'
import { UntilField } from '../../ui/until-field.tsx'
import { useDialog } from '../../ui/use-dialog.ts'
import { plural } from '../../ui/words.ts'
import { About, type Ask } from './decisions-table.tsx'
import '../../ui/dialog.css'

/** The two things that can be done with a decision, with what each asks first. */
export function ExceptionsWork({ children }: { children: (ask: Ask) => ReactNode }) {
  const ending = useDialog<Decision>()
  const moving = useDialog<Decision>()
  const ask: Ask = (what, decision) => (what === 'end' ? ending : moving).open(decision)
  const about = ending.about
  return (
    <>
      {children(ask)}
      <ConfirmDialog
        opened={ending.opened}
        close={ending.close}
        closed={ending.closed}
        title="End it now?"
        button="End now"
        run={async () => {
          if (about) await call(endDecision, { params: { id: about.id } })
          await refresh(...findingsChanged)
        }}
      >
        {about ? (
          <>
            <p className="strong">
              <About decision={about} />
            </p>
            <p>
              {about.findings === 0
                ? 'It stands on no finding now. Those that open later will be listed.'
                : `${plural(about.findings, 'finding')} will be listed again as what ${about.findings === 1 ? 'it is' : 'they are'}, unless another decision stands on ${about.findings === 1 ? 'it' : 'them'}.`}
            </p>
          </>
        ) : null}
      </ConfirmDialog>
      <Modal
        opened={moving.opened}
        onClose={moving.close}
        title="Move its end"
        returnFocus={false}
        onExitTransitionEnd={moving.closed}
      >
        {moving.about ? <MoveForm decision={moving.about} close={moving.close} /> : null}
      </Modal>
    </>
  )
}

const shortcuts = [
  { days: 30, title: '30 days' },
  { days: 90, title: '90 days' },
  { days: 365, title: '1 year' },
]

function MoveForm({ decision, close }: { decision: Decision; close: () => void }) {
  const [day, setDay] = useState(decision.until ? dayOf(decision.until) : dayAhead(30))
  const until = endOfDay(day)
  const { mutate, isPending, error } = useMutation({
    mutationFn: (to: string) => call(extendDecision, { params: { id: decision.id }, body: { until: to } }),
    onSuccess: async () => {
      close()
      await refresh(...findingsChanged)
    },
  })
  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (until) mutate(until)
      }}
    >
      <p className="dialog-text">
        <About decision={decision} />
      </p>
      <UntilField label="Until the end of" value={day} change={setDay} shortcuts={shortcuts} latest={365} />
      <FormProblem error={error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending} disabled={until === null}>
          Move
        </Button>
      </div>
    </form>
  )
}
