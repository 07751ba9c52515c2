import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-immutable-releases',
  severity: 'low',
  category: 'supply chain',
  each: 'github.organization',
  needs: [],
  title: 'Published releases cannot be changed',
  problem: 'Published releases can be changed',
  judge: (org) =>
    org.immutableReleases === 'all' ? pass() : fail(fact('enforced_repositories', org.immutableReleases)),
  why:
    'People and build systems fetch a release by its tag and trust that it is what it was yesterday. Where ' +
    'tags and files can be replaced, one stolen token is enough to put something else under a version that ' +
    'everybody already uses.',
  fix: {
    steps: [
      'Organization settings › Repository › General › Releases: enforce immutable releases for all ' + 'repositories.',
      'Releases that exist stay as they are; new ones can no longer be changed once published, so upload ' +
        'every file to the draft first.',
    ],
    link: '{web}/organizations/{scope}/settings/repository-defaults',
  },
  refs: ['https://docs.github.com/en/rest/orgs/orgs#get-immutable-releases-settings-for-an-organization'],
  maps: {
    'CIS GitHub 1.2.0': ['2.4.1'],
    'NIST 800-53r5': ['SI-7'],
    'SOC 2': ['CC8.1'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'in all repositories', subject: { immutableReleases: 'all' } }],
    fail: [
      { when: 'in none', subject: { immutableReleases: 'none' } },
      { when: 'in some', subject: { immutableReleases: 'selected' } },
    ],
    unknown: [{ when: 'a server that does not have the setting', subject: { immutableReleases: null } }],
  },
})
