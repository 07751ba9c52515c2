import type { Permission, Session } from '@rollcall/api'
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { queryClient, sessionQuery } from './api.ts'
import { validateActivitySearch } from './routes/activity/activity-search.ts'
import { validateChecksSearch } from './routes/checks/checks-search.ts'
import { validateConnectSearch } from './routes/connect/connect-search.ts'
import { validateConnectionSearch } from './routes/connections/connection-search.ts'
import { validateClientSearch, validateEnterpriseSearch } from './routes/directory/directory-search.ts'
import { validateExceptionsSearch } from './routes/exceptions/exceptions-search.ts'
import { validateDrawerSearch, validateFindingsSearch } from './routes/findings/findings-search.ts'
import { validateIdentitiesSearch } from './routes/identities/identities-search.ts'
import { validateOverviewSearch } from './routes/overview/overview-search.ts'
import { Broken, NotFound } from './routes/shell/broken.tsx'
import { Shell } from './routes/shell/shell.tsx'
import { choiceParam, parseSearch, printSearch, textParam } from './search-params.ts'

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface StaticDataRouteOption {
    /** Permission without which the page says that it is not for this person. */
    needs?: Permission
    /** What the page is called where it cannot be shown. */
    title?: string
  }
}

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  beforeLoad: async ({ context }): Promise<{ session: Session }> => ({
    session: await context.queryClient.ensureQueryData(sessionQuery()),
  }),
  component: Outlet,
  errorComponent: Broken,
  notFoundComponent: NotFound,
})

// ── for everyone ──────────────────────────────────────────────────────────────────────────────────────────────────

const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  component: lazyRouteComponent(() => import('./routes/welcome/welcome-page.tsx'), 'WelcomePage'),
})

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: (search): { next?: string } => textParam(search, 'next', 2000),
  beforeLoad: ({ context }) => {
    if (context.session.person) throw redirect({ to: '/' })
    if (context.session.setupNeeded) throw redirect({ to: '/welcome' })
  },
  component: lazyRouteComponent(() => import('./routes/login/login-page.tsx'), 'LoginPage'),
})

// ── for people who are signed in ──────────────────────────────────────────────────────────────────────────────────

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  validateSearch: validateDrawerSearch,
  beforeLoad: ({ context, location }) => {
    if (context.session.person) return
    if (context.session.setupNeeded) throw redirect({ to: '/welcome' })
    throw redirect({ to: '/login', search: location.href === '/' ? {} : { next: location.href } })
  },
  component: Shell,
})

const overviewRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  validateSearch: validateOverviewSearch,
  staticData: { needs: 'findings:read', title: 'the overview' },
  // Whoever sees no findings works on connections.
  beforeLoad: ({ context }) => {
    if (!context.session.permissions.includes('findings:read')) throw redirect({ to: '/connections' })
  },
  component: lazyRouteComponent(() => import('./routes/overview/overview-page.tsx'), 'OverviewPage'),
})

const findingsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/findings',
  validateSearch: validateFindingsSearch,
  staticData: { needs: 'findings:read', title: 'findings' },
  component: lazyRouteComponent(() => import('./routes/findings/findings-page.tsx'), 'FindingsPage'),
})

const exceptionsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/exceptions',
  validateSearch: validateExceptionsSearch,
  staticData: { needs: 'findings:read', title: 'exceptions' },
  component: lazyRouteComponent(() => import('./routes/exceptions/exceptions-page.tsx'), 'ExceptionsPage'),
})

const identitiesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/identities',
  validateSearch: validateIdentitiesSearch,
  staticData: { needs: 'identities:read', title: 'identities' },
  component: lazyRouteComponent(() => import('./routes/identities/identities-page.tsx'), 'IdentitiesPage'),
})

const identityRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/identities/$id',
  staticData: { needs: 'identities:read', title: 'identities' },
  component: lazyRouteComponent(() => import('./routes/identities/identity-page.tsx'), 'IdentityPage'),
})

const connectionsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/connections',
  staticData: { needs: 'connections:read', title: 'connections' },
  component: lazyRouteComponent(() => import('./routes/connections/connections-page.tsx'), 'ConnectionsPage'),
})

const catalogueRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/connections/new',
  validateSearch: (search): { q?: string } => textParam(search, 'q', 200),
  staticData: { needs: 'connections:write', title: 'new connections' },
  component: lazyRouteComponent(() => import('./routes/connect/catalogue-page.tsx'), 'CataloguePage'),
})

const connectRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/connections/new/$connector',
  validateSearch: validateConnectSearch,
  staticData: { needs: 'connections:write', title: 'new connections' },
  component: lazyRouteComponent(() => import('./routes/connect/connect-page.tsx'), 'ConnectPage'),
})

const connectionRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/connections/$id',
  validateSearch: validateConnectionSearch,
  staticData: { needs: 'connections:read', title: 'connections' },
  component: lazyRouteComponent(() => import('./routes/connections/connection-page.tsx'), 'ConnectionPage'),
})

const directoryRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/directory',
  staticData: { needs: 'directory:read', title: 'the directory' },
  component: lazyRouteComponent(() => import('./routes/directory/directory-page.tsx'), 'DirectoryPage'),
})

const newEnterpriseRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/directory/new',
  staticData: { needs: 'directory:write', title: 'new enterprises' },
  component: lazyRouteComponent(() => import('./routes/directory/new-enterprise-page.tsx'), 'NewEnterprisePage'),
})

const enterpriseRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/directory/$enterprise',
  validateSearch: validateEnterpriseSearch,
  staticData: { needs: 'directory:read', title: 'the directory' },
  component: lazyRouteComponent(() => import('./routes/directory/enterprise-page.tsx'), 'EnterprisePage'),
})

const enterpriseConnectRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/directory/$enterprise/connect',
  validateSearch: validateClientSearch,
  staticData: { needs: 'directory:read', title: 'the directory' },
  component: lazyRouteComponent(() => import('./routes/directory/connect-provider-page.tsx'), 'ConnectProviderPage'),
})

const enterpriseMoveRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/directory/$enterprise/move',
  staticData: { needs: 'directory:read', title: 'the directory' },
  component: lazyRouteComponent(() => import('./routes/directory/move-page.tsx'), 'MovePage'),
})

const checksRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/checks',
  validateSearch: validateChecksSearch,
  staticData: { needs: 'checks:read', title: 'checks' },
  component: lazyRouteComponent(() => import('./routes/checks/checks-page.tsx'), 'ChecksPage'),
})

const checkRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/checks/$id',
  staticData: { needs: 'checks:read', title: 'checks' },
  component: lazyRouteComponent(() => import('./routes/checks/check-page.tsx'), 'CheckPage'),
})

const activityRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/activity',
  validateSearch: validateActivitySearch,
  staticData: { needs: 'events:read', title: 'activity' },
  component: lazyRouteComponent(() => import('./routes/activity/activity-page.tsx'), 'ActivityPage'),
})

const settingsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./routes/settings/settings-page.tsx'), 'SettingsPage'),
})

const settingsIndexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/account' })
  },
})

const accountRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'account',
  component: lazyRouteComponent(() => import('./routes/settings/account-page.tsx'), 'AccountPage'),
})

const peopleRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'people',
  validateSearch: (search): { q?: string } => textParam(search, 'q', 200),
  staticData: { needs: 'people:manage', title: 'people' },
  component: lazyRouteComponent(() => import('./routes/settings/people-page.tsx'), 'PeoplePage'),
})

const tokensRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'tokens',
  validateSearch: (search): { state?: 'ended' } => choiceParam(search, 'state', ['ended']),
  staticData: { needs: 'tokens:manage', title: 'API tokens' },
  component: lazyRouteComponent(() => import('./routes/settings/tokens-page.tsx'), 'TokensPage'),
})

const systemRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'system',
  staticData: { needs: 'settings:manage', title: 'system settings' },
  component: lazyRouteComponent(() => import('./routes/settings/system-page.tsx'), 'SystemPage'),
})

const routeTree = rootRoute.addChildren([
  welcomeRoute,
  loginRoute,
  signedInRoute.addChildren([
    overviewRoute,
    findingsRoute,
    exceptionsRoute,
    identitiesRoute,
    identityRoute,
    connectionsRoute,
    catalogueRoute,
    connectRoute,
    connectionRoute,
    directoryRoute,
    newEnterpriseRoute,
    enterpriseRoute,
    enterpriseConnectRoute,
    enterpriseMoveRoute,
    checksRoute,
    checkRoute,
    activityRoute,
    settingsRoute.addChildren([settingsIndexRoute, accountRoute, peopleRoute, tokensRoute, systemRoute]),
  ]),
])

export const router = createRouter({
  routeTree,
  context: { queryClient },
  parseSearch,
  stringifySearch: printSearch,
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
})
