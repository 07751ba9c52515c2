import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-installation-without-code-write',
  severity: 'medium',
  category: 'app & integrations',
  each: 'github.installation',
  needs: [],
  title: 'App cannot write code',
  problem: 'App can write code',
  judge: (installation) => {
    if (installation.suspended) return notApplicable('The installation is suspended and reaches nothing.')
    const writes = installation.permissions.some((one) => one.name === 'contents' && one.access === 'write')
    return writes
      ? fail([fact('permissions', ['contents: write']), fact('repository_selection', installation.repositorySelection)])
      : pass()
  },
  why:
    'An app that can push is part of your supply chain: a breach at its maker becomes commits, branches, tags and ' +
    'releases in your repositories. Many apps ask for it and need it for a feature that nobody uses.',
  fix: {
    steps: [
      'Organization settings › GitHub Apps › Configure beside the app: under Permissions, see what it may write.',
      'If the app is your own, lower Contents to read-only under Developer settings › GitHub Apps › Edit › Permissions ' +
        '& events; otherwise ask its maker, or uninstall it.',
      'If it has to push, select "Only select repositories" and make sure that it is on no bypass list of the default ' +
        'branch, so that its changes need a review.',
    ],
    link: '{web}/organizations/{scope}/settings/installations',
  },
  refs: [
    'https://docs.github.com/en/apps/using-github-apps/reviewing-and-modifying-installed-github-apps',
    'https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps',
  ],
  maps: { 'CIS GitHub 1.2.0': ['1.4.3'], 'NIST 800-53r5': ['AC-6'], 'SOC 2': ['CC9.2'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'it reads code',
        subject: { suspended: false, permissions: [{ name: 'contents', access: 'read' }] },
      },
      {
        when: 'it does not see code',
        subject: { suspended: false, permissions: [{ name: 'issues', access: 'write' }] },
      },
    ],
    fail: [
      {
        when: 'it may push',
        subject: {
          suspended: false,
          repositorySelection: 'selected',
          permissions: [{ name: 'contents', access: 'write' }],
        },
      },
    ],
    not_applicable: [
      { when: 'suspended', subject: { suspended: true, permissions: [{ name: 'contents', access: 'write' }] } },
    ],
    unknown: [{ when: 'the permissions were not shown', subject: { suspended: false, permissions: null } }],
  },
})
