import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-actions-workflow-token-read-only',
  severity: 'high',
  category: 'supply chain',
  each: 'github.actions_policy',
  needs: [],
  title: 'Workflow token is read-only by default',
  problem: 'Workflow token can write by default',
  judge: (policy) => {
    if (policy.defaultWorkflowPermissions === 'read') return pass()
    if (policy.allowedActions === 'none') return notApplicable('GitHub Actions is off for all repositories.')
    return fail(fact('default_workflow_permissions', policy.defaultWorkflowPermissions))
  },
  why:
    'Every job gets a GITHUB_TOKEN. When it can write by default, any code that a job runs, a test, a package’s install ' +
    'script or a third-party action, can push commits, publish packages and change releases.',
  fix: {
    steps: [
      'Give the workflows that must write a permissions block of their own, for example "permissions: contents: write"; ' +
        'without it they fail after the change.',
      'Organization settings › Actions › General › "Workflow permissions": select "Read repository contents and ' +
        'packages permissions", then Save. Repositories can then no longer choose the wider default.',
    ],
    link: '{web}/organizations/{scope}/settings/actions',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/disabling-or-limiting-github-actions-for-your-organization#setting-the-permissions-of-the-github_token-for-your-organization',
    'https://docs.github.com/en/actions/reference/security/secure-use',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['2.3.5'],
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'read', subject: { defaultWorkflowPermissions: 'read' } }],
    fail: [{ when: 'write', subject: { allowedActions: 'selected', defaultWorkflowPermissions: 'write' } }],
    not_applicable: [
      { when: 'Actions is off', subject: { allowedActions: 'none', defaultWorkflowPermissions: 'write' } },
    ],
    unknown: [{ when: 'GitHub did not show it', subject: { allowedActions: 'all', defaultWorkflowPermissions: null } }],
  },
})
