import {
  CheckCircleIcon,
  DeviceMobileIcon,
  PersonIcon,
  ShieldLockIcon,
  SkipIcon,
  XCircleIcon,
} from '@primer/octicons-react'
import type { Identity } from '@rollcall/api'
import type { ComponentProps } from 'react'
import { State, UnseenIcon } from '../../ui/state.tsx'

type Look = NonNullable<ComponentProps<typeof State>['look']>

export const unseen: Look = { tone: 'unseen', word: 'Unknown', icon: UnseenIcon }

const factors: Record<string, Look> = {
  secure: { tone: 'good', word: 'Secure', icon: CheckCircleIcon },
  insecure: { tone: 'warn', word: 'Allows SMS', icon: DeviceMobileIcon },
  enabled: { tone: 'calm', word: 'On, method not seen', icon: CheckCircleIcon },
  disabled: { tone: 'bad', word: 'Off', icon: XCircleIcon },
  'not applicable': { tone: 'calm', word: 'Not applicable', icon: SkipIcon },
}

/** The second factor of an account, or the weakest of several. What was not seen is not a pass. */
export function SecondFactor({ factor }: { factor: string | null }) {
  return <State look={factor === null ? unseen : (factors[factor] ?? { ...unseen, word: factor })} />
}

/** Whether the highest role is held. `quiet` leaves out that it is not. */
export function Privilege({ privileged, quiet = false }: { privileged: boolean | null; quiet?: boolean }) {
  if (privileged === null) return <State look={unseen} />
  if (privileged) return <State look={{ tone: 'warn', word: 'Privileged', icon: ShieldLockIcon }} />
  return quiet ? null : <State look={{ tone: 'calm', word: 'Standard', icon: PersonIcon }} />
}

export const kindTitles: Record<Identity['kind'], string> = {
  person: 'Person',
  bot: 'Bot',
  service_account: 'Service account',
  break_glass: 'Break-glass account',
  external: 'External',
  unknown: 'Unknown kind',
}
