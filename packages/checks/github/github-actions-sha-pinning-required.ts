import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-actions-sha-pinning-required',
  severity: 'medium',
  category: 'supply chain',
  each: 'github.actions_policy',
  needs: [],
  title: 'Actions must be pinned to a full commit SHA',
  problem: 'Actions need not be pinned to a commit',
  judge: (policy) => {
    if (policy.allowedActions === 'none') return notApplicable('GitHub Actions is off for all repositories.')
    return policy.shaPinningRequired ? pass() : fail(fact('sha_pinning_required', false))
  },
  why:
    'A tag such as v4 can be moved to other code at any time by whoever controls the action. Attackers have done so ' +
    'with widely used actions, and every workflow that named the tag ran their code the next time. A full commit SHA ' +
    'always means the same code.',
  fix: {
    steps: [
      'Pin the actions in all workflows first, for example uses: actions/checkout@<40 digits> with the version in a ' +
        'comment; Dependabot version updates keep them current.',
      'Organization settings › Actions › General › Policies: select "Require actions to be pinned to a full-length ' +
        'commit SHA", then Save. Workflows with an unpinned action fail from then on, your own actions, GitHub’s and ' +
        'those used inside other actions included.',
    ],
    link: '{web}/organizations/{scope}/settings/actions',
  },
  refs: [
    'https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions',
    'https://docs.github.com/en/organizations/managing-organization-settings/disabling-or-limiting-github-actions-for-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['2.4.2'],
    'NIST 800-53r5': ['SR-4'],
    'SOC 2': ['CC8.1'],
    'ISO 27001:2022': ['8.28'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'required', subject: { allowedActions: 'selected', shaPinningRequired: true } }],
    fail: [{ when: 'not required', subject: { allowedActions: 'all', shaPinningRequired: false } }],
    not_applicable: [{ when: 'Actions is off', subject: { allowedActions: 'none', shaPinningRequired: false } }],
    unknown: [
      { when: 'a server that does not report it', subject: { allowedActions: 'all', shaPinningRequired: null } },
    ],
  },
})
