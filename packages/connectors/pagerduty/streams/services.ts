import { PagerdutyIntegration, PagerdutyService } from '@rollcall/core'
import { defineListStream, type Reference, reference } from '../list-stream.ts'
import type { List } from '../pages.ts'

interface ApiIntegration extends Reference {
  name?: string
  created_at?: string
  email_filter_mode?: PagerdutyIntegration['emailFilter']
}

interface ApiService extends Reference {
  name?: string
  status?: PagerdutyService['status']
  created_at?: string
  last_incident_timestamp?: string | null
  escalation_policy?: Reference | null
  integrations?: ApiIntegration[]
}

const list: List = {
  template: 'GET /services',
  field: 'services',
  by: 'offset',
  scope: 'services.read',
  query: { total: 'true' },
}
const docs = reference
const nameOf = (one: { name?: string; summary?: string | null; id: string }) => one.name ?? one.summary ?? one.id

export const services = defineListStream<ApiService, 'pagerduty.service'>({
  id: 'pagerduty.service',
  title: 'Services',
  reads: 'Services, whether they are active, whom they call, and when they last had an incident.',
  schema: PagerdutyService,
  list,
  docs,
  map: (service) => [
    {
      ref: service.id,
      name: nameOf(service),
      url: service.html_url,
      data: {
        status: service.status ?? null,
        policy: service.escalation_policy?.id ?? '',
        createdAt: service.created_at ?? null,
        lastIncidentAt: service.last_incident_timestamp ?? '',
      },
    },
  ],
})

export const integrations = defineListStream<ApiService, 'pagerduty.integration'>({
  id: 'pagerduty.integration',
  title: 'Integrations of services',
  reads: 'What lets alerts into a service, and which e-mail is let in. Integration keys and addresses are dropped.',
  schema: PagerdutyIntegration,
  list: { ...list, query: { 'include[]': 'integrations' } },
  docs,
  map: (service) =>
    (service.integrations ?? []).map((one) => {
      const kind = (one.type ?? '').replace(/_inbound_integration(_reference)?$/, '')
      return {
        ref: one.id,
        name: `${nameOf(service)}: ${nameOf(one)}`,
        url: one.html_url,
        data: {
          kind,
          service: nameOf(service),
          serviceLastIncidentAt: service.last_incident_timestamp ?? '',
          createdAt: one.created_at ?? null,
          emailFilter: kind === 'generic_email' ? (one.email_filter_mode ?? null) : ('none' as const),
        },
      }
    }),
})
