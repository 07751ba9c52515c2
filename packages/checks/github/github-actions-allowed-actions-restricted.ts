import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-actions-allowed-actions-restricted',
  severity: 'high',
  category: 'supply chain',
  each: 'github.actions_policy',
  needs: [],
  title: 'Workflows run only allowed actions',
  problem: 'Workflows may run any action',
  judge: (policy) => {
    switch (policy.allowedActions) {
      case 'none':
        return notApplicable('GitHub Actions is off for all repositories.')
      case 'all':
        return fail(fact('allowed_actions', 'all'))
      case 'local_only':
      case 'selected':
        return pass()
    }
  },
  why:
    'An action is somebody else’s program that runs with your source code, your secrets and your token. When any of ' +
    'them may run, a single line in a workflow brings in an unknown author, and popular actions have been taken over ' +
    'to steal the secrets of everyone who used them.',
  fix: {
    steps: [
      'List the actions that your workflows use: search the organization for "uses:" in .github/workflows.',
      'Organization settings › Actions › General › Policies: select "Allow …, and select non-…, actions and reusable ' +
        'workflows" (the blanks show your organization or enterprise).',
      'Select "Allow actions created by GitHub", and add the others that you have looked at, each as owner/name@*, ' +
        'then Save. Workflows that use anything else fail to start.',
    ],
    link: '{web}/organizations/{scope}/settings/actions',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/disabling-or-limiting-github-actions-for-your-organization',
    'https://docs.github.com/en/actions/reference/security/secure-use',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['3.1.1'],
    'NIST 800-53r5': ['SR-3'],
    'SOC 2': ['CC9.2'],
    'ISO 27001:2022': ['5.21'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'a chosen list', subject: { allowedActions: 'selected' } },
      { when: 'its own only', subject: { allowedActions: 'local_only' } },
    ],
    fail: [{ when: 'any action', subject: { allowedActions: 'all' } }],
    not_applicable: [{ when: 'Actions is off', subject: { allowedActions: 'none' } }],
    unknown: [{ when: 'GitHub did not show it', subject: { allowedActions: null } }],
  },
})
