import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-ruleset-without-bypass',
  severity: 'medium',
  category: 'configuration',
  each: 'github.ruleset',
  needs: [],
  title: 'Nobody gets past the ruleset at any time',
  problem: 'Someone gets past the ruleset',
  judge: (ruleset) => {
    if (ruleset.enforcement !== 'active')
      return notApplicable('The ruleset is not active, so there is nothing to get past.')
    return ruleset.bypass.length === 0 ? pass() : fail(fact('bypassActors.ALWAYS', [...ruleset.bypass].sort()))
  },
  why:
    'A rule with a standing exception holds for everybody but those whom an attacker would pick: owners, and ' +
    'apps with a key on a server. What they push past it is not reviewed by anybody.',
  fix: {
    steps: [
      'Organization settings › Repository › Rulesets › the ruleset › "Bypass list": remove each entry, or ' +
        'set it to "For pull requests only", which leaves a trace.',
      'Let jobs that push open a pull request instead.',
    ],
    link: '{web}/organizations/{scope}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/creating-rulesets-for-repositories-in-your-organization',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.1.14'],
    'NIST 800-53r5': ['AC-6(10)'],
    'SOC 2': ['CC8.1'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'nobody', subject: { enforcement: 'active', bypass: [] } }],
    fail: [
      { when: 'owners and an app', subject: { enforcement: 'active', bypass: ['organization owners', 'deployer'] } },
    ],
    not_applicable: [{ when: 'not active', subject: { enforcement: 'disabled' } }],
    unknown: [{ when: 'the list was not shown', subject: { enforcement: 'active', bypass: null } }],
  },
})
