import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-connection-permissions-kept',
  severity: 'high',
  category: 'token & keys',
  each: 'pagerduty.connection',
  needs: [],
  title: 'This PagerDuty connection still sees what it saw before',
  problem: 'This PagerDuty connection sees less than it did',
  judge: (connection) => {
    if (connection.permissionMissing !== '') return fail(fact('health', connection.permissionMissing))
    return pass()
  },
  why:
    'What the credential was shown before is refused to it now: a permission of the app was taken away, or the owner of the ' +
    'key lost a role. The checks that read those streams have no verdict until it is given back.',
  fix: {
    steps: [
      'Read in the finding what is refused, and open the Coverage tab of the connection for the reason of each stream.',
      'Select the Read permission in the registration of the app again, or use a key of an account with the role.',
      'In Rollcall, open the connection and choose "Test now", and then scan.',
    ],
    link: '{web}/api_keys',
  },
  refs: ['https://support.pagerduty.com/main/docs/api-access-keys', 'https://support.pagerduty.com/main/docs/apps'],
  maps: { 'NIST 800-53r5': ['CA-7'], 'SOC 2': ['CC4.1', 'CC7.1'], 'ISO 27001:2022': ['8.16'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'the last look found it well', subject: { permissionMissing: '' } }],
    fail: [
      {
        when: 'a stream that was read is refused',
        subject: { permissionMissing: 'Audit records could be read before and not now. Use a key of an Admin.' },
      },
    ],
  },
})
