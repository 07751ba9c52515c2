import { defineCheck, fact, fail, notApplicable } from '@rollcall/core'

export default defineCheck({
  id: 'github-outside-collaborator-without-write',
  severity: 'medium',
  category: 'access',
  each: 'github.repository_access',
  needs: [],
  title: 'Outside collaborators only read what is not public',
  problem: 'An outside collaborator can push',
  judge: (access) => {
    if (access.visibility === 'public')
      return notApplicable('The repository is public; pushing to it is another matter.')
    if (access.archived) return notApplicable('The repository is archived, so nothing in it can be changed.')
    return access.people
      .filter((one) => one.outside && (one.permission === 'write' || one.permission === 'maintain'))
      .map((one) =>
        fail([fact('collaborators.login', one.login), fact('collaborators.permission', one.permission.toUpperCase())], {
          identity: { login: one.login },
        }),
      )
  },
  why:
    'Somebody outside the company can change internal code. Their laptop, sign-in and contract are not yours, ' +
    'and the access outlives the project unless a person thinks of it.',
  fix: {
    steps: [
      'Agree with the team until when the access is needed, and write the date down as an exception here.',
      'Repository Settings › Collaborators and teams: lower the role to Read, or remove the person, when ' +
        'the work is done.',
      'Make people who stay for long members of the organization instead, in a team.',
    ],
    link: '{web}/{name}/settings/access',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-outside-collaborators/removing-an-outside-collaborator-from-an-organization-repository',
    'https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization',
  ],
  maps: {
    'NIST 800-53r5': ['AC-6', 'PS-7'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['5.19'],
  },
  identity: ['login'],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'an auditor reads',
        subject: {
          visibility: 'private',
          archived: false,
          people: [{ login: 'auditor', permission: 'read', granted: 'read', outside: true }],
        },
      },
    ],
    fail: [
      {
        when: 'a contractor writes',
        subject: {
          visibility: 'private',
          archived: false,
          people: [{ login: 'guest', permission: 'write', granted: 'write', outside: true }],
        },
      },
      {
        when: 'a contractor maintains',
        subject: {
          visibility: 'internal',
          archived: false,
          people: [{ login: 'guest', permission: 'maintain', granted: 'write', outside: true }],
        },
      },
    ],
    not_applicable: [
      { when: 'public', subject: { visibility: 'public' } },
      { when: 'archived', subject: { visibility: 'private', archived: true } },
    ],
    unknown: [
      { when: 'who has access was not shown', subject: { visibility: 'private', archived: false, people: null } },
    ],
  },
})
