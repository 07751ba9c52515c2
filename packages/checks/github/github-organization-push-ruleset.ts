import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-push-ruleset',
  severity: 'info',
  category: 'supply chain',
  each: 'github.organization',
  needs: [],
  tally: {
    of: 'github.ruleset',
    start: () => 0,
    add: (found: number, ruleset) =>
      ruleset.target === 'push' && ruleset.enforcement === 'active' && ruleset.rules.length > 0 ? found + 1 : found,
  },
  title: 'A push ruleset keeps dangerous files out',
  problem: 'No push ruleset keeps files out',
  judge: (org, { total }) => {
    if (org.plan === 'free') return notApplicable('The Free plan has no rulesets of the organization.')
    return total > 0 ? pass() : fail(fact('rulesets.push', 0))
  },
  why:
    'Key files, archives and changed workflows are easiest to stop before they are in the history, where they ' +
    'stay for ever. A push ruleset refuses them by name, path or size, in forks too.',
  fix: {
    steps: [
      'Organization settings › Repository › Rulesets › "New ruleset" › "New push ruleset": choose ' +
        'repositories that are not public.',
      'Select "Restrict file extensions", such as *.pem and *.p12, and "Restrict file paths" for what only ' +
        'few may change, then set it to Active.',
    ],
    link: '{web}/organizations/{scope}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/creating-rulesets-for-repositories-in-your-organization',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets',
  ],
  maps: {
    'NIST 800-53r5': ['SI-10'],
    'SOC 2': ['CC8.1'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'key files are refused',
        subject: { plan: 'enterprise' },
        others: [{ target: 'push', enforcement: 'active', rules: ['file_extension_restriction'] }],
      },
    ],
    fail: [
      { when: 'none', subject: { plan: 'enterprise' }, others: [] },
      { when: 'on trial', subject: { plan: 'enterprise' }, others: [{ target: 'push', enforcement: 'evaluate' }] },
    ],
    not_applicable: [{ when: 'the Free plan', subject: { plan: 'free' } }],
    unknown: [
      {
        when: 'the rules were not shown',
        subject: { plan: 'team' },
        others: [{ target: 'push', enforcement: 'active', rules: null }],
      },
    ],
  },
})
