import { defineCheck, fact, fail } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-delegation-read-only',
  severity: 'high',
  category: 'token & keys',
  each: 'pagerduty.user_delegations',
  needs: [],
  title: 'App that acts for a user only reads',
  problem: 'App may change PagerDuty for a user',
  judge: (user) =>
    user.apps
      .map((app) => ({ app, writing: app.scopes.filter((scope) => scope.endsWith('.write')) }))
      .filter(({ writing }) => writing.length > 0)
      .map(({ app, writing }) =>
        fail([fact('client_id', app.clientId), fact('scope', writing)], { identity: { id: app.id } }),
      ),
  why:
    'The user let an app of somebody else act in their name, and it may change things. Whoever breaks into that ' +
    'app closes incidents, edits schedules and silences alerts, and the audit trail names your user.',
  fix: {
    steps: [
      'Ask the user what the app is for. Under User Settings › Connected Apps they can remove it.',
      'An admin removes it by API: DELETE /oauth_delegations for that user. If it is needed, except the finding ' +
        'with the reason.',
    ],
    link: '{web}/users',
  },
  refs: [
    'https://developer.pagerduty.com/api-reference/fc03ba9dffd1f-list-user-oauth-delegations',
    'https://support.pagerduty.com/main/docs/apps',
  ],
  maps: {
    'NIST 800-53r5': ['AC-6', 'SA-9'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['5.19'],
  },
  identity: ['id'],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'an app that reads',
        subject: {
          apps: [
            {
              id: 'd1',
              clientId: 'board',
              scopes: ['incidents.read'],
              createdAt: '2025-12-01T00:00:00Z',
              expiresAt: '2026-02-01T00:00:00Z',
            },
          ],
        },
      },
      { when: 'no app', subject: { apps: [] } },
    ],
    fail: [
      {
        when: 'an app that writes',
        subject: {
          apps: [
            {
              id: 'd1',
              clientId: 'board',
              scopes: ['incidents.read', 'services.write'],
              createdAt: '2025-12-01T00:00:00Z',
              expiresAt: '2026-02-01T00:00:00Z',
            },
          ],
        },
      },
    ],
  },
})
