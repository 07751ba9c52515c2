import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-release-tags-ruleset',
  severity: 'low',
  category: 'supply chain',
  each: 'github.organization',
  needs: [],
  tally: {
    of: 'github.ruleset',
    start: () => 0,
    add: (found: number, ruleset) => {
      if (ruleset.target !== 'tag' || ruleset.enforcement !== 'active') return found
      const { rules } = ruleset
      const kept = rules.includes('deletion') && (rules.includes('update') || rules.includes('non_fast_forward'))
      return kept ? found + 1 : found
    },
  },
  title: 'A ruleset protects tags',
  problem: 'Tags can be moved and deleted',
  judge: (org, { total }) => {
    if (org.plan === 'free') return notApplicable('The Free plan has no rulesets of the organization.')
    return total > 0 ? pass() : fail(fact('rulesets.active', 0))
  },
  why:
    'A version is fetched by its tag. Where tags can be moved, somebody with write access puts other code ' +
    'under a version that is already trusted, and builds take it without a sign.',
  fix: {
    steps: [
      'Organization settings › Repository › Rulesets › "New ruleset" › "New tag ruleset": "All ' +
        'repositories", and tags by pattern, such as v*.',
      'Select "Restrict deletions" and "Block force pushes" or "Restrict updates", then set it to Active.',
    ],
    link: '{web}/organizations/{scope}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/creating-rulesets-for-repositories-in-your-organization',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['2.4.1'],
    'NIST 800-53r5': ['SI-7'],
    'SOC 2': ['CC8.1'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'tags stay',
        subject: { plan: 'team' },
        others: [{ target: 'tag', enforcement: 'active', rules: ['deletion', 'non_fast_forward'] }],
      },
    ],
    fail: [
      { when: 'no ruleset', subject: { plan: 'team' }, others: [] },
      {
        when: 'only creation is restricted',
        subject: { plan: 'team' },
        others: [{ target: 'tag', enforcement: 'active', rules: ['creation'] }],
      },
    ],
    not_applicable: [{ when: 'the Free plan', subject: { plan: 'free' } }],
    unknown: [
      {
        when: 'the rules were not shown',
        subject: { plan: 'team' },
        others: [{ target: 'tag', enforcement: 'active', rules: null }],
      },
    ],
  },
})
