import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-new-repository-dependabot-alerts',
  severity: 'medium',
  category: 'configuration',
  each: 'github.organization',
  needs: [],
  title: 'New repositories start with Dependabot alerts',
  problem: 'Dependabot alerts are off for new repositories',
  judge: (org) =>
    org.dependabotAlertsForNewRepositories
      ? pass()
      : fail(fact('dependabot_alerts_enabled_for_new_repositories', false)),
  why:
    'Most of an application is other people’s code. Without alerts a repository keeps using a library with a known ' +
    'hole until somebody happens to read about it, while attackers look for just that.',
  fix: {
    steps: [
      'Organization settings › Advanced Security › Configurations: open the configuration that you use, or click "New ' +
        'configuration", and enable "Dependabot alerts" under dependency scanning. They are free for all repositories.',
      'Under Policy, set "Use as default for newly created repositories" to "All repositories", then save.',
      'Apply the configuration to the repositories that exist; the default reaches only new ones.',
    ],
    link: '{web}/organizations/{scope}/settings/security_products',
  },
  refs: [
    'https://docs.github.com/en/code-security/how-tos/secure-at-scale/configure-organization-security/establish-complete-coverage/create-custom-configuration',
    'https://docs.github.com/en/code-security/concepts/supply-chain-security/dependabot-alerts',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.5.5'],
    'NIST 800-53r5': ['RA-5'],
    'SOC 2': ['CC7.1'],
    'ISO 27001:2022': ['8.8'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'on from the start', subject: { dependabotAlertsForNewRepositories: true } }],
    fail: [{ when: 'off', subject: { dependabotAlertsForNewRepositories: false } }],
    unknown: [
      { when: 'shown to owners and security managers only', subject: { dependabotAlertsForNewRepositories: null } },
    ],
  },
})
