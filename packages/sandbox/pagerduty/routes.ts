import type { IncomingHttpHeaders } from 'node:http'
import type { PagerdutyAuditRecord, PagerdutyPlan } from '../company/pagerduty-world.ts'
import { type Answer, ok, refuseAccess, refuseInput, refuseMissing, refusePlan } from './answer.ts'
import { cutCursorPage, cutPage } from './page.ts'
import type { Render } from './render.ts'
import type { PagerdutyState } from './state.ts'
import { isAdmin, type Viewer } from './viewer.ts'

/** One request, read and authenticated. */
export interface ApiRequest {
  id: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  state: PagerdutyState
  viewer: Viewer
  render: Render
}

export interface Route {
  /** As PagerDuty's documentation writes it. */
  template: string
  /** The scope that an app needs; null where none is named. */
  scope: string | null
  /** What the account must pay for, with the ability that a refusal names. */
  plan?: [feature: keyof PagerdutyPlan, ability: string]
  /** Owners, Global Admins and keys of the account only. */
  adminOnly?: boolean
  answer: (request: ApiRequest) => Answer
}

const day = 86_400_000
const included = ({ query }: ApiRequest) => new Set(query.getAll('include[]'))

/** Somebody with restricted access sees what belongs to their teams, and no refusal says that there is more. */
function seenUsers({ state: { world }, viewer }: ApiRequest) {
  const own = viewer.user?.id
  if (viewer.role !== 'restricted_access' || own === undefined) return world.users
  const teams = world.teams.filter(({ members }) => members.some(({ user }) => user === own))
  return world.users.filter(
    ({ id }) => id === own || teams.some(({ members }) => members.some(({ user }) => user === id)),
  )
}

function listDelegations(request: ApiRequest): Answer {
  const { state, viewer, id, query, render } = request
  const user = state.world.users.find((one) => one.id === id)
  if (!user) return refuseMissing()
  if (!isAdmin(viewer) && viewer.user?.id !== id) return refuseAccess('Only admins see delegations of other users')
  const kinds = query.get('delegation_type')?.split(',')
  const states = query.get('status')?.split(',')
  const wanted = user.delegations.filter(
    ({ kind, status }) => (kinds?.includes(kind) ?? true) && (states?.includes(status) ?? true),
  )
  return cutCursorPage(wanted, query, 'oauth_delegations', (one) => render.delegation(id, one), true)
}

function listAudit({ state, query, render }: ApiRequest): Answer {
  const now = state.now().getTime()
  const until = query.has('until') ? Date.parse(query.get('until') ?? '') : now
  const since = query.has('since') ? Date.parse(query.get('since') ?? '') : until - day
  if (!Number.isFinite(since) || !Number.isFinite(until)) return refuseInput('since and until must be dates')
  if (until - since > 31 * day) return refuseInput('The date range must not be longer than 31 days')
  const types = query.getAll('root_resource_types[]')
  const actions = query.getAll('actions[]')
  const method = query.get('method_type')
  const fits = (one: PagerdutyAuditRecord) =>
    Date.parse(one.at) >= since &&
    Date.parse(one.at) < until &&
    (types.length === 0 || types.includes(pluralOf[one.resource.kind])) &&
    (actions.length === 0 || actions.includes(one.action)) &&
    (method === null || method === one.method)
  const found = state.world.audit.filter(fits).sort((a, b) => (a.at < b.at ? 1 : -1))
  return cutCursorPage(found, query, 'records', render.auditRecord)
}

const pluralOf = {
  user: 'users',
  team: 'teams',
  schedule: 'schedules',
  escalation_policy: 'escalation_policies',
  service: 'services',
}

/** Who is on call now: of each level of a policy the people it names, and the first of each schedule's layers. */
function listOnCalls(request: ApiRequest): Answer {
  const { world, now } = request.state
  const end = new Date(now().getTime() + 3 * day).toISOString()
  const entries = world.policies.flatMap(({ id: policy, levels }) =>
    levels.flatMap(({ targets }, at) =>
      targets.flatMap((target): Parameters<Render['onCall']>[0][] => {
        const level = at + 1
        if (target.kind === 'user') return [{ policy, user: target.id, schedule: null, level, end: null }]
        const layers = world.schedules.find(({ id }) => id === target.id)?.layers ?? []
        return layers.flatMap(({ users: [user] }) =>
          user === undefined ? [] : [{ policy, user, schedule: target.id, level, end }],
        )
      }),
    ),
  )
  const known = entries.filter(({ user }) => world.users.some(({ id }) => id === user))
  return cutPage(known, request.query, 'oncalls', request.render.onCall)
}

function listSessions({ state, query }: ApiRequest): Answer {
  const { sessions } = state.world
  const found = (['web', 'mobile'] as const).flatMap((type) => {
    const one = sessions[type]
    if (one === null || (query.has('type') && query.get('type') !== type)) return []
    return [{ type, absolute_session_ttl: one.absolute, idle_session_ttl: one.idle }]
  })
  return found.length === 0 ? refuseMissing() : ok({ session_configurations: found })
}

function listIpLists({ state, headers }: ApiRequest): Answer {
  const { ipAllowList, plan } = state.world
  if (headers['x-early-access'] !== 'ip-allow-lists') return refuseInput('The header X-EARLY-ACCESS is missing')
  if (!plan.ipAllowLists) return refuseAccess('The account does not take part in early access')
  return ok({
    ip_allow_lists:
      ipAllowList === null
        ? []
        : [
            {
              id: ipAllowList.id,
              type: 'ip_allow_list',
              state: ipAllowList.enabled ? 'enabled' : 'disabled',
              cidr_entries: ipAllowList.entries,
            },
          ],
  })
}

export const routes: readonly Route[] = [
  {
    template: '/users',
    scope: 'users.read',
    answer: (request) =>
      cutPage(seenUsers(request), request.query, 'users', (user) => request.render.user(user, included(request))),
  },
  {
    template: '/users/me',
    scope: null,
    answer: ({ viewer, render }) =>
      viewer.user
        ? ok({ user: render.user(viewer.user, new Set()) })
        : refuseInput('This endpoint can only be used with a user token'),
  },
  { template: '/users/{id}/oauth_delegations', scope: 'oauth_delegations.read', answer: listDelegations },
  {
    template: '/teams',
    scope: 'teams.read',
    plan: ['teams', 'teams'],
    answer: ({ state, query, render }) => cutPage(state.world.teams, query, 'teams', render.team),
  },
  {
    template: '/teams/{id}/members',
    scope: 'teams.read',
    plan: ['teams', 'teams'],
    answer: ({ state, id, query, render }) => {
      const team = state.world.teams.find((one) => one.id === id)
      return team ? cutPage(team.members, query, 'members', render.member) : refuseMissing()
    },
  },
  { template: '/abilities', scope: 'abilities.read', answer: ({ state }) => ok({ abilities: state.world.abilities }) },
  {
    template: '/licenses',
    scope: 'licenses.read',
    answer: ({ state, render }) => ok({ licenses: state.world.licenses.map(render.license) }),
  },
  {
    template: '/license_allocations',
    scope: 'licenses.read',
    answer: ({ state, query, render }) => cutPage(state.world.users, query, 'license_allocations', render.allocation),
  },
  { template: '/session_configurations', scope: 'session_configurations.read', answer: listSessions },
  { template: '/ip_allow_lists', scope: 'ip_allow_lists.read', adminOnly: true, answer: listIpLists },
  {
    template: '/audit/records',
    scope: 'audit_records.read',
    plan: ['auditTrail', 'audit_trail'],
    adminOnly: true,
    answer: listAudit,
  },
  {
    template: '/schedules',
    scope: 'schedules.read',
    answer: (request) =>
      cutPage(request.state.world.schedules, request.query, 'schedules', (one) =>
        request.render.schedule(one, included(request)),
      ),
  },
  { template: '/oncalls', scope: 'oncalls.read', answer: listOnCalls },
  {
    template: '/escalation_policies',
    scope: 'escalation_policies.read',
    answer: ({ state, query, render }) => cutPage(state.world.policies, query, 'escalation_policies', render.policy),
  },
  {
    template: '/services',
    scope: 'services.read',
    answer: (request) =>
      cutPage(request.state.world.services, request.query, 'services', (one) =>
        request.render.service(one, included(request)),
      ),
  },
  {
    template: '/webhook_subscriptions',
    scope: 'webhook_subscriptions.read',
    answer: ({ state, query, render }) => cutPage(state.world.webhooks, query, 'webhook_subscriptions', render.webhook),
  },
  {
    template: '/extensions',
    scope: 'extensions.read',
    answer: ({ state, query, render }) => cutPage(state.world.extensions, query, 'extensions', render.extension),
  },
  {
    template: '/addons',
    scope: 'addons.read',
    answer: ({ state, query, render }) => cutPage(state.world.addons, query, 'addons', render.addon),
  },
  {
    template: '/event_orchestrations',
    scope: 'event_orchestrations.read',
    answer: ({ state, query, render }) =>
      cutPage(state.world.orchestrations, query, 'orchestrations', render.orchestration),
  },
  {
    template: '/workflows/integrations/connections',
    scope: 'workflow_integrations:connections.read',
    plan: ['workflows', 'incident_workflows'],
    answer: ({ state, query, render }) =>
      cutCursorPage(state.world.connections, query, 'connections', render.connection),
  },
  {
    template: '/automation_actions/runners',
    scope: null,
    plan: ['automation', 'automation_actions'],
    answer: ({ state, query, render }) => cutCursorPage(state.world.runners, query, 'runners', render.runner),
  },
  {
    template: '/status_pages',
    scope: 'status_pages.read',
    answer: ({ state, query, render }) => {
      if (!state.world.plan.statusPages) return refuseAccess('The account has no status pages')
      const type = query.get('status_page_type')
      const pages = state.world.statusPages.filter((one) => type === null || (type === 'public') === one.public)
      const { body } = cutPage(pages, new URLSearchParams('limit=100'), 'status_pages', render.statusPage)
      return ok(body)
    },
  },
]

const patterns = routes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.template.replace('{id}', '(?<id>[^/]+)')}$`),
}))

export function findRoute(path: string): { route: Route; id: string } | null {
  for (const { route, pattern } of patterns) {
    const found = pattern.exec(path)
    if (found) return { route, id: decodeURIComponent(found.groups?.id ?? '') }
  }
  return null
}

/** What the viewer's plan, role and scopes make of a request before anything is looked up. */
export function guard(route: Route, { viewer, state }: ApiRequest): Answer | null {
  if (route.scope !== null && viewer.scopes !== null && !viewer.scopes.includes(route.scope))
    return refuseAccess(`Token is missing required scope: ${route.scope}`)
  if (route.plan && !state.world.plan[route.plan[0]]) return refusePlan(route.plan[1])
  if (route.adminOnly && !isAdmin(viewer)) return refuseAccess('Requires the role of an admin or account owner')
  return null
}
