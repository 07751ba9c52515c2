import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-user-company-address',
  severity: 'medium',
  category: 'identity',
  each: 'pagerduty.user',
  needs: [],
  title: 'User has a company e-mail address',
  problem: 'User has an address of somebody else',
  judge: (user) => (user.companyAddress ? pass() : fail(fact('email', user.email))),
  why:
    'Whoever holds the mailbox holds the account: password resets and invitations go there. At a domain that is ' +
    'not yours, you neither know who reads it, nor can you close it when the person leaves.',
  fix: {
    steps: [
      'Ask whose address it is. If the person works for you, create them again with their company address.',
      'If they do not need PagerDuty any more, remove them under People › Users.',
      'A partner’s domain that is all right belongs among the company domains of the connection.',
    ],
    link: '{web}/users',
  },
  refs: [
    'https://support.pagerduty.com/main/docs/manage-users',
    'https://support.pagerduty.com/main/docs/user-settings',
  ],
  maps: {
    'NIST 800-53r5': ['AC-2'],
    'SOC 2': ['CC6.2'],
    'ISO 27001:2022': ['5.16'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'in a company domain', subject: { companyAddress: true } }],
    fail: [{ when: 'elsewhere', subject: { companyAddress: false, email: 'sam@partner.example' } }],
    unknown: [{ when: 'no domain was named', subject: { companyAddress: null } }],
  },
})
