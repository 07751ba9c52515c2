import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-audit-push-protection-kept',
  severity: 'medium',
  category: 'token & keys',
  each: 'github.audit_event',
  needs: [],
  title: 'Nobody pushed a secret past push protection',
  problem: 'Push protection was bypassed',
  judge: (event) =>
    event.action === 'secret_scanning_push_protection.bypass'
      ? fail([fact('action', event.action), fact('actor', event.actor), fact('created_at', event.at)])
      : pass(),
  why:
    'Push protection stopped a push because of a secret in it, and somebody pushed it all the same. It is in the history now, for ' +
    'everybody who can read the repository.',
  fix: {
    steps: [
      'Ask the actor what it was. If it was a secret, revoke it and make a new one; a commit that removes it is not enough.',
      'Repository › Security › Secret scanning: close the alert with what was done.',
      'Settings › Code security › Push protection: "Delegated bypass" lets only some people allow such pushes.',
    ],
    link: '{web}/organizations/{scope}/settings/audit-log',
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.5.1'],
    'NIST 800-53r5': ['SI-4'],
    'SOC 2': ['CC7.2'],
    'ISO 27001:2022': ['8.12'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'something else', subject: { action: 'repo.create' } }],
    fail: [
      {
        when: 'it happened',
        subject: { action: 'secret_scanning_push_protection.bypass', actor: 'bo', at: '2025-12-20T10:00:00Z' },
      },
    ],
  },
})
