import { PagerdutyOrchestration, PagerdutyRunner, PagerdutyWorkflowConnection } from '@rollcall/core'
import { readDestination } from '../declared.ts'
import { defineListStream, type Reference, reference } from '../list-stream.ts'

interface ApiOrchestration {
  id: string
  name: string
  team?: { id?: string } | null
  routes?: number
  created_by?: { id?: string } | null
}

export const orchestrations = defineListStream<ApiOrchestration, 'pagerduty.orchestration'>({
  id: 'pagerduty.orchestration',
  title: 'Event orchestrations',
  reads:
    'Which rules take events in before a service does, and which team owns them. Routing keys are never asked for.',
  schema: PagerdutyOrchestration,
  list: {
    template: 'GET /event_orchestrations',
    field: 'orchestrations',
    by: 'offset',
    scope: 'event_orchestrations.read',
  },
  docs: reference,
  map: ({ id, name, team, routes, created_by: by }) => [
    { ref: id, name, data: { team: team?.id ?? '', routes: routes ?? null, createdBy: by?.id ?? '' } },
  ],
})

interface ApiConnection extends Reference {
  name: string
  integration_id?: string
  service_url?: string
  scopes?: string[]
  health?: { is_healthy?: boolean }
  teams?: unknown[]
  created_by?: Reference | null
}

export const workflowConnections = defineListStream<ApiConnection, 'pagerduty.workflow_connection'>({
  id: 'pagerduty.workflow_connection',
  title: 'Workflow connections',
  reads:
    'With which systems workflows act, who made the connection, and which teams may use it. Its secrets are dropped.',
  schema: PagerdutyWorkflowConnection,
  list: {
    template: 'GET /workflows/integrations/connections',
    field: 'connections',
    by: 'cursor',
    scope: 'workflow_integrations:connections.read',
  },
  docs: reference,
  map: (one) => [
    {
      ref: one.id,
      name: one.name,
      url: one.html_url,
      data: {
        integration: one.integration_id ?? '',
        host: readDestination(one.service_url ?? '').host,
        healthy: one.health?.is_healthy ?? null,
        teams: one.teams?.length ?? null,
        scopes: one.scopes ?? null,
        createdBy: one.created_by?.id ?? '',
        createdByName: one.created_by?.summary ?? '',
      },
    },
  ],
})

interface ApiRunner extends Reference {
  name: string
  last_seen?: string | null
  creation_time?: string
  teams?: Reference[]
}

export const runners = defineListStream<ApiRunner, 'pagerduty.runner'>({
  id: 'pagerduty.runner',
  title: 'Automation runners',
  reads: 'Programs inside your network that PagerDuty tells what to run: which teams may, and when each was last seen.',
  schema: PagerdutyRunner,
  list: { template: 'GET /automation_actions/runners', field: 'runners', by: 'cursor' },
  docs: reference,
  map: (runner) => [
    {
      ref: runner.id,
      name: runner.name,
      url: runner.html_url,
      data: {
        teams: runner.teams?.length ?? null,
        lastSeenAt: runner.last_seen ?? '',
        createdAt: runner.creation_time ?? null,
      },
    },
  ],
})
