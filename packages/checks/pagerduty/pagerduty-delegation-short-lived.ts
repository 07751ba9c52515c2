import { defineCheck, fact, fail } from '@rollcall/core'

const day = 86_400_000

export default defineCheck({
  id: 'pagerduty-delegation-short-lived',
  severity: 'medium',
  category: 'token & keys',
  each: 'pagerduty.user_delegations',
  needs: [],
  title: 'App acts for a user for a limited time',
  problem: 'App has acted for a user for half a year',
  judge: (user, { now }) =>
    user.apps
      .filter(({ createdAt, expiresAt }) => {
        const created = Date.parse(createdAt)
        return now.getTime() - created > 180 * day || Date.parse(expiresAt) - created > 365 * day
      })
      .map((app) =>
        fail([fact('client_id', app.clientId), fact('created_at', app.createdAt), fact('expires_at', app.expiresAt)], {
          identity: { id: app.id },
        }),
      ),
  why:
    'A consent that was given long ago, or for years, is remembered by nobody. The app keeps its way in after the ' +
    'work that it was for is over, and a copy of its token works as long.',
  fix: {
    steps: [
      'Ask the user whether the app is still in use, and let them remove it under User Settings › Connected Apps.',
      'If it is, let them connect it anew, for as short a time as the app allows.',
    ],
    link: '{web}/users',
  },
  refs: [
    'https://developer.pagerduty.com/api-reference/fc03ba9dffd1f-list-user-oauth-delegations',
    'https://support.pagerduty.com/main/docs/apps',
  ],
  maps: {
    'NIST 800-53r5': ['IA-5(1)', 'AC-12'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['5.17'],
  },
  identity: ['id'],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'last month, for three months',
        subject: {
          apps: [
            {
              id: 'd1',
              clientId: 'board',
              scopes: ['incidents.read'],
              createdAt: '2025-12-01T00:00:00Z',
              expiresAt: '2026-03-01T00:00:00Z',
            },
          ],
        },
      },
    ],
    fail: [
      {
        when: 'since spring',
        subject: {
          apps: [
            {
              id: 'd1',
              clientId: 'board',
              scopes: ['incidents.read'],
              createdAt: '2025-04-01T00:00:00Z',
              expiresAt: '2026-03-01T00:00:00Z',
            },
          ],
        },
      },
      {
        when: 'new, for two years',
        subject: {
          apps: [
            {
              id: 'd1',
              clientId: 'board',
              scopes: ['incidents.read'],
              createdAt: '2025-12-01T00:00:00Z',
              expiresAt: '2027-12-01T00:00:00Z',
            },
          ],
        },
      },
    ],
  },
})
