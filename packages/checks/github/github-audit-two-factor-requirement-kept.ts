import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-audit-two-factor-requirement-kept',
  severity: 'high',
  category: 'identity',
  each: 'github.audit_event',
  needs: [],
  title: 'Nobody switched off the two-factor requirement',
  problem: 'The two-factor requirement was switched off',
  judge: (event) =>
    event.action === 'org.disable_two_factor_requirement'
      ? fail([fact('action', event.action), fact('actor', event.actor), fact('created_at', event.at)])
      : pass(),
  why:
    'From that moment on accounts with a password alone could stay and come in. It is also what somebody with a stolen owner ' +
    'account does first.',
  fix: {
    steps: [
      'Ask the actor whether they did it and why; if they did not, treat their account as taken over.',
      'Organization settings › Authentication security: select "Require two-factor authentication for everyone".',
      'Look at what the actor did around that time in the audit log.',
    ],
    link: '{web}/organizations/{scope}/settings/audit-log',
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.5'],
    'NIST 800-53r5': ['IA-2(1)', 'AU-6'],
    'SOC 2': ['CC7.2'],
    'ISO 27001:2022': ['8.15'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'something else', subject: { action: 'org.update_member' } }],
    fail: [
      {
        when: 'it happened',
        subject: { action: 'org.disable_two_factor_requirement', actor: 'bo', at: '2025-12-20T10:00:00Z' },
      },
    ],
  },
})
