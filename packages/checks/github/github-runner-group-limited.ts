import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-runner-group-limited',
  severity: 'medium',
  category: 'supply chain',
  each: 'github.runner_group',
  needs: [],
  tally: {
    of: 'github.runner',
    start: () => new Set<number>(),
    add: (used: Set<number>, runner) => used.add(runner.groupId),
  },
  title: 'Runner group with runners is for chosen repositories',
  problem: 'Every repository may use the runners',
  judge: (group, { total }) => {
    if (!total.has(group.groupId)) return notApplicable('No runner is in the group.')
    if (group.restrictedToWorkflows || group.visibility === 'selected') return pass()
    return fail([fact('visibility', group.visibility), fact('restricted_to_workflows', false)])
  },
  why:
    'Whoever can push to any repository can run code on these machines. The weakest repository, a forgotten ' +
    'experiment with ten writers, then decides how safe the ones are that build your product.',
  fix: {
    steps: [
      'Organization settings › Actions › Runner groups › the group › "Repository access": choose "Selected ' +
        'repositories" and name them.',
      'For deployments go further: "Workflow access" › "Selected workflows".',
    ],
    link: '{web}/organizations/{scope}/settings/actions/runner-groups',
  },
  refs: [
    'https://docs.github.com/en/rest/actions/self-hosted-runner-groups',
    'https://docs.github.com/en/actions/reference/security/secure-use',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['2.1.5'],
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'for chosen repositories',
        subject: { groupId: 4, restrictedToWorkflows: false, visibility: 'selected' },
        others: [{ groupId: 4 }],
      },
      { when: 'for chosen workflows', subject: { groupId: 4, restrictedToWorkflows: true }, others: [{ groupId: 4 }] },
    ],
    fail: [
      {
        when: 'for all repositories',
        subject: { groupId: 4, restrictedToWorkflows: false, visibility: 'all' },
        others: [{ groupId: 4 }],
      },
    ],
    not_applicable: [{ when: 'empty', subject: { groupId: 4 }, others: [{ groupId: 1 }] }],
    unknown: [
      {
        when: 'who may use it was not shown',
        subject: { groupId: 4, restrictedToWorkflows: false, visibility: null },
        others: [{ groupId: 4 }],
      },
    ],
  },
})
