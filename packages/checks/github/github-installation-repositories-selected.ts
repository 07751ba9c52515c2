import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-installation-repositories-selected',
  severity: 'medium',
  category: 'app & integrations',
  each: 'github.installation',
  needs: [],
  title: 'App reaches only selected repositories',
  problem: 'App reaches all repositories',
  judge: (installation) => {
    if (installation.suspended) return notApplicable('The installation is suspended and reaches nothing.')
    return installation.repositorySelection === 'selected' ? pass() : fail(fact('repository_selection', 'all'))
  },
  why:
    'An app on all repositories also gets every repository that is created later, the confidential ones too, without ' +
    'anybody deciding it. If its maker is breached, all of them are.',
  fix: {
    steps: [
      'Organization settings › GitHub Apps › Configure beside the app.',
      'Under "Repository access", select "Only select repositories", choose those that need the app, then Save. In all ' +
        'others it stops working at once.',
      'An app whose job is the whole organization, such as a scanner, is better excepted with a reason and an end date.',
    ],
    link: '{web}/organizations/{scope}/settings/installations',
  },
  refs: ['https://docs.github.com/en/apps/using-github-apps/reviewing-and-modifying-installed-github-apps'],
  maps: { 'CIS GitHub 1.2.0': ['1.4.3'], 'NIST 800-53r5': ['AC-6'], 'SOC 2': ['CC6.3'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'some repositories', subject: { suspended: false, repositorySelection: 'selected' } }],
    fail: [{ when: 'all repositories', subject: { suspended: false, repositorySelection: 'all' } }],
    not_applicable: [{ when: 'suspended', subject: { suspended: true, repositorySelection: 'all' } }],
  },
})
