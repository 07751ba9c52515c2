import { daysBefore } from './calendar.ts'
import { idOf, longId, pagerdutyId } from './pagerduty-defaults.ts'
import type {
  PagerdutyExtension,
  PagerdutyIntegration,
  PagerdutyPolicy,
  PagerdutyService,
  PagerdutyWebhook,
  PagerdutyWorld,
} from './pagerduty-world.ts'

type Integrations = Pick<
  PagerdutyWorld,
  'services' | 'webhooks' | 'extensions' | 'addons' | 'orchestrations' | 'connections' | 'runners' | 'statusPages'
>

/** What comes into PagerDuty at Harborlight, and what goes out of it. */
export function buildHarborlightIntegrations(now: Date, policies: readonly PagerdutyPolicy[]): Integrations {
  return {
    services: listServices(now, policies),
    webhooks: listWebhooks(),
    extensions: listExtensions(),
    addons: [
      { id: pagerdutyId('addon runbooks'), name: 'Runbooks', src: 'https://runbooks.harborlight.example/embed' },
      { id: pagerdutyId('addon weather'), name: 'Weather', src: 'http://widgets.weatherly.example/pd' },
    ],
    orchestrations: [
      {
        id: longId('orchestration core'),
        name: 'Core alerts',
        team: pagerdutyId('team Platform'),
        routes: 6,
        createdAt: daysBefore(now, 410),
        createdBy: idOf('Tobias Weiss'),
      },
      {
        id: longId('orchestration test'),
        name: 'Test, do not use',
        team: null,
        routes: 0,
        createdAt: daysBefore(now, 380),
        createdBy: idOf('Bilal Haddad'),
      },
    ],
    connections: [
      {
        id: longId('connection aws'),
        name: 'AWS remediation',
        integration: 'aws-lambda',
        serviceUrl: 'https://aws.amazon.com',
        scopes: ['lambda:InvokeFunction'],
        healthy: true,
        teams: [pagerdutyId('team Platform')],
        createdAt: daysBefore(now, 300),
        createdBy: idOf('Gareth Pryce'),
      },
      {
        id: longId('connection jira'),
        name: 'Jira',
        integration: 'jira-cloud',
        serviceUrl: 'https://harborlight.atlassian.example',
        scopes: ['write:jira-work'],
        healthy: false,
        teams: [],
        createdAt: daysBefore(now, 120),
        createdBy: idOf('Tobias Weiss'),
      },
    ],
    runners: [
      {
        id: longId('runner platform'),
        name: 'platform-runner',
        lastSeen: daysBefore(now, 0.1),
        createdAt: daysBefore(now, 200),
        teams: [pagerdutyId('team Platform')],
      },
      {
        id: longId('runner old'),
        name: 'old-vm-runner',
        lastSeen: daysBefore(now, 64),
        createdAt: daysBefore(now, 700),
        teams: [],
      },
    ],
    statusPages: [
      {
        id: pagerdutyId('page public'),
        name: 'Harborlight Status',
        url: 'https://status.harborlight.example',
        public: true,
        publishedAt: daysBefore(now, 500),
      },
      {
        id: pagerdutyId('page internal'),
        name: 'Internal systems',
        url: 'https://harborlight-internal.statuspages.example',
        public: true,
        publishedAt: daysBefore(now, 60),
      },
    ],
  }
}

function listServices(now: Date, policies: readonly PagerdutyPolicy[]): PagerdutyService[] {
  const events = (name: string, days: number): PagerdutyIntegration => ({
    id: pagerdutyId(`integration ${name}`),
    name: 'Events API v2',
    kind: 'events_api_v2',
    createdAt: daysBefore(now, days),
    filter: 'all-email',
  })
  const mail = (name: string, filter: PagerdutyIntegration['filter']): PagerdutyIntegration => ({
    id: pagerdutyId(`mail ${name}`),
    name: 'E-mail',
    kind: 'generic_email',
    createdAt: daysBefore(now, 500),
    filter,
  })
  const service = (name: string, policy: number, given: Partial<PagerdutyService> = {}): PagerdutyService => ({
    id: pagerdutyId(`service ${name}`),
    name,
    status: 'active',
    policy: policies[policy]?.id ?? '',
    teams: [],
    createdAt: daysBefore(now, 600),
    lastIncidentAt: daysBefore(now, 5),
    integrations: [events(name, 400)],
    ...given,
  })
  return [
    service('freight-router', 1),
    service('dispatch', 1, { integrations: [events('dispatch', 300), mail('dispatch', 'or-rules-email')] }),
    service('portal', 2),
    service('data-lake', 3, { integrations: [events('data-lake', 200), mail('data-lake', 'all-email')] }),
    service('platform-edge', 0),
    service('legacy-billing', 4, {
      lastIncidentAt: daysBefore(now, 800),
      createdAt: daysBefore(now, 1900),
      integrations: [events('legacy-billing', 1900)],
    }),
    service('old-tracker', 4, { status: 'disabled', lastIncidentAt: daysBefore(now, 900), integrations: [] }),
  ]
}

function listWebhooks(): PagerdutyWebhook[] {
  const webhook = (url: string, given: Partial<PagerdutyWebhook>): PagerdutyWebhook => ({
    id: pagerdutyId(`webhook ${url}`),
    url,
    active: true,
    disabled: false,
    filter: { kind: 'service', id: pagerdutyId('service portal') },
    headers: [],
    oauthClient: null,
    description: '',
    ...given,
  })
  return [
    webhook('https://hooks.harborlight.example/pagerduty', { description: 'Chat bridge' }),
    webhook('http://10.20.4.7/incidents', { description: 'Wallboard' }),
    webhook('https://collect.incidentlens.example/in', {
      description: 'Trial of an analytics service',
      filter: { kind: 'account', id: 'PHARBOR' },
      headers: ['X-Api-Token'],
    }),
    webhook('https://hooks.harborlight.example/old', { description: 'Old bridge', disabled: true }),
  ]
}

function listExtensions(): PagerdutyExtension[] {
  const extension = (name: string, url: string, schema: PagerdutyExtension['schema']): PagerdutyExtension => ({
    id: pagerdutyId(`extension ${name}`),
    name,
    url,
    schema,
    service: pagerdutyId('service portal'),
  })
  return [
    extension('Slack', 'https://hooks.slack.com/services/T0/B0/x', 'Slack'),
    extension('Old webhook', 'https://hooks.harborlight.example/v2', 'Generic V2 Webhook'),
    extension('Pager mirror', 'http://mirror.harborlight.example/v1', 'Generic V1 Webhook'),
  ]
}
