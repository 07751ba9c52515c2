import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-workflow-connection-owned',
  severity: 'high',
  category: 'app & integrations',
  each: 'pagerduty.workflow_connection',
  needs: [],
  tally: {
    of: 'pagerduty.user',
    start: () => new Set<string>(),
    add: (users: Set<string>, user) => users.add(user.id),
  },
  title: 'Workflow connection is owned and limited',
  problem: 'Workflow connection nobody answers for',
  judge: (connection, { total }) => {
    if (connection.createdBy !== '' && !total.has(connection.createdBy))
      return fail([
        fact('created_by', connection.createdByName || connection.createdBy),
        fact('service_url', connection.host || 'none'),
      ])
    return connection.teams > 0 ? pass() : fail(fact('teams', 0), { severity: 'medium' })
  },
  why:
    'The connection holds a credential for another system, and workflows act with it. If the one who made it has ' +
    'gone, it is often still their own credential; without a team, every workflow in the account may use it.',
  fix: {
    steps: [
      'Find out with whose credential it acts. Replace that with one of a service account, under Integrations › ' +
        'Workflow Integrations.',
      'Limit the connection to the teams whose workflows need it, or delete it.',
    ],
    link: '{web}/workflows/integrations',
  },
  refs: ['https://support.pagerduty.com/main/docs/offboarding', 'https://support.pagerduty.com/main/docs/apps'],
  maps: {
    'NIST 800-53r5': ['PS-4', 'AC-6'],
    'SOC 2': ['CC6.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'of somebody who is there, for a team', subject: { createdBy: 'P1', teams: 1 }, others: [{ id: 'P1' }] },
    ],
    fail: [
      {
        when: 'of somebody who has gone',
        subject: { createdBy: 'P9', createdByName: 'Gone', host: 'aws.example' },
        others: [{ id: 'P1' }],
      },
      { when: 'for everybody', subject: { createdBy: 'P1', teams: 0 }, others: [{ id: 'P1' }] },
    ],
  },
})
