import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-security-configuration-enforced',
  severity: 'medium',
  category: 'configuration',
  each: 'github.security_configuration',
  needs: [],
  title: 'Default security configuration is enforced',
  problem: 'The default configuration can be switched off',
  judge: (one) => {
    if (one.defaultFor === 'none') return notApplicable('No new repository starts with this configuration.')
    return one.enforced ? pass() : fail(fact('enforcement', 'unenforced'))
  },
  why:
    'Where a configuration is not enforced, the admin of a repository switches scanning off with one click, ' +
    'when it is in the way or when there is something to hide, and nobody is told.',
  fix: {
    steps: [
      'Organization settings › Advanced Security › Configurations: open it, set "Enforce configuration" to ' +
        'Enforce under Policy, then save.',
      'Repositories that have drifted are brought back.',
    ],
    link: '{web}/organizations/{scope}/settings/security_products',
  },
  refs: [
    'https://docs.github.com/en/code-security/how-tos/secure-at-scale/configure-organization-security/establish-complete-coverage/create-custom-configuration',
    'https://docs.github.com/en/rest/code-security/configurations',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.5.1'],
    'NIST 800-53r5': ['CM-6'],
    'SOC 2': ['CC8.1'],
    'ISO 27001:2022': ['8.9'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'enforced', subject: { defaultFor: 'all', enforced: true } }],
    fail: [{ when: 'not enforced', subject: { defaultFor: 'all', enforced: false } }],
    not_applicable: [{ when: 'no default', subject: { defaultFor: 'none' } }],
    unknown: [{ when: 'not shown', subject: { defaultFor: 'all', enforced: null } }],
  },
})
