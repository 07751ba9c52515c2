import { defineCheck, fact, fail, notApplicable } from '@rollcall/core'

export default defineCheck({
  id: 'github-repository-access-through-teams',
  severity: 'low',
  category: 'access',
  each: 'github.repository_access',
  needs: [],
  title: 'Members get write access through teams',
  problem: 'A member was given access by name',
  judge: (access) => {
    if (access.archived) return notApplicable('The repository is archived, so nothing in it can be changed.')
    return access.people
      .filter((one) => !one.outside && (one.granted === 'write' || one.granted === 'admin'))
      .map((one) =>
        fail(
          [
            fact('collaborators.login', one.login),
            fact('collaborators.permissionSources.permission', one.granted.toUpperCase()),
          ],
          { identity: { login: one.login } },
        ),
      )
  },
  why:
    'Access that was given to a person stays when they change teams, because no team is there to leave. After ' +
    'some years nobody can say why somebody can push to what they no longer work on.',
  fix: {
    steps: [
      'Add the person to the team that owns the repository, and give the team the access.',
      'Repository Settings › Collaborators and teams: remove the person’s own entry. Through the team ' +
        'nothing changes for them.',
    ],
    link: '{web}/{name}/settings/access',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/managing-team-access-to-an-organization-repository',
    'https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization',
  ],
  maps: {
    'NIST 800-53r5': ['AC-2(7)'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['5.18'],
  },
  identity: ['login'],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'by name only to read',
        subject: {
          archived: false,
          people: [
            { login: 'ada', permission: 'write', granted: 'read', outside: false },
            { login: 'owner', permission: 'admin', granted: 'none', outside: false },
          ],
        },
      },
    ],
    fail: [
      {
        when: 'by name to write',
        subject: { archived: false, people: [{ login: 'ada', permission: 'write', granted: 'write', outside: false }] },
      },
    ],
    not_applicable: [{ when: 'archived', subject: { archived: true } }],
    unknown: [{ when: 'who has access was not shown', subject: { archived: false, people: null } }],
  },
})
