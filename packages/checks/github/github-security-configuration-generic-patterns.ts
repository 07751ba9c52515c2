import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-security-configuration-generic-patterns',
  severity: 'low',
  category: 'configuration',
  each: 'github.security_configuration',
  needs: [],
  title: 'Default configuration looks for secrets of any form',
  problem: 'Only secrets of known issuers are looked for',
  judge: (one) => {
    if (one.defaultFor === 'none') return notApplicable('No new repository starts with this configuration.')
    return one.nonProviderPatterns === 'enabled'
      ? pass()
      : fail(fact('secret_scanning_non_provider_patterns', one.nonProviderPatterns))
  },
  why:
    'Passwords of databases, private keys and HTTP credentials have no issuer whose form GitHub knows. ' +
    'Without these patterns they are committed and nobody is told.',
  fix: {
    steps: [
      'Organization settings › Advanced Security › Configurations: open the configuration, enable ' +
        '"Non-provider patterns", then save.',
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
    pass: [{ when: 'on', subject: { defaultFor: 'all', nonProviderPatterns: 'enabled' } }],
    fail: [
      { when: 'off', subject: { defaultFor: 'all', nonProviderPatterns: 'disabled' } },
      { when: 'left to each repository', subject: { defaultFor: 'public', nonProviderPatterns: 'not_set' } },
    ],
    not_applicable: [{ when: 'no default', subject: { defaultFor: 'none' } }],
    unknown: [{ when: 'not shown', subject: { defaultFor: 'all', nonProviderPatterns: null } }],
  },
})
