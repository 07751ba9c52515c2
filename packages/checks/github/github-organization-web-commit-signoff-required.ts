import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-web-commit-signoff-required',
  severity: 'info',
  category: 'configuration',
  each: 'github.organization',
  needs: [],
  title: 'Commits made on the web are signed off',
  problem: 'Commits made on the web need no sign-off',
  judge: (org) => (org.webCommitSignoffRequired ? pass() : fail(fact('web_commit_signoff_required', false))),
  why:
    'A sign-off is the author’s word that they may contribute the change. Where your rules ask for one, commits made ' +
    'in the browser slip past them unless GitHub adds it. It says nothing about who made the commit; signatures do.',
  fix: {
    steps: [
      'Organization settings › Repository › General: select "Require contributors to sign off on web-based commits". ' +
        'Authors then see a notice, and their web commits are signed off by themselves.',
      'Commits from the command line need "git commit --signoff"; a status check can ask for it.',
      'If you do not work with sign-offs, except this finding.',
    ],
    link: '{web}/organizations/{scope}/settings/repository-defaults',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/managing-the-commit-signoff-policy-for-your-organization',
  ],
  maps: { 'SOC 2': ['CC8.1'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'required', subject: { webCommitSignoffRequired: true } }],
    fail: [{ when: 'not required', subject: { webCommitSignoffRequired: false } }],
  },
})
