import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-connection-credential-accepted',
  severity: 'critical',
  category: 'token & keys',
  each: 'pagerduty.connection',
  needs: [],
  title: 'PagerDuty accepts the credential of this connection',
  problem: 'PagerDuty refuses the credential of this connection',
  judge: (connection) => {
    if (connection.credentialFailing !== '') return fail(fact('health', connection.credentialFailing))
    return pass()
  },
  why:
    'While PagerDuty refuses the key or app, nothing of the account is read: every check is as old as the last scan that got ' +
    'in, and what goes wrong from then on goes unnoticed.',
  fix: {
    steps: [
      'Find out why it ended: an Admin looks under Integrations › API Access Keys, or App Registration.',
      'Make a new key, or a new client secret of the app.',
      'In Rollcall, open the connection › Credential, replace it, and scan.',
    ],
    link: '{web}/api_keys',
  },
  refs: ['https://support.pagerduty.com/main/docs/api-access-keys', 'https://support.pagerduty.com/main/docs/apps'],
  maps: { 'NIST 800-53r5': ['CA-7'], 'SOC 2': ['CC4.1', 'CC7.1'], 'ISO 27001:2022': ['8.16'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'the last look found it well', subject: { credentialFailing: '' } }],
    fail: [
      { when: 'the key was deleted', subject: { credentialFailing: 'PagerDuty refused the key. Make a new one.' } },
    ],
  },
})
