import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-repository-creation-restricted',
  severity: 'low',
  category: 'access',
  each: 'github.organization',
  needs: [],
  title: 'Only chosen people create repositories',
  problem: 'Every member can create repositories',
  judge: (org) => (org.membersCanCreateRepositories ? fail(fact('members_can_create_repositories', true)) : pass()),
  why:
    'Each new repository is a place with its own access list, keys and workflows, made without anybody ' +
    'deciding that it should exist. Copies of sensitive data start their life in one that someone made for an ' +
    'afternoon.',
  fix: {
    steps: [
      'Organization settings › Member privileges › "Repository creation": clear Public, Private and ' +
        'Internal, then Save.',
      'Let owners, or an internal form that calls the API, create repositories from a template with rules ' +
        'and teams already set.',
    ],
    link: '{web}/organizations/{scope}/settings/member_privileges',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/restricting-repository-creation-in-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.2.2'],
    'NIST 800-53r5': ['AC-3'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['5.15'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'left to owners', subject: { membersCanCreateRepositories: false } }],
    fail: [{ when: 'open to members', subject: { membersCanCreateRepositories: true } }],
    unknown: [{ when: 'GitHub did not show it', subject: { membersCanCreateRepositories: null } }],
  },
})
