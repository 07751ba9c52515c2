import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-security-configuration-validity-checks',
  severity: 'low',
  category: 'configuration',
  each: 'github.security_configuration',
  needs: [],
  title: 'Default configuration asks whether leaked secrets still work',
  problem: 'Leaked secrets are not checked for validity',
  judge: (one) => {
    if (one.defaultFor === 'none') return notApplicable('No new repository starts with this configuration.')
    return one.validityChecks === 'enabled' ? pass() : fail(fact('secret_scanning_validity_checks', one.validityChecks))
  },
  why:
    'An alert about a key that still works needs somebody now; one about a key that was withdrawn years ago ' +
    'does not. Without the check all look alike, and the urgent one waits among the others.',
  fix: {
    steps: [
      'Organization settings › Advanced Security › Configurations: open the configuration, enable "Validity ' +
        'checks", then save.',
      'Apply it to the repositories that exist as well; the default reaches only new ones.',
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
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'on', subject: { defaultFor: 'all', validityChecks: 'enabled' } }],
    fail: [
      { when: 'off', subject: { defaultFor: 'all', validityChecks: 'disabled' } },
      { when: 'left to each repository', subject: { defaultFor: 'public', validityChecks: 'not_set' } },
    ],
    not_applicable: [{ when: 'no default', subject: { defaultFor: 'none' } }],
    unknown: [{ when: 'not shown', subject: { defaultFor: 'all', validityChecks: null } }],
  },
})
