import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-security-configuration-dependabot-updates',
  severity: 'low',
  category: 'configuration',
  each: 'github.security_configuration',
  needs: [],
  title: 'Default configuration has security updates proposed',
  problem: 'Security updates are not part of the default',
  judge: (one) => {
    if (one.defaultFor === 'none') return notApplicable('No new repository starts with this configuration.')
    return one.dependabotSecurityUpdates === 'enabled'
      ? pass()
      : fail(fact('dependabot_security_updates', one.dependabotSecurityUpdates))
  },
  why:
    'A new repository gets alerts about broken dependencies and nobody who mends them. A pull request that is ' +
    'already there gets merged; an alert waits.',
  fix: {
    steps: [
      'Organization settings › Advanced Security › Configurations: open the configuration, enable ' +
        '"Dependabot security updates", then save.',
      'Apply it to the repositories that exist as well; the default reaches only new ones.',
    ],
    link: '{web}/organizations/{scope}/settings/security_products',
  },
  refs: [
    'https://docs.github.com/en/code-security/how-tos/secure-at-scale/configure-organization-security/establish-complete-coverage/create-custom-configuration',
    'https://docs.github.com/en/rest/code-security/configurations',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.5.5'],
    'NIST 800-53r5': ['SI-2'],
    'SOC 2': ['CC7.1'],
    'ISO 27001:2022': ['8.8'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'on', subject: { defaultFor: 'all', dependabotSecurityUpdates: 'enabled' } }],
    fail: [
      { when: 'off', subject: { defaultFor: 'all', dependabotSecurityUpdates: 'disabled' } },
      { when: 'left to each repository', subject: { defaultFor: 'public', dependabotSecurityUpdates: 'not_set' } },
    ],
    not_applicable: [{ when: 'no default', subject: { defaultFor: 'none' } }],
    unknown: [{ when: 'not shown', subject: { defaultFor: 'all', dependabotSecurityUpdates: null } }],
  },
})
