import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-security-configuration-code-scanning',
  severity: 'low',
  category: 'configuration',
  each: 'github.security_configuration',
  needs: [],
  title: 'Default configuration sets up code scanning',
  problem: 'Code scanning is not part of the default',
  judge: (one) => {
    if (one.defaultFor === 'none') return notApplicable('No new repository starts with this configuration.')
    return one.codeScanningDefaultSetup === 'enabled'
      ? pass()
      : fail(fact('code_scanning_default_setup', one.codeScanningDefaultSetup))
  },
  why:
    'Injection, path traversal and the like are found by a machine in minutes and by people in months. Where ' +
    'scanning is not set up from the start, it comes to those repositories only that somebody already worries ' +
    'about.',
  fix: {
    steps: [
      'Organization settings › Advanced Security › Configurations: open the configuration, enable "Code ' +
        'scanning default setup", then save.',
      'Apply it to the repositories that exist as well; the default reaches only new ones.',
    ],
    link: '{web}/organizations/{scope}/settings/security_products',
  },
  refs: [
    'https://docs.github.com/en/code-security/how-tos/secure-at-scale/configure-organization-security/establish-complete-coverage/create-custom-configuration',
    'https://docs.github.com/en/rest/code-security/configurations',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.5.4'],
    'NIST 800-53r5': ['SA-11'],
    'SOC 2': ['CC7.1'],
    'ISO 27001:2022': ['8.29'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'on', subject: { defaultFor: 'all', codeScanningDefaultSetup: 'enabled' } }],
    fail: [
      { when: 'off', subject: { defaultFor: 'all', codeScanningDefaultSetup: 'disabled' } },
      { when: 'left to each repository', subject: { defaultFor: 'public', codeScanningDefaultSetup: 'not_set' } },
    ],
    not_applicable: [{ when: 'no default', subject: { defaultFor: 'none' } }],
    unknown: [{ when: 'not shown', subject: { defaultFor: 'all', codeScanningDefaultSetup: null } }],
  },
})
