import {
  ChecklistIcon,
  HomeIcon,
  IssueOpenedIcon,
  LawIcon,
  type OcticonProps,
  OrganizationIcon,
  PeopleIcon,
  PlugIcon,
  PulseIcon,
} from '@primer/octicons-react'
import type { Permission } from '@rollcall/api'
import type { ComponentType } from 'react'

/** The pages of the navigation, with what each needs and the key that follows `g`. */
export const places = [
  { to: '/', title: 'Overview', icon: HomeIcon, needs: 'findings:read', key: 'o' },
  { to: '/findings', title: 'Findings', icon: IssueOpenedIcon, needs: 'findings:read', key: 'f' },
  { to: '/exceptions', title: 'Exceptions', icon: LawIcon, needs: 'findings:read', key: 'e' },
  { to: '/identities', title: 'Identities', icon: PeopleIcon, needs: 'identities:read', key: 'i' },
  { to: '/directory', title: 'Directory', icon: OrganizationIcon, needs: 'directory:read', key: 'd' },
  { to: '/connections', title: 'Connections', icon: PlugIcon, needs: 'connections:read', key: 'c' },
  { to: '/checks', title: 'Checks', icon: ChecklistIcon, needs: 'checks:read', key: 'k' },
  { to: '/activity', title: 'Activity', icon: PulseIcon, needs: 'events:read', key: 'a' },
] as const satisfies readonly {
  to: string
  title: string
  icon: ComponentType<OcticonProps>
  needs: Permission
  key: string
}[]
