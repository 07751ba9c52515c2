import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-admin-company-address',
  severity: 'critical',
  category: 'identity',
  each: 'pagerduty.user',
  needs: [],
  title: 'Admin has a company e-mail address',
  problem: 'Admin with a mailbox outside the company',
  judge: (user) => {
    if (user.role !== 'owner' && user.role !== 'admin') return notApplicable('Neither account owner nor admin.')
    if (user.personalMailbox) return fail([fact('email', user.email), fact('role', user.role)])
    return user.companyAddress ? pass() : fail([fact('email', user.email), fact('role', user.role)])
  },
  why:
    'An admin changes who is called, reads every incident, and makes keys. With a personal mailbox the way back ' +
    'into that account lies at a provider where the company sees nothing, enforces nothing and can close nothing.',
  fix: {
    steps: [
      'Open People › Users, select the person and lower the base role, if they need no admin rights.',
      'Otherwise create them anew with their company address, through single sign-on, and remove this one.',
    ],
    link: '{web}/users',
  },
  refs: ['https://support.pagerduty.com/main/docs/user-roles', 'https://support.pagerduty.com/main/docs/manage-users'],
  maps: {
    'NIST 800-53r5': ['AC-6(5)'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'company address', subject: { role: 'admin', personalMailbox: false, companyAddress: true } }],
    fail: [
      { when: 'personal mailbox', subject: { role: 'owner', personalMailbox: true, email: 'sam@gmail.com' } },
      {
        when: 'another company',
        subject: { role: 'admin', personalMailbox: false, companyAddress: false, email: 'sam@partner.example' },
      },
    ],
    not_applicable: [{ when: 'a responder', subject: { role: 'limited_user' } }],
    unknown: [
      { when: 'no domain was named', subject: { role: 'admin', personalMailbox: false, companyAddress: null } },
    ],
  },
})
