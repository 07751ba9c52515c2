import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-audit-repository-kept-private',
  severity: 'high',
  category: 'configuration',
  each: 'github.audit_event',
  needs: [],
  title: 'No repository was made public',
  problem: 'A repository was made public',
  judge: (event) =>
    event.action === 'repo.access' && event.visibility === 'public'
      ? fail([
          fact('action', event.action),
          fact('actor', event.actor),
          fact('previous_visibility', event.previousVisibility),
          fact('created_at', event.at),
        ])
      : pass(),
  why:
    'Everything in the repository, its whole history included, is open to everybody from that moment on. Copies are taken within ' +
    'minutes, and making it private again does not call them back.',
  fix: {
    steps: [
      'Ask the actor whether it was meant, and whether somebody looked through the history for secrets first.',
      'If it was not: repository › Settings › Danger zone › Change visibility, and revoke whatever secrets it holds.',
      'Organization settings › Member privileges: clear "Allow members to change repository visibilities".',
    ],
    link: '{web}/organizations/{scope}/settings/audit-log',
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.2.6'],
    'NIST 800-53r5': ['AC-22'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['8.12'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'something else', subject: { action: 'repo.access', visibility: 'private' } }],
    fail: [
      {
        when: 'it happened',
        subject: {
          action: 'repo.access',
          visibility: 'public',
          previousVisibility: 'private',
          actor: 'bo',
          at: '2025-12-20T10:00:00Z',
        },
      },
    ],
  },
})
