import { defineCheck, fact, fail, pass } from '@rollcall/core'

const day = 86_400_000

export default defineCheck({
  id: 'pagerduty-integration-in-use',
  severity: 'low',
  category: 'token & keys',
  each: 'pagerduty.integration',
  needs: [],
  title: 'Integration key is in use',
  problem: 'Integration key of a service that sleeps',
  judge: (integration, { now }) => {
    const created = now.getTime() - Date.parse(integration.createdAt)
    if (created < 365 * day) return pass()
    if (integration.serviceLastIncidentAt === '')
      return fail([fact('created_at', integration.createdAt), fact('last_incident_timestamp', 'never')])
    const days = Math.floor((now.getTime() - Date.parse(integration.serviceLastIncidentAt)) / day)
    return days > 365
      ? fail([fact('last_incident_timestamp', integration.serviceLastIncidentAt), fact('days', days)])
      : pass()
  },
  why:
    'The key has lain in configuration files for years, and the service has had no incident for one. Whoever ' +
    'finds the key can call the people behind it, and nobody would miss it.',
  fix: {
    steps: [
      'Ask the team whether anything still sends to the service. If not, delete the integration, or the whole ' +
        'service.',
      'If it does, make a new integration, let the sender use its key, and delete the old one.',
    ],
    link: '{web}/service-directory',
  },
  refs: ['https://support.pagerduty.com/main/docs/services-and-integrations'],
  maps: {
    'NIST 800-53r5': ['IA-5'],
    'SOC 2': ['CC6.1'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'new', subject: { createdAt: '2025-10-01T00:00:00Z' } },
      {
        when: 'old and busy',
        subject: { createdAt: '2023-10-01T00:00:00Z', serviceLastIncidentAt: '2025-12-01T00:00:00Z' },
      },
    ],
    fail: [
      {
        when: 'old and silent',
        subject: { createdAt: '2022-10-01T00:00:00Z', serviceLastIncidentAt: '2023-12-01T00:00:00Z' },
      },
      { when: 'old, never an incident', subject: { createdAt: '2022-10-01T00:00:00Z', serviceLastIncidentAt: '' } },
    ],
  },
})
