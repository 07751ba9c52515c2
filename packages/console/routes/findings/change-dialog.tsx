import { Button, Modal, NativeSelect, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { listAssignees } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'
import { useSession } from '../../session.ts'
import { FormProblem, fieldProblem } from '../../ui/form-problem.tsx'
import { UntilField } from '../../ui/until-field.tsx'
import { number, plural } from '../../ui/words.ts'
import { AttestationFields } from './attestation-fields.tsx'
import { type ChangeKind, type ChangeTarget, changeButtons, changeTitles } from './change.ts'
import { ChangePreview } from './change-preview.tsx'
import { subjectName } from './findings-table.tsx'
import { PatternFields } from './pattern-fields.tsx'
import { useChange } from './use-change.ts'
import '../../ui/dialog.css'

/** Asks what a change needs, shows what it will do, and does it. */
export function ChangeDialog({
  target,
  opened,
  close,
  closed,
  done,
}: {
  /** What it was about stays while the dialog fades away. */
  target: ChangeTarget | null
  opened: boolean
  close: () => void
  closed: () => void
  done?: () => void
}) {
  const title = target
    ? `${changeTitles[target.kind]}${target.finding ? '' : `: ${plural(target.count, 'finding')}`}`
    : ''
  return (
    <Modal opened={opened} onClose={close} title={title} returnFocus={false} onExitTransitionEnd={closed} size={520}>
      {target ? <ChangeForm target={target} close={close} done={done} /> : null}
    </Modal>
  )
}

/** A limit that the server keeps: the last day must end within 366 days. */
const longestDays = 365
const shortcuts: Partial<Record<ChangeKind, { days: number; title: string }[]>> = {
  due: [
    { days: 7, title: '1 week' },
    { days: 14, title: '2 weeks' },
    { days: 30, title: '30 days' },
  ],
  excepted: [
    { days: 30, title: '30 days' },
    { days: 90, title: '90 days' },
    { days: 180, title: '180 days' },
    { days: 365, title: '1 year' },
  ],
  attested: [
    { days: 30, title: '30 days' },
    { days: 90, title: '90 days' },
    { days: 180, title: '180 days' },
  ],
  snoozed: [
    { days: 1, title: 'Tomorrow' },
    { days: 7, title: '1 week' },
    { days: 30, title: '30 days' },
  ],
}

function ChangeForm({
  target,
  close,
  done,
}: {
  target: ChangeTarget
  close: () => void
  done: (() => void) | undefined
}) {
  const { kind, finding } = target
  const change = useChange(target, (message) => {
    close()
    done?.()
    notifications.show({ message })
  })
  const { draft, pattern, error, preview } = change
  return (
    <form
      className="change-form"
      onSubmit={(event) => {
        event.preventDefault()
        change.save()
      }}
    >
      {finding ? (
        <p className="secondary change-about">
          {finding.problem}: <span className="strong">{subjectName({ count: null, ...finding })}</span>
        </p>
      ) : null}
      {kind === 'false_positive' ? (
        <p className="secondary">
          For what was seen wrongly. It ends by itself when the evidence changes; what is right but accepted is an
          exception.
        </p>
      ) : null}
      {kind === 'excepted' && finding?.status === 'open' ? (
        <PatternFields finding={finding} draft={pattern} change={change.setPattern} />
      ) : null}
      {kind === 'attested' ? <AttestationFields draft={draft} set={change.set} error={error} /> : null}
      {kind === 'assign' ? (
        <AssigneeField value={draft.assigneeId ?? ''} change={(id) => change.set({ assigneeId: id || null })} />
      ) : null}
      <DayField kind={kind} value={draft.day} change={(day) => change.set({ day })} error={error} />
      {kind === 'assign' || kind === 'due' ? null : (
        <ReasonField kind={kind} value={draft.reason} change={(reason) => change.set({ reason })} error={error} />
      )}
      {change.previewed ? (
        <ChangePreview
          preview={preview}
          error={change.unclear}
          decides={kind !== 'assign' && kind !== 'due'}
          later={pattern.on}
        />
      ) : null}
      <FormProblem
        error={error}
        fields={['until', 'reason', 'value', 'evidence'].map((name) => `change.decision.${name}`)}
      />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={change.saving} disabled={!change.ready}>
          {changeButtons[kind]}
          {preview && preview.changed > 1 ? ` ${number(preview.changed)}` : ''}
        </Button>
      </div>
    </form>
  )
}

interface FieldProps {
  kind: ChangeKind
  value: string
  change: (value: string) => void
  error: unknown
}

function DayField({ kind, value, change, error }: FieldProps) {
  const days = shortcuts[kind]
  if (!days) return null
  return (
    <UntilField
      label={kind === 'due' ? 'Due by' : 'Until the end of'}
      {...(kind === 'due' ? { description: 'Empty takes the date away.' } : { latest: longestDays })}
      value={value}
      change={change}
      shortcuts={days}
      error={fieldProblem(error, 'change.decision.until', 'The date')}
    />
  )
}

function ReasonField({ kind, value, change, error }: FieldProps) {
  const needed = kind !== 'snoozed'
  return (
    <Textarea
      label="Reason"
      description={
        needed ? 'For whoever reads it later: why, and what is done about it.' : 'If there is one worth knowing.'
      }
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
      maxLength={2000}
      autosize
      minRows={2}
      maxRows={8}
      required={needed}
      withAsterisk={false}
      error={fieldProblem(error, 'change.decision.reason', 'The reason')}
      data-autofocus
    />
  )
}

function AssigneeField({ value, change }: { value: string; change: (id: string) => void }) {
  const { person } = useSession()
  const { data, error } = useQuery(read(listAssignees))
  const people = data?.items ?? []
  return (
    <>
      <NativeSelect
        label="To"
        value={value}
        onChange={(event) => change(event.currentTarget.value)}
        data={[
          { value: '', label: 'Nobody' },
          ...people.map(({ id, name, email }) => ({
            value: id,
            label: id === person?.id ? `${name} (you)` : `${name}, ${email}`,
          })),
        ]}
        data-autofocus
      />
      <FormProblem error={error} />
    </>
  )
}
