import { defineCheck, fact, fail, notApplicable } from '@rollcall/core'

export default defineCheck({
  id: 'github-outside-collaborator-without-admin',
  severity: 'high',
  category: 'access',
  each: 'github.repository_access',
  needs: [],
  title: 'No outside collaborator administers the repository',
  problem: 'An outside collaborator is an admin',
  judge: (access) => {
    if (access.archived) return notApplicable('The repository is archived, so nothing in it can be changed.')
    return access.people
      .filter((one) => one.outside && one.permission === 'admin')
      .map((one) =>
        fail([fact('collaborators.login', one.login), fact('collaborators.permission', 'ADMIN')], {
          identity: { login: one.login },
        }),
      )
  },
  why:
    'An admin of a repository changes who else gets in, switches protection off, adds webhooks and keys, and ' +
    'can delete it all. Here this is somebody who is not a member, whom leaving the company does not lock ' +
    'out.',
  fix: {
    steps: [
      'Ask the team what the person does there. Most work needs "Write" at the most.',
      'Repository Settings › Collaborators and teams: lower the role beside the person’s name, or remove them.',
      'Someone who must administer it should be a member of the organization, with its sign-in rules.',
    ],
    link: '{web}/{name}/settings/access',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization',
    'https://docs.github.com/en/rest/collaborators/collaborators',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.3'],
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['5.19'],
  },
  identity: ['login'],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'members administer, outsiders write',
        subject: {
          archived: false,
          people: [
            { login: 'ada', permission: 'admin', granted: 'admin', outside: false },
            { login: 'guest', permission: 'write', granted: 'write', outside: true },
          ],
        },
      },
      { when: 'nobody has access of their own', subject: { archived: false, people: [] } },
    ],
    fail: [
      {
        when: 'two outsiders administer',
        subject: {
          archived: false,
          people: [
            { login: 'guest', permission: 'admin', granted: 'admin', outside: true },
            { login: 'visitor', permission: 'admin', granted: 'admin', outside: true },
          ],
        },
      },
    ],
    not_applicable: [{ when: 'archived', subject: { archived: true } }],
    unknown: [{ when: 'who has access was not shown', subject: { archived: false, people: null } }],
  },
})
