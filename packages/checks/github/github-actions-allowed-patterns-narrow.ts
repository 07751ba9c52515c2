import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-actions-allowed-patterns-narrow',
  severity: 'medium',
  category: 'supply chain',
  each: 'github.actions_policy',
  needs: [],
  title: 'Allowed actions are named one owner at a time',
  problem: 'A pattern allows the actions of anybody',
  judge: (policy) => {
    if (policy.allowedActions !== 'selected') return notApplicable('Actions are not allowed by pattern.')
    const open = policy.allowedPatterns.filter((pattern) => pattern.startsWith('*'))
    return open.length === 0 ? pass() : fail(fact('patterns_allowed', open))
  },
  why:
    'The list of allowed actions is there to keep unknown code out of your builds. A pattern that begins with ' +
    'a star lets in every owner there is, so that the list looks strict and stops nothing.',
  fix: {
    steps: [
      'Organization settings › Actions › General › "Allow or block specified actions and reusable ' +
        'workflows": replace patterns that begin with * by the owners that you use, such as acme/*, then ' +
        'Save.',
      'Find out first which actions run: search the organization for "uses:" under path .github/workflows.',
    ],
    link: '{web}/organizations/{scope}/settings/actions',
  },
  refs: [
    'https://docs.github.com/en/rest/actions/permissions',
    'https://docs.github.com/en/organizations/managing-organization-settings/disabling-or-limiting-github-actions-for-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['2.4.2'],
    'NIST 800-53r5': ['SR-3'],
    'SOC 2': ['CC9.2'],
    'ISO 27001:2022': ['5.21'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'owners are named',
        subject: { allowedActions: 'selected', allowedPatterns: ['acme/*', 'octo/scan@v2'] },
      },
    ],
    fail: [
      {
        when: 'any owner is let in',
        subject: { allowedActions: 'selected', allowedPatterns: ['acme/*', '*/setup-*'] },
      },
    ],
    not_applicable: [{ when: 'all actions may run', subject: { allowedActions: 'all' } }],
    unknown: [{ when: 'the patterns were not shown', subject: { allowedActions: 'selected', allowedPatterns: null } }],
  },
})
