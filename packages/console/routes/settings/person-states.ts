import { CircleSlashIcon, DotFillIcon, LockIcon, MailIcon } from '@primer/octicons-react'

export const personStates = {
  active: { tone: 'calm', word: 'Active', icon: DotFillIcon },
  invited: { tone: 'calm', word: 'Invited', icon: MailIcon },
  disabled: { tone: 'warn', word: 'Disabled', icon: CircleSlashIcon },
  locked: { tone: 'bad', word: 'Locked', icon: LockIcon },
} as const
