import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import {
  DeviceDesktopIcon,
  GearIcon,
  MoonIcon,
  PeopleIcon,
  PersonIcon,
  QuestionIcon,
  SearchIcon,
  SignOutIcon,
  SunIcon,
} from '@primer/octicons-react'
import { listConnections, listFindings, roleTitles, signOut } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { call, read } from '../../api.ts'
import { useLive } from '../../live.ts'
import { dropSession, useMay, useSession } from '../../session.ts'
import { Mark } from '../../ui/mark.tsx'
import { places } from './places.ts'
import { openSearch } from './search-store.ts'
import './navigation.css'

export function Navigation({ openKeys }: { openKeys: () => void }) {
  const { permissions } = useSession()
  return (
    <div className="nav">
      <Link to="/" className="nav-brand" aria-label="Rollcall, to the overview">
        <Mark />
        Rollcall
      </Link>
      <UnstyledButton className="nav-search" onClick={openSearch}>
        <SearchIcon size={14} />
        <span className="grow">Search</span>
        <kbd>{navigator.platform.startsWith('Mac') ? '⌘K' : 'Ctrl K'}</kbd>
      </UnstyledButton>
      <nav aria-label="Pages" className="nav-places">
        {places
          .filter((place) => permissions.includes(place.needs))
          .map(({ to, title, icon: Icon }) => (
            <Place key={to} to={to} icon={<Icon size={16} />} title={title}>
              {to === '/findings' ? <FindingsCount /> : to === '/connections' ? <ConnectionsCount /> : null}
            </Place>
          ))}
      </nav>
      <div className="nav-foot">
        <Health />
        <Place to="/settings" icon={<GearIcon size={16} />} title="Settings" />
        <UnstyledButton className="nav-place" onClick={openKeys}>
          <QuestionIcon size={16} />
          <span className="grow">Keyboard</span>
          <kbd>?</kbd>
        </UnstyledButton>
        <PersonMenu />
      </div>
    </div>
  )
}

function Place({
  to,
  icon,
  title,
  children,
}: {
  to: (typeof places)[number]['to'] | '/settings'
  icon: ReactNode
  title: string
  children?: ReactNode
}) {
  return (
    <Link to={to} className="nav-place" activeOptions={{ exact: to === '/', includeSearch: false }}>
      {icon}
      <span className="grow">{title}</span>
      {children}
    </Link>
  )
}

function FindingsCount() {
  const { data } = useQuery(read(listFindings, { query: { limit: 1 } }))
  return data ? <span className="nav-count">{data.total.toLocaleString('en')}</span> : null
}

function ConnectionsCount() {
  const { data } = useQuery(read(listConnections))
  return data ? <span className="nav-count">{data.total}</span> : null
}

/** One look at whether everything that is connected is seen: a dot, and the words for it. */
function Health() {
  const { data } = useQuery(read(listConnections))
  const live = useLive()
  const states = (data?.items ?? []).map((one) => one.health.state)
  const failing = states.filter((state) => state === 'failing').length
  const limited = states.filter((state) => state === 'limited').length
  const [tone, words] =
    live === 'off'
      ? ['unseen', 'Server out of reach']
      : failing > 0
        ? ['bad', `${failing} ${failing === 1 ? 'connection fails' : 'connections fail'}`]
        : limited > 0
          ? ['warn', `${limited} ${limited === 1 ? 'connection' : 'connections'} limited`]
          : withoutTrouble(states, data !== undefined)
  return (
    <Link to="/connections" className="nav-place nav-health">
      <span className={`health-dot ${tone}`} aria-hidden="true" />
      <span className="grow">{words}</span>
    </Link>
  )
}

function withoutTrouble(states: readonly string[], known: boolean): [tone: string, words: string] {
  if (states.length === 0) return ['calm', known ? 'Nothing connected' : 'Looking …']
  if (states.includes('new')) return ['calm', states.length === 1 ? 'Not scanned yet' : 'Not all scanned yet']
  return ['good', 'Connections healthy']
}

const schemes = [
  { value: 'light', title: 'Light', icon: SunIcon },
  { value: 'dark', title: 'Dark', icon: MoonIcon },
  { value: 'auto', title: 'As the system', icon: DeviceDesktopIcon },
] as const

function PersonMenu() {
  const { person } = useSession()
  const router = useRouter()
  const mayManage = useMay('people:manage')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  if (!person) return null
  const leave = async () => {
    await call(signOut)
    await dropSession()
    await router.invalidate()
  }
  return (
    <Menu position="top-start" width={224} shadow="md">
      <Menu.Target>
        <UnstyledButton className="nav-place nav-person">
          <span className="nav-initials" aria-hidden="true">
            {initials(person.name)}
          </span>
          <span className="grow truncate">
            <span className="nav-name">{person.name}</span>
            <span className="nav-role">{roleTitles[person.role].title}</span>
            <span className="hidden-visually">: account, theme, sign out</span>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className="truncate">{person.email}</Menu.Label>
        <Menu.Item
          leftSection={<PersonIcon size={14} />}
          renderRoot={(props) => <Link to="/settings/account" {...props} />}
        >
          Your account
        </Menu.Item>
        {mayManage ? (
          <Menu.Item
            leftSection={<PeopleIcon size={14} />}
            renderRoot={(props) => <Link to="/settings/people" {...props} />}
          >
            People
          </Menu.Item>
        ) : null}
        <Menu.Divider />
        <Menu.Label>Theme</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as typeof colorScheme)}>
          {schemes.map(({ value, title, icon: Icon }) => (
            <Menu.RadioItem key={value} value={value} rightSection={<Icon size={14} />} closeMenuOnClick>
              {title}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<SignOutIcon size={14} />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase()
