import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-audit-trail-available',
  severity: 'low',
  category: 'configuration',
  each: 'pagerduty.account',
  needs: [],
  title: 'Account keeps an audit trail',
  problem: 'Account keeps no audit trail',
  judge: (account) => (account.auditTrail ? pass() : fail(fact('audit_trail', false))),
  why:
    'Without an audit trail nobody can say afterwards who took somebody off a schedule, made an admin or switched ' +
    'a service off, and Rollcall cannot see which API keys are at work.',
  fix: {
    steps: [
      'Account Settings › Billing shows which plans have the Audit Trail. Until then, export users and schedules ' +
        'regularly.',
    ],
    link: '{web}/account/billing',
  },
  refs: ['https://developer.pagerduty.com/docs/rest-api-v2/audit-records-api/'],
  maps: {
    'NIST 800-53r5': ['AU-2'],
    'SOC 2': ['CC7.2'],
    'ISO 27001:2022': ['8.15'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'with', subject: { auditTrail: true } }],
    fail: [{ when: 'without', subject: { auditTrail: false } }],
  },
})
