import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-workflow-connection-healthy',
  severity: 'low',
  category: 'app & integrations',
  each: 'pagerduty.workflow_connection',
  needs: [],
  title: 'Workflow connection works',
  problem: 'Workflow connection is broken',
  judge: (connection) => (connection.healthy ? pass() : fail(fact('health.is_healthy', false))),
  why:
    'A workflow that should isolate a machine or page somebody fails where its connection does, and nobody sees ' +
    'it until it is needed. Often its credential has expired or was revoked.',
  fix: {
    steps: [
      'Open Integrations › Workflow Integrations, select the connection, and enter a credential that works. Delete ' +
        'it if it is not used.',
    ],
    link: '{web}/workflows/integrations',
  },
  refs: ['https://support.pagerduty.com/main/docs/apps'],
  maps: {
    'NIST 800-53r5': ['SI-4'],
    'SOC 2': ['CC7.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'healthy', subject: { healthy: true } }],
    fail: [{ when: 'refused', subject: { healthy: false } }],
  },
})
