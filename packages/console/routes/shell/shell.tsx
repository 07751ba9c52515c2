import { ActionIcon, Drawer } from '@mantine/core'
import { SearchIcon, ThreeBarsIcon } from '@primer/octicons-react'
import { roleTitles } from '@rollcall/api'
import { Link, Outlet, useMatches, useNavigate, useRouter, useRouterState } from '@tanstack/react-router'
import { Suspense, useEffect, useRef, useState } from 'react'
import { isLed, lead, moveToRow, useKeys } from '../../keyboard.ts'
import { followEvents, useLive } from '../../live.ts'
import { useSession } from '../../session.ts'
import { Loading, NotAllowed } from '../../ui/empty.tsx'
import { Mark } from '../../ui/mark.tsx'
import { Page } from '../../ui/page.tsx'
import { FindingDrawer } from '../findings/finding-drawer.tsx'
import { DemoBanner } from './demo-banner.tsx'
import { KeyboardHelp } from './keyboard-help.tsx'
import { Navigation } from './navigation.tsx'
import { NoticeBar } from './notice-bar.tsx'
import { places } from './places.ts'
import { Search } from './search.tsx'
import { openSearch } from './search-store.ts'
import './shell.css'

/** What every page of a signed-in person stands in; where the session ends meanwhile, the way to sign in and back. */
export function Shell() {
  return useSession().person ? <SignedIn /> : <SignedOut />
}

function SignedOut() {
  const router = useRouter()
  useEffect(() => void router.invalidate(), [router])
  return <Loading rows={8} label="To the sign-in" />
}

function SignedIn() {
  const { permissions } = useSession()
  const [menu, setMenu] = useState(false)
  const [keys, setKeys] = useState(false)
  useEffect(followEvents, [])
  useShellKeys(() => setKeys(true))
  // Not where the router is going, but whose page stands there: its heading has to exist.
  const path = useRouterState({ select: (state) => (state.resolvedLocation ?? state.location).pathname })
  const shown = useRef(path)
  useEffect(() => {
    setMenu(false)
    if (shown.current === path) return
    shown.current = path
    // A new page is announced by its heading.
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  }, [path])
  return (
    <div className="shell">
      <a href="#main" className="skip-link">
        Skip to the content
      </a>
      <header className="shell-side">
        <Navigation openKeys={() => setKeys(true)} />
      </header>
      <div className="shell-main">
        <DemoBanner />
        <OfflineNotice />
        <NoticeBar />
        <header className="shell-top">
          <ActionIcon variant="subtle" size="lg" aria-label="Menu" onClick={() => setMenu(true)}>
            <ThreeBarsIcon size={18} />
          </ActionIcon>
          <Link to="/" className="shell-top-brand" aria-label="Rollcall, to the overview">
            <Mark size={22} /> Rollcall
          </Link>
          <ActionIcon variant="subtle" size="lg" aria-label="Search" onClick={openSearch}>
            <SearchIcon size={18} />
          </ActionIcon>
        </header>
        <main id="main" tabIndex={-1} className="focus-quiet">
          <Suspense fallback={<Loading rows={8} />}>
            <Guarded />
          </Suspense>
        </main>
      </div>
      <Drawer opened={menu} onClose={() => setMenu(false)} size={264} padding={0} title="Menu" className="shell-menu">
        <Navigation
          openKeys={() => {
            setMenu(false)
            setKeys(true)
          }}
        />
      </Drawer>
      {permissions.includes('findings:read') ? <FindingDrawer /> : null}
      <KeyboardHelp opened={keys} close={() => setKeys(false)} />
      <Search />
    </div>
  )
}

/** The page, or why this person does not get it. */
function Guarded() {
  const { permissions, person } = useSession()
  const needs = useMatches({ select: (matches) => matches.flatMap((match) => match.staticData.needs ?? []).at(-1) })
  const what = useMatches({ select: (matches) => matches.flatMap((match) => match.staticData.title ?? []).at(-1) })
  if (!needs || permissions.includes(needs)) return <Outlet />
  const role = person ? roleTitles[person.role].title : 'nobody'
  return (
    <Page title={what ?? 'Not allowed'}>
      <NotAllowed needs={needs} role={role} what={what ?? 'this page'} />
    </Page>
  )
}

/** `g` and then a letter goes to a page. */
function useShellKeys(openKeys: () => void): void {
  const navigate = useNavigate()
  const go = (key: string) => () => {
    if (!isLed()) return
    lead(false)
    const to = key === 's' ? '/settings' : places.find((place) => place.key === key)?.to
    if (to) void navigate({ to })
  }
  useKeys(
    {
      '?': openKeys,
      '/': () => document.querySelector<HTMLElement>('main [data-main-search]')?.focus(),
      g: () => lead(true),
      j: () => moveToRow(1),
      k: () => (isLed() ? go('k')() : moveToRow(-1)),
      s: go('s'),
      ...Object.fromEntries(places.filter(({ key }) => key !== 'k').map(({ key }) => [key, go(key)])),
    },
    { led: true },
  )
}

function OfflineNotice() {
  const live = useLive()
  return (
    <div role="status" className={live === 'off' ? 'offline' : 'hidden-visually'}>
      {live === 'off' ? 'The server is out of reach. What you see may be old; it is tried again by itself.' : ''}
    </div>
  )
}
