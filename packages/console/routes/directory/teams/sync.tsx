import { CheckCircleIcon, DashIcon, StopIcon, SyncIcon, XCircleIcon } from '@primer/octicons-react'
import type { Team } from '@rollcall/api'
import type { ComponentProps } from 'react'
import { State } from '../../../ui/state.tsx'

type Look = NonNullable<ComponentProps<typeof State>['look']>

const looks: Record<NonNullable<Team['sync']>, Look> = {
  in_sync: { tone: 'good', word: 'In sync', icon: CheckCircleIcon },
  frozen: { tone: 'warn', word: 'Frozen', icon: StopIcon },
  over_limit: { tone: 'warn', word: 'Over the limit', icon: StopIcon },
  no_licences: { tone: 'bad', word: 'Out of sync', icon: XCircleIcon },
}
const pending: Look = { tone: 'calm', word: 'Synchronizing', icon: SyncIcon, spin: true }
const unlinked: Look = { tone: 'calm', word: 'Not linked', icon: DashIcon }

/** How a team stands to its group. One whose last reconciliation failed is out of sync, whatever it was before. */
export function SyncState({ team }: { team: Team }) {
  const look = team.pending
    ? pending
    : team.group === null
      ? unlinked
      : team.reason !== null && team.sync === 'in_sync'
        ? looks.no_licences
        : team.sync && looks[team.sync]
  return look ? <State look={look} /> : null
}
