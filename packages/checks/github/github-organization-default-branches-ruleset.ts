import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-default-branches-ruleset',
  severity: 'medium',
  category: 'configuration',
  each: 'github.organization',
  needs: [],
  tally: {
    of: 'github.ruleset',
    start: () => 0,
    add: (found: number, ruleset) => {
      if (ruleset.target !== 'branch' || ruleset.enforcement !== 'active' || !ruleset.allRepositories) return found
      const covers = ruleset.refsIncluded.some((ref) => ref === '~ALL' || ref === '~DEFAULT_BRANCH')
      const guards = ruleset.rules.some((rule) => ['pull_request', 'non_fast_forward', 'deletion'].includes(rule))
      return covers && guards ? found + 1 : found
    },
  },
  title: 'A ruleset protects every default branch',
  problem: 'No ruleset protects every default branch',
  judge: (org, { total }) => {
    if (org.plan === 'free') return notApplicable('The Free plan has no rulesets of the organization.')
    return total > 0 ? pass() : fail(fact('rulesets.active', 0))
  },
  why:
    'Protection that each repository sets for itself is missing in the new one, the quick one and the one ' +
    'that an admin changed last night. A ruleset of the organization holds for all of them, and only owners ' +
    'change it.',
  fix: {
    steps: [
      'Organization settings › Repository › Rulesets › "New ruleset" › "New branch ruleset": "All ' +
        'repositories", "Include default branch".',
      'Select "Restrict deletions", "Block force pushes" and "Require a pull request before merging". Try ' +
        'it as Evaluate first (Enterprise), then set it to Active.',
    ],
    link: '{web}/organizations/{scope}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/creating-rulesets-for-repositories-in-your-organization',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.1.20'],
    'NIST 800-53r5': ['CM-2'],
    'SOC 2': ['CC8.1'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'for all repositories',
        subject: { plan: 'team' },
        others: [
          {
            target: 'branch',
            enforcement: 'active',
            allRepositories: true,
            refsIncluded: ['~DEFAULT_BRANCH'],
            rules: ['pull_request', 'deletion'],
          },
        ],
      },
    ],
    fail: [
      { when: 'none', subject: { plan: 'team' }, others: [] },
      { when: 'on trial', subject: { plan: 'team' }, others: [{ target: 'branch', enforcement: 'evaluate' }] },
      {
        when: 'for some repositories',
        subject: { plan: 'team' },
        others: [{ target: 'branch', enforcement: 'active', allRepositories: false }],
      },
    ],
    not_applicable: [{ when: 'the Free plan', subject: { plan: 'free' } }],
    unknown: [
      {
        when: 'which repositories was not shown',
        subject: { plan: 'team' },
        others: [{ target: 'branch', enforcement: 'active', allRepositories: null }],
      },
    ],
  },
})
