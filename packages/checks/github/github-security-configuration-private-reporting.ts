import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-security-configuration-private-reporting',
  severity: 'low',
  category: 'configuration',
  each: 'github.security_configuration',
  needs: [],
  title: 'Default configuration takes private reports',
  problem: 'Private vulnerability reporting is not the default',
  judge: (one) => {
    if (one.defaultFor === 'none') return notApplicable('No new repository starts with this configuration.')
    if (one.defaultFor === 'private_and_internal')
      return notApplicable('Only public repositories take private reports.')
    return one.privateVulnerabilityReporting === 'enabled'
      ? pass()
      : fail(fact('private_vulnerability_reporting', one.privateVulnerabilityReporting))
  },
  why:
    'Somebody who finds a hole wants to tell you before they tell the world. Where there is no private way on ' +
    'the repository, they write a public issue, or nothing.',
  fix: {
    steps: [
      'Organization settings › Advanced Security › Configurations: open the configuration, enable "Private ' +
        'vulnerability reporting", then save.',
      'Apply it to the repositories that exist as well; the default reaches only new ones.',
    ],
    link: '{web}/organizations/{scope}/settings/security_products',
  },
  refs: [
    'https://docs.github.com/en/code-security/how-tos/secure-at-scale/configure-organization-security/establish-complete-coverage/create-custom-configuration',
    'https://docs.github.com/en/rest/code-security/configurations',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.2.1'],
    'NIST 800-53r5': ['IR-6'],
    'SOC 2': ['CC7.3'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'on', subject: { defaultFor: 'all', privateVulnerabilityReporting: 'enabled' } }],
    fail: [
      { when: 'off', subject: { defaultFor: 'all', privateVulnerabilityReporting: 'disabled' } },
      { when: 'left to each repository', subject: { defaultFor: 'public', privateVulnerabilityReporting: 'not_set' } },
    ],
    not_applicable: [{ when: 'no default', subject: { defaultFor: 'none' } }],
    unknown: [{ when: 'not shown', subject: { defaultFor: 'all', privateVulnerabilityReporting: null } }],
  },
})
