import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-security-defaults-complete',
  severity: 'medium',
  category: 'configuration',
  each: 'github.organization',
  needs: [],
  tally: {
    of: 'github.security_configuration',
    start: () => new Set<string>(),
    add: (covered: Set<string>, one) => (one.defaultFor === 'none' ? covered : covered.add(one.defaultFor)),
  },
  title: 'Every new repository starts with a security configuration',
  problem: 'New repositories start without a configuration',
  judge: (_org, { total }) => {
    const covered = total.has('all') || (total.has('public') && total.has('private_and_internal'))
    return covered ? pass() : fail(fact('default_for_new_repos', [...total].sort()))
  },
  why:
    'What a new repository starts with is what most keep for ever. Without a default, its scanning and alerts ' +
    'depend on whether somebody in a hurry thinks of them.',
  fix: {
    steps: [
      'Organization settings › Advanced Security › Configurations: open the configuration that you want ' +
        'everywhere.',
      'Under Policy, set "Use as default for newly created repositories" to "All repositories", then save.',
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
    pass: [
      { when: 'one for all', subject: {}, others: [{ defaultFor: 'all' }] },
      { when: 'one each', subject: {}, others: [{ defaultFor: 'public' }, { defaultFor: 'private_and_internal' }] },
    ],
    fail: [
      { when: 'none', subject: {}, others: [{ defaultFor: 'none' }] },
      { when: 'only for public ones', subject: {}, others: [{ defaultFor: 'public' }] },
    ],
    unknown: [{ when: 'one was not shown', subject: {}, others: [{ defaultFor: null }] }],
  },
})
