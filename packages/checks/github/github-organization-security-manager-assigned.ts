import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-security-manager-assigned',
  severity: 'low',
  category: 'access',
  each: 'github.organization_role',
  needs: [],
  title: 'Somebody is security manager',
  problem: 'Nobody is security manager',
  judge: (role) => {
    if (role.role !== 'security_manager') return notApplicable('It is another role.')
    return role.direct.length + role.throughTeams.length > 0 ? pass() : fail(fact('users', 0))
  },
  why:
    'Alerts of all repositories are shown to owners and security managers. Owners have other things to do; ' +
    'without a security manager nobody looks at the list as a whole.',
  fix: {
    steps: [
      'Make a team of those who handle alerts.',
      'Organization settings › Organization roles › Role assignments › "New role assignment": the team, ' +
        'with the role "Security manager". It reads all repositories and owns nothing.',
    ],
    link: '{web}/organizations/{scope}/settings/org_role_assignments',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-peoples-access-to-your-organization-with-roles/managing-security-managers-in-your-organization',
    'https://docs.github.com/en/rest/orgs/organization-roles',
  ],
  maps: {
    'NIST 800-53r5': ['RA-5'],
    'SOC 2': ['CC7.1'],
    'ISO 27001:2022': ['5.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'a team is', subject: { role: 'security_manager', direct: [], throughTeams: ['ada'] } }],
    fail: [{ when: 'nobody is', subject: { role: 'security_manager', direct: [], throughTeams: [] } }],
    not_applicable: [{ when: 'another role', subject: { role: 'all_repo_read' } }],
    unknown: [
      { when: 'who holds it was not shown', subject: { role: 'security_manager', direct: null, throughTeams: [] } },
    ],
  },
})
