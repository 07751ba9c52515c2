import { CheckCircleIcon, CircleSlashIcon, DashIcon, EyeIcon, PencilIcon, XCircleIcon } from '@primer/octicons-react'
import type { DirectoryUser, Enterprise, ScimRequest } from '@rollcall/api'
import type { ComponentProps } from 'react'
import type { State } from '../../ui/state.tsx'
import type { Provider } from './directory-search.ts'

type Look = NonNullable<ComponentProps<typeof State>['look']>

export const userLooks: Record<DirectoryUser['state'], Look> = {
  active: { tone: 'good', word: 'Active', icon: CheckCircleIcon },
  suspended: { tone: 'warn', word: 'Suspended', icon: CircleSlashIcon },
}

export const outcomeLooks: Record<ScimRequest['outcome'], Look> = {
  changed: { tone: 'good', word: 'Changed', icon: PencilIcon },
  unchanged: { tone: 'calm', word: 'No change', icon: DashIcon },
  read: { tone: 'calm', word: 'Read', icon: EyeIcon },
  failed: { tone: 'bad', word: 'Refused', icon: XCircleIcon },
}

export const kindTitles: Record<Enterprise['kind'], string> = {
  emu: 'Enterprise Managed Users',
  ghes: 'Enterprise Server',
}

export const providerTitles: Record<Provider, string> = {
  okta: 'Okta',
  entra: 'Entra ID',
  ping: 'PingFederate',
  other: 'Another one',
}
