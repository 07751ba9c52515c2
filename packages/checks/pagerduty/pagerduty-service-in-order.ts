import { defineCheck, fact, fail, pass } from '@rollcall/core'

const day = 86_400_000

export default defineCheck({
  id: 'pagerduty-service-in-order',
  severity: 'low',
  category: 'configuration',
  each: 'pagerduty.service',
  needs: [],
  title: 'Service is active and has an escalation policy',
  problem: 'Service calls nobody',
  judge: (service, { now }) => {
    if (service.policy === '') return fail(fact('escalation_policy', 'none'))
    if (service.status !== 'disabled') return pass()
    const since = service.lastIncidentAt === '' ? service.createdAt : service.lastIncidentAt
    const days = Math.floor((now.getTime() - Date.parse(since)) / day)
    return days > 90 ? fail([fact('status', 'disabled'), fact('days', days)]) : pass()
  },
  why:
    'What is sent to the service calls nobody: it was switched off long ago, or nobody stands behind it. Its keys ' +
    'still work, and whoever relies on it learns of it too late.',
  fix: {
    steps: [
      'Enable the service and give it an escalation policy, or delete it with its integrations under Services › ' +
        'Service Directory.',
    ],
    link: '{web}/service-directory',
  },
  refs: ['https://support.pagerduty.com/main/docs/services-and-integrations'],
  maps: {
    'NIST 800-53r5': ['CM-7'],
    'SOC 2': ['A1.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'active', subject: { policy: 'E1', status: 'active' } },
      {
        when: 'disabled for a month',
        subject: { policy: 'E1', status: 'disabled', lastIncidentAt: '2025-12-01T00:00:00Z' },
      },
    ],
    fail: [
      { when: 'without a policy', subject: { policy: '' } },
      {
        when: 'disabled for years',
        subject: { policy: 'E1', status: 'disabled', lastIncidentAt: '2023-12-01T00:00:00Z' },
      },
      {
        when: 'disabled, never an incident',
        subject: { policy: 'E1', status: 'disabled', lastIncidentAt: '', createdAt: '2023-12-01T00:00:00Z' },
      },
    ],
  },
})
