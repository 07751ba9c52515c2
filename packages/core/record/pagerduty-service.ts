import { type Static, Type } from 'typebox'
import { count, flag, moment, object, seen, word, words } from './field.ts'

/** How long a session lasts. REST `GET /session_configurations`; one record each for web and mobile, configured or not. */
export const PagerdutySessionConfiguration = object({
  kind: word('web', 'mobile'),
  configured: flag,
  /** Seconds; 0 where nothing is configured. */
  absoluteSeconds: count,
  idleSeconds: count,
})
export type PagerdutySessionConfiguration = Static<typeof PagerdutySessionConfiguration>

/** Where requests may come from. REST `GET /ip_allow_lists`. */
export const PagerdutyIpAllowList = object({ enabled: flag, networks: words })
export type PagerdutyIpAllowList = Static<typeof PagerdutyIpAllowList>

/** REST `GET /schedules?include[]=schedule_layers`. Users are ids, of people who are gone too. */
export const PagerdutySchedule = object({ users: words, teams: words })
export type PagerdutySchedule = Static<typeof PagerdutySchedule>

/** Somebody who is on call now. REST `GET /oncalls`. */
export const PagerdutyOnCall = object({
  user: Type.String(),
  userName: Type.String(),
  level: count,
  policy: Type.String(),
  /** Empty for somebody who always is. */
  endsAt: moment,
})
export type PagerdutyOnCall = Static<typeof PagerdutyOnCall>

/** REST `GET /escalation_policies`. */
export const PagerdutyEscalationPolicy = object({
  levels: count,
  users: words,
  schedules: words,
  services: count,
})
export type PagerdutyEscalationPolicy = Static<typeof PagerdutyEscalationPolicy>

/** REST `GET /services`. */
export const PagerdutyService = object({
  status: word('active', 'warning', 'critical', 'maintenance', 'disabled'),
  /** Id; empty where there is none. */
  policy: seen(Type.String()),
  createdAt: moment,
  /** Empty for one that never had an incident. */
  lastIncidentAt: moment,
})
export type PagerdutyService = Static<typeof PagerdutyService>

/** What lets alerts into one service. REST `GET /services?include[]=integrations`. Keys and addresses are not kept. */
export const PagerdutyIntegration = object({
  kind: Type.String(),
  service: Type.String(),
  serviceLastIncidentAt: moment,
  createdAt: moment,
  /** Of one that takes e-mail; `none` for the rest. */
  emailFilter: word('all-email', 'or-rules-email', 'and-rules-email', 'none'),
})
export type PagerdutyIntegration = Static<typeof PagerdutyIntegration>

const destination = {
  scheme: Type.String(),
  host: Type.String(),
  /** Whether the host is one that the connection names as approved. */
  approvedHost: flag,
}

/** REST `GET /webhook_subscriptions`. Query and user info of the address, and values of headers, are not kept. */
export const PagerdutyWebhook = object({
  ...destination,
  active: flag,
  suspended: flag,
  filter: word('account', 'service', 'team'),
  headers: words,
  oauthClient: flag,
})
export type PagerdutyWebhook = Static<typeof PagerdutyWebhook>

/** REST `GET /extensions`. */
export const PagerdutyExtension = object({ ...destination, schema: Type.String(), legacyWebhook: flag })
export type PagerdutyExtension = Static<typeof PagerdutyExtension>

/** A page of somebody else that PagerDuty shows inside its own. REST `GET /addons`. */
export const PagerdutyAddon = object(destination)
export type PagerdutyAddon = Static<typeof PagerdutyAddon>

/** REST `GET /event_orchestrations`. Routing keys are never asked for. */
export const PagerdutyOrchestration = object({
  /** Id; empty where it belongs to no team. */
  team: seen(Type.String()),
  routes: count,
  createdBy: seen(Type.String()),
})
export type PagerdutyOrchestration = Static<typeof PagerdutyOrchestration>

/** A credential that workflows use elsewhere. REST `GET /workflows/integrations/connections`. Configuration and secrets are not kept. */
export const PagerdutyWorkflowConnection = object({
  integration: Type.String(),
  host: Type.String(),
  healthy: flag,
  teams: count,
  scopes: words,
  /** Id; empty where PagerDuty names nobody. */
  createdBy: seen(Type.String()),
  createdByName: Type.String(),
})
export type PagerdutyWorkflowConnection = Static<typeof PagerdutyWorkflowConnection>

/** A program inside the company's network that PagerDuty tells what to run. REST `GET /automation_actions/runners`. */
export const PagerdutyRunner = object({
  teams: count,
  /** Empty for one that was never seen. */
  lastSeenAt: moment,
  createdAt: moment,
})
export type PagerdutyRunner = Static<typeof PagerdutyRunner>

/** REST `GET /status_pages`. */
export const PagerdutyStatusPage = object({ ...destination, public: flag, published: flag })
export type PagerdutyStatusPage = Static<typeof PagerdutyStatusPage>
