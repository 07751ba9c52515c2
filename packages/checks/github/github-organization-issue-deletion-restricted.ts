import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-issue-deletion-restricted',
  severity: 'low',
  category: 'access',
  each: 'github.organization',
  needs: [],
  title: 'Members cannot delete issues',
  problem: 'Members can delete issues',
  judge: (org) => (org.membersCanDeleteIssues ? fail(fact('members_can_delete_issues', true)) : pass()),
  why:
    'Issues are where vulnerabilities are reported and decisions are recorded. A deleted issue cannot be brought back, ' +
    'so every repository admin, outside collaborators among them, can make such a record vanish.',
  fix: {
    steps: [
      'Organization settings › Member privileges › "Issue deletion": clear "Allow members to delete issues for this ' +
        'organization", then Save.',
      'Issues can still be closed or locked. Where the box cannot be changed, a policy of the enterprise sets it.',
    ],
    link: '{web}/organizations/{scope}/settings/member_privileges',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/allowing-people-to-delete-issues-in-your-organization',
  ],
  maps: { 'CIS GitHub 1.2.0': ['1.2.4'], 'NIST 800-53r5': ['AU-9'], 'ISO 27001:2022': ['5.33'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'left to owners', subject: { membersCanDeleteIssues: false } }],
    fail: [{ when: 'open to repository admins', subject: { membersCanDeleteIssues: true } }],
    unknown: [{ when: 'GitHub did not show it', subject: { membersCanDeleteIssues: null } }],
  },
})
