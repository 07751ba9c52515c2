import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-new-repository-secret-scanning',
  severity: 'high',
  category: 'configuration',
  each: 'github.organization',
  needs: [],
  title: 'New repositories start with secret scanning',
  problem: 'Secret scanning is off for new repositories',
  judge: (org) =>
    org.secretScanningForNewRepositories ? pass() : fail(fact('secret_scanning_enabled_for_new_repositories', false)),
  why:
    'Credentials get committed by accident every day. A repository that starts without scanning collects them unseen, ' +
    'and whoever gets a copy of it, by a fork, a leak or a taken-over laptop, finds working keys.',
  fix: {
    steps: [
      'Organization settings › Advanced Security › Configurations: open the configuration that you use, or click "New ' +
        'configuration", and enable "Secret Protection". Public repositories are free; private and internal ones cost ' +
        'a license for each active committer.',
      'Under Policy, set "Use as default for newly created repositories" to "All repositories", then save.',
      'Apply the configuration to the repositories that exist; the default reaches only new ones.',
    ],
    link: '{web}/organizations/{scope}/settings/security_products',
  },
  refs: [
    'https://docs.github.com/en/code-security/how-tos/secure-at-scale/configure-organization-security/establish-complete-coverage/create-custom-configuration',
    'https://docs.github.com/en/rest/code-security/configurations',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.5.1'],
    'NIST 800-53r5': ['IA-5(7)'],
    'SOC 2': ['CC7.1'],
    'ISO 27001:2022': ['8.12'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'on from the start', subject: { secretScanningForNewRepositories: true } }],
    fail: [{ when: 'off', subject: { secretScanningForNewRepositories: false } }],
    unknown: [
      { when: 'shown to owners and security managers only', subject: { secretScanningForNewRepositories: null } },
    ],
  },
})
