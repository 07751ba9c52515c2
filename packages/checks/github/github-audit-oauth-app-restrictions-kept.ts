import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-audit-oauth-app-restrictions-kept',
  severity: 'high',
  category: 'app & integrations',
  each: 'github.audit_event',
  needs: [],
  title: 'Nobody switched off the approval of OAuth apps',
  problem: 'The approval of OAuth apps was switched off',
  judge: (event) =>
    event.action === 'org.disable_oauth_app_restrictions'
      ? fail([fact('action', event.action), fact('actor', event.actor), fact('created_at', event.at)])
      : pass(),
  why:
    'From that moment on every OAuth app that a member lets in reaches the private repositories of the organization. No API shows ' +
    'how the policy stands, so that this event may be all that is ever seen of it.',
  fix: {
    steps: [
      'Ask the actor whether they did it and why; if they did not, treat their account as taken over.',
      'Organization settings › Third-party Access › OAuth app policy: choose "Setup application access restrictions".',
      'Look at which apps members have let in since, in the audit log: search for action:oauth_authorization.create.',
    ],
    link: '{web}/organizations/{scope}/settings/oauth_application_policy',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-oauth-access-to-your-organizations-data/about-oauth-app-access-restrictions',
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.4.1'],
    'NIST 800-53r5': ['CM-11', 'AU-6'],
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
        subject: { action: 'org.disable_oauth_app_restrictions', actor: 'bo', at: '2025-12-20T10:00:00Z' },
      },
    ],
  },
})
