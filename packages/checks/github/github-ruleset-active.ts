import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-ruleset-active',
  severity: 'medium',
  category: 'configuration',
  each: 'github.ruleset',
  needs: [],
  title: 'Ruleset is active',
  problem: 'A ruleset is there and not active',
  judge: (ruleset) =>
    ruleset.enforcement === 'active'
      ? pass()
      : fail([fact('enforcement', ruleset.enforcement), fact('target', ruleset.target)]),
  why:
    'It is on the list, people believe in it, and it stops nothing. Rulesets are put on trial or switched off ' +
    'for an afternoon, and nobody is reminded.',
  fix: {
    steps: [
      'Organization settings › Repository › Rulesets › the ruleset: set "Enforcement status" to Active, or ' +
        'delete it.',
      'Where it is on trial, look under Insights first at what it would have refused.',
    ],
    link: '{web}/organizations/{scope}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/creating-rulesets-for-repositories-in-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.1.20'],
    'NIST 800-53r5': ['CM-6'],
    'SOC 2': ['CC8.1'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'active', subject: { enforcement: 'active' } }],
    fail: [
      { when: 'on trial', subject: { enforcement: 'evaluate', target: 'branch' } },
      { when: 'switched off', subject: { enforcement: 'disabled', target: 'tag' } },
    ],
    unknown: [{ when: 'not shown', subject: { enforcement: null } }],
  },
})
