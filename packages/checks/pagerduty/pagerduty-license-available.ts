import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-license-available',
  severity: 'info',
  category: 'access',
  each: 'pagerduty.license',
  needs: [],
  title: 'Licences are left',
  problem: 'No licence is left',
  judge: (license) => {
    if (license.unlimited) return pass()
    return license.available > 0
      ? pass()
      : fail([fact('allocations_available', 0), fact('current_value', license.used)])
  },
  why:
    'When somebody new must go on call and no licence is left, people share an account, or the newcomer is not ' +
    'called. The licences of people who left are the first to look for.',
  fix: {
    steps: [
      'Remove users who are not needed any more; the findings about inactive users and open invitations name some.',
      'Otherwise buy more under Account Settings › Billing.',
    ],
    link: '{web}/users',
  },
  refs: ['https://support.pagerduty.com/main/docs/manage-users'],
  maps: {
    'NIST 800-53r5': ['AU-4'],
    'SOC 2': ['A1.1'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'some left', subject: { unlimited: false, available: 4 } },
      { when: 'unlimited', subject: { unlimited: true } },
    ],
    fail: [{ when: 'none left', subject: { unlimited: false, available: 0, used: 50 } }],
  },
})
