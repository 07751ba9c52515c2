import { useDebouncedValue } from '@mantine/hooks'
import { applyChange, type FindingSelection } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { findingsChanged } from '../../live.ts'
import { useSession } from '../../session.ts'
import { dayAhead, dayOf, endOfDay } from '../../ui/days.ts'
import { plural } from '../../ui/words.ts'
import { type ChangeKind, type ChangeTarget, changeOf, isReady } from './change.ts'
import { usePreview } from './change-preview.tsx'
import { likelyGlob, type PatternDraft, patternOf } from './pattern-fields.tsx'

const firstDays: Partial<Record<ChangeKind, number>> = { due: 14, excepted: 90, snoozed: 7, attested: 90 }

interface Draft {
  assigneeId: string | null
  day: string
  reason: string
  value: string
  evidence: string
}

/** What is being filled in about a change, what it would do by now, and the doing of it. */
export function useChange(target: ChangeTarget, done: (message: string) => void) {
  const { kind, finding } = target
  const { person } = useSession()
  const [draft, setDraft] = useState<Draft>(() => ({
    assigneeId: finding ? (finding.assignee?.id ?? null) : (person?.id ?? null),
    day: kind === 'due' && finding?.dueAt ? dayOf(finding.dueAt) : dayAhead(firstDays[kind] ?? 0),
    reason: '',
    value: '',
    evidence: '',
  }))
  const [pattern, setPattern] = useState<PatternDraft>({
    on: false,
    subject: likelyGlob(finding?.subject?.name ?? ''),
    within: 'scope',
  })
  const [settled] = useDebouncedValue(pattern, 300)
  const wanted = { ...draft, until: endOfDay(draft.day) }
  const selectBy = (by: PatternDraft): FindingSelection =>
    finding && by.on ? { pattern: patternOf(finding, by) } : target.select

  // One finding needs no preview; a decision without its date has none yet.
  const dated = kind === 'excepted' || kind === 'snoozed' || kind === 'attested'
  const previewed = finding === null || pattern.on
  const { data, error: unclear } = usePreview(
    selectBy(settled),
    changeOf(kind, { ...wanted, reason: 'preview' }),
    previewed && (!dated || wanted.until !== null),
  )
  const preview = previewed && settled === pattern ? data : undefined
  const counted = !previewed || (preview !== undefined && (preview.changed > 0 || pattern.on))
  const ready = isReady(kind, wanted) && counted

  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      call(applyChange, {
        body: {
          select: selectBy(pattern),
          change: changeOf(kind, wanted),
          ...(preview ? { expected: preview.changed } : {}),
        },
      }),
    onSuccess: async ({ changed }) => {
      done(saidOf(kind, changed, draft.assigneeId))
      await refresh(...findingsChanged)
    },
  })
  return {
    draft,
    set: (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })),
    pattern,
    setPattern,
    previewed,
    preview,
    unclear,
    ready,
    save: () => ready && mutate(),
    saving: isPending,
    error,
  }
}

function saidOf(kind: ChangeKind, changed: number, assigneeId: string | null): string {
  const findings = plural(changed, 'finding')
  if (kind === 'assign') return assigneeId === null ? `${findings} given to nobody.` : `${findings} assigned.`
  if (kind === 'due') return `Due date of ${findings} changed.`
  const verbs = {
    excepted: 'excepted',
    snoozed: 'snoozed',
    false_positive: 'called a false positive',
    attested: 'attested',
  }
  return `${findings} ${verbs[kind]}.`
}
