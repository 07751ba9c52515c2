import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-repository-forking-disabled',
  severity: 'low',
  category: 'access',
  each: 'github.repository',
  needs: [],
  title: 'Repository that is not public cannot be forked',
  problem: 'A private repository can be forked',
  judge: (repository) => {
    if (repository.visibility === 'public') return notApplicable('The repository is public; anybody may copy it.')
    return repository.allowForking
      ? fail([fact('allow_forking', true), fact('visibility', repository.visibility)])
      : pass()
  },
  why:
    'A fork lives in a personal account, outside the rules of the organization: no branch protection, no ' +
    'scanning, no review of who sees it. It is where copies of internal code get forgotten.',
  fix: {
    steps: [
      'Repository Settings › General › Features: clear "Allow forking". Forks that exist stay until they ' +
        'are deleted.',
      'To settle it for all: Organization settings › Member privileges › "Repository forking": clear "Allow ' +
        'forking of private repositories".',
    ],
    link: '{web}/{name}/settings',
  },
  refs: [
    'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/managing-repository-settings/managing-the-forking-policy-for-your-repository',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.2.5'],
    'NIST 800-53r5': ['AC-4'],
    'SOC 2': ['CC6.7'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'forking is off', subject: { visibility: 'private', allowForking: false } }],
    fail: [{ when: 'forking is on', subject: { visibility: 'internal', allowForking: true } }],
    not_applicable: [{ when: 'public', subject: { visibility: 'public' } }],
    unknown: [{ when: 'not shown', subject: { visibility: 'private', allowForking: null } }],
  },
})
