import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-security-configuration-delegated-bypass',
  severity: 'low',
  category: 'configuration',
  each: 'github.security_configuration',
  needs: [],
  title: 'Pushing a secret past protection needs approval',
  problem: 'Push protection can be bypassed alone',
  judge: (one) => {
    if (one.defaultFor === 'none') return notApplicable('No new repository starts with this configuration.')
    return one.delegatedBypass === 'enabled'
      ? pass()
      : fail(fact('secret_scanning_delegated_bypass', one.delegatedBypass))
  },
  why:
    'Push protection asks whether a secret is really meant to be pushed, and the one who pushes answers. With ' +
    'delegated bypass a second person looks first, so that "it is only a test" is not the end of it.',
  fix: {
    steps: [
      'Organization settings › Advanced Security › Configurations: open the configuration, enable "Bypass ' +
        'privileges", then save.',
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
    'NIST 800-53r5': ['SI-10'],
    'SOC 2': ['CC7.1'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'on', subject: { defaultFor: 'all', delegatedBypass: 'enabled' } }],
    fail: [
      { when: 'off', subject: { defaultFor: 'all', delegatedBypass: 'disabled' } },
      { when: 'left to each repository', subject: { defaultFor: 'public', delegatedBypass: 'not_set' } },
    ],
    not_applicable: [{ when: 'no default', subject: { defaultFor: 'none' } }],
    unknown: [{ when: 'not shown', subject: { defaultFor: 'all', delegatedBypass: null } }],
  },
})
