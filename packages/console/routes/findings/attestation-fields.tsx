import { Textarea, TextInput } from '@mantine/core'
import { fieldProblem } from '../../ui/form-problem.tsx'

interface Attestation {
  value: string
  evidence: string
}

/** What somebody saw where no credential can look, and what proves it. */
export function AttestationFields({
  draft,
  set,
  error,
}: {
  draft: Attestation
  set: (part: Partial<Attestation>) => void
  error: unknown
}) {
  return (
    <>
      <p className="secondary">
        For what no credential shows. It reads as attested, counts as seen by nobody, and comes back when its time is
        over. If it is not as it should be, put it right or except it.
      </p>
      <TextInput
        label="What you saw"
        description="The value, in the words of the page."
        placeholder="Required for all users, except the account owner"
        value={draft.value}
        maxLength={500}
        autoComplete="off"
        error={fieldProblem(error, 'change.decision.value', 'What you saw')}
        onChange={(event) => set({ value: event.currentTarget.value })}
      />
      <Textarea
        label="Evidence"
        description="A link to a picture of the page, a file or a ticket."
        value={draft.evidence}
        maxLength={2000}
        autosize
        minRows={1}
        error={fieldProblem(error, 'change.decision.evidence', 'The evidence')}
        onChange={(event) => set({ evidence: event.currentTarget.value })}
      />
    </>
  )
}
