import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

const app = {
  id: 'd1',
  clientId: 'board',
  scopes: ['incidents.read'],
  createdAt: '2025-12-01T00:00:00Z',
  expiresAt: '2026-03-01T00:00:00Z',
}

export default defineCheck({
  id: 'pagerduty-delegation-not-leaver',
  severity: 'critical',
  category: 'token & keys',
  each: 'pagerduty.user_delegations',
  needs: [],
  tally: {
    of: 'pagerduty.user',
    start: () => new Map<string, readonly string[]>(),
    add: (left: Map<string, readonly string[]>, user) => left.set(user.id, user.leftElsewhere),
  },
  title: 'No app acts for somebody who left another system',
  problem: 'App still acts for somebody who has left another system',
  judge: (user, { total }) => {
    if (user.apps.length === 0) return notApplicable('No app acts for the user.')
    const left = total.get(user.user) ?? []
    if (left.length === 0) return pass()
    const apps = user.apps.map(({ clientId }) => clientId)
    return fail([fact('leftElsewhere', [...left]), fact('client_id', apps)])
  },
  why:
    'A consent goes on working when its giver has gone: the app reads, and perhaps changes, incidents in their name, and ' +
    'nobody is left who would take it back.',
  fix: {
    steps: [
      'Ask the manager or the personnel file whether the person has left.',
      'If so, end every consent of theirs at once (DELETE /oauth_delegations for the user), then remove them under People › Users.',
      'If an app is still needed, let somebody connect it anew who works with it.',
    ],
    link: '{web}/users',
  },
  refs: [
    'https://developer.pagerduty.com/api-reference/fc03ba9dffd1f-list-user-oauth-delegations',
    'https://support.pagerduty.com/main/docs/offboarding',
  ],
  maps: {
    'NIST 800-53r5': ['PS-4'],
    'SOC 2': ['CC6.2'],
    'ISO 27001:2022': ['5.18'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'an app of somebody who left nowhere',
        subject: { user: 'P1', apps: [app] },
        others: [{ id: 'P1', leftElsewhere: [] }],
      },
    ],
    fail: [
      {
        when: 'an app of somebody who is gone elsewhere',
        subject: { user: 'P1', apps: [app] },
        others: [{ id: 'P1', leftElsewhere: ['github'] }],
      },
    ],
    not_applicable: [{ when: 'no app', subject: { user: 'P1', apps: [] }, others: [] }],
  },
})
