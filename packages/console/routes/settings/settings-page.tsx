import { GearIcon, KeyIcon, type OcticonProps, PeopleIcon, PersonIcon } from '@primer/octicons-react'
import type { Permission } from '@rollcall/api'
import { Link, Outlet } from '@tanstack/react-router'
import { type ComponentType, Suspense } from 'react'
import { useSession } from '../../session.ts'
import { Loading } from '../../ui/empty.tsx'
import './settings-page.css'

const sections = [
  { to: '/settings/account', title: 'Your account', icon: PersonIcon },
  { to: '/settings/people', title: 'People', icon: PeopleIcon, needs: 'people:manage' },
  { to: '/settings/tokens', title: 'API tokens', icon: KeyIcon, needs: 'tokens:manage' },
  { to: '/settings/system', title: 'System', icon: GearIcon, needs: 'settings:manage' },
] as const satisfies readonly {
  to: string
  title: string
  icon: ComponentType<OcticonProps>
  needs?: Permission
}[]

/** What the person may open, beside the page that is open. With a single page there is nothing to choose. */
export function SettingsPage() {
  const { permissions } = useSession()
  const open = sections.filter((section) => !('needs' in section) || permissions.includes(section.needs))
  return (
    <div className={open.length > 1 ? 'settings' : ''}>
      {open.length > 1 ? (
        <nav aria-label="Settings" className="settings-nav">
          {open.map(({ to, title, icon: Icon }) => (
            <Link key={to} to={to} activeOptions={{ includeSearch: false }}>
              <Icon size={16} />
              {title}
            </Link>
          ))}
        </nav>
      ) : null}
      <Suspense fallback={<Loading rows={8} />}>
        <Outlet />
      </Suspense>
    </div>
  )
}
