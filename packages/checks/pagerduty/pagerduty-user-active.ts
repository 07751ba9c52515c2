import { defineCheck, fact, fail, notApplicable, pass, unknown } from '@rollcall/core'

const day = 86_400_000

const neverSeen = () =>
  unknown(
    'api',
    'PagerDuty lists no session of this user, and has no time of the last sign-in.',
    'Ask the person, or look at the sign-ins to PagerDuty at the identity provider.',
  )

export default defineCheck({
  id: 'pagerduty-user-active',
  severity: 'medium',
  category: 'identity',
  each: 'pagerduty.user_delegations',
  needs: [],
  title: 'User signed in within 90 days',
  problem: 'User has not signed in for 90 days',
  judge: (user, { now }) => {
    if (user.invitationPending) return notApplicable('The invitation is not accepted yet.')
    if (user.lastSignInAt === '') return neverSeen()
    const days = Math.floor((now.getTime() - Date.parse(user.lastSignInAt)) / day)
    return days > 90 ? fail([fact('created_at', user.lastSignInAt), fact('days', days)]) : pass()
  },
  why:
    'An account that nobody uses is one that nobody misses when it is taken over. Often its owner has changed ' +
    'jobs, still gets every incident, and holds a licence that somebody else could use.',
  fix: {
    steps: [
      'Ask the person or their manager whether PagerDuty is still needed.',
      'If not, take them off schedules and escalation policies, and remove them under People › Users.',
    ],
    link: '{web}/users',
  },
  refs: [
    'https://support.pagerduty.com/main/docs/offboarding',
    'https://developer.pagerduty.com/api-reference/fc03ba9dffd1f-list-user-oauth-delegations',
  ],
  maps: {
    'NIST 800-53r5': ['AC-2(3)'],
    'SOC 2': ['CC6.2'],
    'ISO 27001:2022': ['5.18'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'last week', subject: { invitationPending: false, lastSignInAt: '2025-12-25T00:00:00Z' } }],
    fail: [{ when: 'in summer', subject: { invitationPending: false, lastSignInAt: '2025-07-01T00:00:00Z' } }],
    not_applicable: [{ when: 'only invited', subject: { invitationPending: true } }],
    unknown: [{ when: 'no session listed', subject: { invitationPending: false, lastSignInAt: '' } }],
  },
})
