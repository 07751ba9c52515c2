import { defineCheck, fact, fail, pass } from '@rollcall/core'

const day = 86_400_000

export default defineCheck({
  id: 'pagerduty-runner-limited',
  severity: 'high',
  category: 'app & integrations',
  each: 'pagerduty.runner',
  needs: [],
  title: 'Automation runner is limited and alive',
  problem: 'Automation runner is open or abandoned',
  judge: (runner, { now }) => {
    if (runner.teams === 0) return fail(fact('teams', 0))
    if (runner.lastSeenAt === '') return fail([fact('last_seen', 'never'), fact('creation_time', runner.createdAt)])
    const days = Math.floor((now.getTime() - Date.parse(runner.lastSeenAt)) / day)
    return days > 30 ? fail([fact('last_seen', runner.lastSeenAt), fact('days', days)]) : pass()
  },
  why:
    'A runner executes inside your network what PagerDuty tells it. Without teams, everybody who may run actions ' +
    'reaches it; one that nobody has seen for weeks has a token that still works, on a machine nobody updates.',
  fix: {
    steps: [
      'Under Automation › Automation Actions › Runners, assign the teams that need it.',
      'Delete a runner that is not in use, and remove its token from the machine.',
    ],
    link: '{web}/automation-actions/runners',
  },
  refs: [
    'https://support.pagerduty.com/main/docs/teams',
    'https://developer.pagerduty.com/api-reference/a47605517c19a-api-concepts',
  ],
  maps: {
    'NIST 800-53r5': ['CM-7'],
    'SOC 2': ['CC6.8'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'of a team, seen today', subject: { teams: 1, lastSeenAt: '2025-12-31T00:00:00Z' } }],
    fail: [
      { when: 'of nobody', subject: { teams: 0 } },
      { when: 'never seen', subject: { teams: 1, lastSeenAt: '', createdAt: '2025-10-01T00:00:00Z' } },
      { when: 'gone since autumn', subject: { teams: 1, lastSeenAt: '2025-10-01T00:00:00Z' } },
    ],
  },
})
