import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import type { FindingPattern } from '@rollcall/api'
import type { ChangeTarget } from './change.ts'

export interface PatternDraft {
  on: boolean
  subject: string
  within: 'scope' | 'connection' | 'all'
}

type About = NonNullable<ChangeTarget['finding']>

/** The beginning of a name that others are likely to share: the owner, and what stands before the last dash. */
export function likelyGlob(name: string): string {
  const at = Math.max(name.lastIndexOf('-'), name.lastIndexOf('/'))
  return at > 0 ? `${name.slice(0, at + 1)}*` : `${name}*`
}

export function patternOf(finding: About, { subject, within }: PatternDraft): FindingPattern {
  const glob = subject.trim()
  return {
    checkId: finding.checkId,
    connectionId: within === 'all' ? null : finding.connectionId,
    scope: within === 'scope' ? finding.scope : null,
    subject: glob === '' || glob === '*' ? null : glob,
  }
}

/** Whether an exception is for this finding, or for all of its check whose subject fits a pattern. */
export function PatternFields({
  finding,
  draft,
  change,
}: {
  finding: About
  draft: PatternDraft
  change: (draft: PatternDraft) => void
}) {
  return (
    <>
      <SegmentedControl
        aria-label="What is excepted"
        value={draft.on ? 'pattern' : 'finding'}
        onChange={(value) => change({ ...draft, on: value === 'pattern' })}
        data={[
          { value: 'finding', label: 'This finding' },
          { value: 'pattern', label: 'All of this check that fit' },
        ]}
      />
      {draft.on ? (
        <div className="change-pattern">
          <TextInput
            label="Subject"
            description="* stands for any characters, ? for one. Empty means every subject."
            value={draft.subject}
            onChange={(event) => change({ ...draft, subject: event.currentTarget.value })}
            maxLength={200}
            spellCheck={false}
            autoComplete="off"
          />
          <NativeSelect
            label="Within"
            value={draft.within}
            onChange={({ currentTarget: { value } }) =>
              change({ ...draft, within: value === 'all' || value === 'connection' ? value : 'scope' })
            }
            data={[
              { value: 'scope', label: finding.scope },
              { value: 'connection', label: `All of ${finding.connectionName}` },
              { value: 'all', label: 'Every connection' },
            ]}
          />
        </div>
      ) : null}
    </>
  )
}
