import {
  AlertIcon,
  CheckCircleIcon,
  CircleSlashIcon,
  ClockIcon,
  DotFillIcon,
  EyeIcon,
  IssueOpenedIcon,
  LawIcon,
  type OcticonProps,
  SkipIcon,
  StopIcon,
  SyncIcon,
  XCircleIcon,
} from '@primer/octicons-react'
import type { Connection, CoverageRow, Finding, Scan } from '@rollcall/api'
import type { ComponentType } from 'react'
import './marks.css'

/** `unseen` is for everything that could not be looked at: hatched, and never the colour of a pass. */
export type Tone = 'good' | 'bad' | 'warn' | 'calm' | 'unseen'

interface Appearance {
  tone: Tone
  word: string
  icon: ComponentType<OcticonProps> | typeof UnseenIcon
  spin?: true
}

/** A question in a dashed ring. */
export function UnseenIcon({ size = 16 }: { size?: number | string }) {
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" fill="none" stroke="currentColor">
      <circle cx="8" cy="8" r="6.25" strokeWidth="1.5" strokeDasharray="2.6 2" />
      <path d="M6.1 6.3a1.95 1.95 0 1 1 2.7 1.8c-.5.25-.8.6-.8 1.1v.2" strokeWidth="1.5" strokeLinecap="round" />
      <circle cx="8" cy="11.4" r=".55" fill="currentColor" strokeWidth=".5" />
    </svg>
  )
}

export const findingStates: Record<Finding['status'], Appearance> = {
  open: { tone: 'bad', word: 'Open', icon: IssueOpenedIcon },
  unknown: { tone: 'unseen', word: 'Unknown', icon: UnseenIcon },
  resolved: { tone: 'good', word: 'Resolved', icon: CheckCircleIcon },
}

export const decisionStates: Record<NonNullable<Finding['decision']>['kind'], Appearance> = {
  excepted: { tone: 'calm', word: 'Excepted', icon: LawIcon },
  false_positive: { tone: 'calm', word: 'False positive', icon: CircleSlashIcon },
  snoozed: { tone: 'calm', word: 'Snoozed', icon: ClockIcon },
  attested: { tone: 'calm', word: 'Attested', icon: EyeIcon },
}

export const healthStates: Record<Connection['health']['state'], Appearance> = {
  ok: { tone: 'good', word: 'Healthy', icon: CheckCircleIcon },
  limited: { tone: 'warn', word: 'Limited', icon: AlertIcon },
  failing: { tone: 'bad', word: 'Failing', icon: XCircleIcon },
  new: { tone: 'calm', word: 'Not scanned yet', icon: DotFillIcon },
}

export const coverageStates: Record<CoverageRow['state'], Appearance> = {
  complete: { tone: 'good', word: 'Complete', icon: CheckCircleIcon },
  partial: { tone: 'unseen', word: 'Partial', icon: UnseenIcon },
  none: { tone: 'unseen', word: 'Not read', icon: UnseenIcon },
}

export const preflightStates: Record<'ready' | 'limited' | 'blocked', Appearance> = {
  ready: { tone: 'good', word: 'Ready', icon: CheckCircleIcon },
  limited: { tone: 'unseen', word: 'Limited', icon: UnseenIcon },
  blocked: { tone: 'unseen', word: 'Blocked', icon: CircleSlashIcon },
}

export const scanStates: Record<Scan['state'], Appearance> = {
  queued: { tone: 'calm', word: 'Waiting', icon: ClockIcon },
  running: { tone: 'calm', word: 'Running', icon: SyncIcon, spin: true },
  succeeded: { tone: 'good', word: 'Succeeded', icon: CheckCircleIcon },
  failed: { tone: 'bad', word: 'Failed', icon: XCircleIcon },
  cancelled: { tone: 'calm', word: 'Cancelled', icon: StopIcon },
}

export const streamStates: Record<Scan['streams'][number]['state'], Appearance> = {
  waiting: { tone: 'calm', word: 'Waiting', icon: ClockIcon },
  reading: { tone: 'calm', word: 'Reading', icon: SyncIcon, spin: true },
  ...coverageStates,
}

export const judgementStates: Record<string, Appearance> = {
  pass: { tone: 'good', word: 'Pass', icon: CheckCircleIcon },
  fail: { tone: 'bad', word: 'Fail', icon: XCircleIcon },
  unknown: { tone: 'unseen', word: 'Unknown', icon: UnseenIcon },
  not_applicable: { tone: 'calm', word: 'Not applicable', icon: SkipIcon },
}

export function State({ look, word, title }: { look: Appearance | undefined; word?: string; title?: string }) {
  if (!look) return null
  const { icon: Icon } = look
  return (
    <span className={`state ${look.tone}`} {...(title === undefined ? {} : { title })}>
      <span className={look.spin ? 'spin' : ''} style={{ display: 'inline-flex' }}>
        <Icon size={14} />
      </span>
      {word ?? look.word}
    </span>
  )
}
