import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-role-all-repositories-few',
  severity: 'medium',
  category: 'access',
  each: 'github.organization_role',
  needs: [],
  title: 'Few people write to all repositories by a role',
  problem: 'Too many people write to all repositories',
  judge: (role) => {
    if (role.baseRole !== 'write' && role.baseRole !== 'maintain' && role.baseRole !== 'admin')
      return notApplicable('The role lets nobody write to all repositories.')
    const people = role.direct.length + role.throughTeams.length
    const limit = role.baseRole === 'admin' ? 3 : 10
    return people > limit
      ? fail([fact('users', people), fact('role.name', role.role)], {
          severity: role.baseRole === 'admin' ? 'high' : 'medium',
        })
      : pass()
  },
  why:
    'Such a role goes past every decision about single repositories, today’s and tomorrow’s. It was made for ' +
    'two or three people who run things, and each further one is a laptop that opens everything.',
  fix: {
    steps: [
      'Organization settings › Organization roles › Role assignments: see who holds the role, and through ' +
        'which team.',
      'Give those who need a few repositories access to these, then take the role away from them.',
    ],
    link: '{web}/organizations/{scope}/settings/org_role_assignments',
  },
  refs: [
    'https://docs.github.com/en/rest/orgs/organization-roles',
    'https://docs.github.com/en/organizations/managing-peoples-access-to-your-organization-with-roles/using-organization-roles',
  ],
  maps: {
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'three admins', subject: { baseRole: 'admin', direct: ['a'], throughTeams: ['b', 'c'] } },
      { when: 'nobody', subject: { baseRole: 'write', direct: [], throughTeams: [] } },
    ],
    fail: [
      {
        when: 'eleven writers',
        subject: {
          role: 'all_repo_write',
          baseRole: 'write',
          direct: ['a', 'b', 'c', 'd', 'e', 'f'],
          throughTeams: ['g', 'h', 'i', 'j', 'k'],
        },
      },
      {
        when: 'four admins, which is worse',
        subject: { role: 'all_repo_admin', baseRole: 'admin', direct: ['a', 'b', 'c', 'd'], throughTeams: [] },
      },
    ],
    not_applicable: [{ when: 'it reads', subject: { baseRole: 'read' } }],
    unknown: [{ when: 'who holds it was not shown', subject: { baseRole: 'admin', direct: null, throughTeams: [] } }],
  },
})
