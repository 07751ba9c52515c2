import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-security-configuration-dependency-graph',
  severity: 'low',
  category: 'configuration',
  each: 'github.security_configuration',
  needs: [],
  title: 'Default configuration keeps a dependency graph',
  problem: 'The dependency graph is not part of the default',
  judge: (one) => {
    if (one.defaultFor === 'none') return notApplicable('No new repository starts with this configuration.')
    return one.dependencyGraph === 'enabled' ? pass() : fail(fact('dependency_graph', one.dependencyGraph))
  },
  why:
    'When the next widely used library turns out to be broken, the first question is which repositories use ' +
    'it. Without the graph someone has to clone and search them all, on the worst day for it.',
  fix: {
    steps: [
      'Organization settings › Advanced Security › Configurations: open the configuration, enable ' +
        '"Dependency graph", then save.',
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
    'NIST 800-53r5': ['SR-4'],
    'SOC 2': ['CC7.1'],
    'ISO 27001:2022': ['8.8'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'on', subject: { defaultFor: 'all', dependencyGraph: 'enabled' } }],
    fail: [
      { when: 'off', subject: { defaultFor: 'all', dependencyGraph: 'disabled' } },
      { when: 'left to each repository', subject: { defaultFor: 'public', dependencyGraph: 'not_set' } },
    ],
    not_applicable: [{ when: 'no default', subject: { defaultFor: 'none' } }],
    unknown: [{ when: 'not shown', subject: { defaultFor: 'all', dependencyGraph: null } }],
  },
})
