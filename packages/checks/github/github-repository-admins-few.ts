import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-repository-admins-few',
  severity: 'medium',
  category: 'access',
  each: 'github.repository_access',
  needs: [],
  title: 'Few people were made admins of the repository',
  problem: 'Too many admins by name',
  judge: (access) => {
    if (access.archived) return notApplicable('The repository is archived, so nothing in it can be changed.')
    const admins = access.people.filter((one) => one.granted === 'admin').map((one) => one.login)
    return admins.length > 3 ? fail(fact('collaborators.permission.ADMIN', admins.sort())) : pass()
  },
  why:
    'Every admin of a repository can switch off its protection, add keys and webhooks, and give others ' +
    'access. The more there are, the likelier it is that one of them is phished or forgotten. Owners come on ' +
    'top.',
  fix: {
    steps: [
      'Agree on two or three people, or one small team, that administer the repository.',
      'Repository Settings › Collaborators and teams: lower the others to Maintain or Write.',
    ],
    link: '{web}/{name}/settings/access',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization',
    'https://docs.github.com/en/rest/collaborators/collaborators',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.7'],
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'three',
        subject: {
          archived: false,
          people: [
            { login: 'a1', permission: 'admin', granted: 'admin', outside: false },
            { login: 'b2', permission: 'admin', granted: 'admin', outside: false },
            { login: 'c3', permission: 'admin', granted: 'admin', outside: false },
          ],
        },
      },
    ],
    fail: [
      {
        when: 'four',
        subject: {
          archived: false,
          people: [
            { login: 'a1', permission: 'admin', granted: 'admin', outside: false },
            { login: 'b2', permission: 'admin', granted: 'admin', outside: false },
            { login: 'c3', permission: 'admin', granted: 'admin', outside: false },
            { login: 'd4', permission: 'admin', granted: 'admin', outside: false },
          ],
        },
      },
    ],
    not_applicable: [{ when: 'archived', subject: { archived: true } }],
    unknown: [{ when: 'who has access was not shown', subject: { archived: false, people: null } }],
  },
})
