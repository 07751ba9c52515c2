import { defineCheck, fact, fail, notApplicable, pass, unknown } from '@rollcall/core'

const day = 86_400_000

const neverSeen = () =>
  unknown(
    'api',
    'PagerDuty lists no session of this user, and has no time of the last sign-in.',
    'Ask the person, or look at the sign-ins to PagerDuty at the identity provider.',
  )

export default defineCheck({
  id: 'pagerduty-owner-active',
  severity: 'high',
  category: 'access',
  each: 'pagerduty.user_delegations',
  needs: [],
  title: 'Account owner signs in',
  problem: 'Account owner has not signed in for 90 days',
  judge: (user, { now }) => {
    if (user.role !== 'owner') return notApplicable('Not the account owner.')
    if (user.lastSignInAt === '') return neverSeen()
    const days = Math.floor((now.getTime() - Date.parse(user.lastSignInAt)) / day)
    return days > 90 ? fail([fact('created_at', user.lastSignInAt), fact('days', days)]) : pass()
  },
  why:
    'Only the account owner changes single sign-on and billing. If that person has gone, nobody can, and ' +
    'PagerDuty’s support has to be convinced first. If the account is taken over, nobody is there to notice.',
  fix: {
    steps: [
      'Ask the account owner to sign in and to transfer the ownership under Account Settings, if they do not use ' +
        'it.',
      'Choose somebody who works with PagerDuty every week, and note who it is.',
    ],
    link: '{web}/users',
  },
  refs: ['https://support.pagerduty.com/main/docs/user-roles', 'https://support.pagerduty.com/main/docs/offboarding'],
  maps: {
    'NIST 800-53r5': ['AC-2'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['5.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'last week', subject: { role: 'owner', lastSignInAt: '2025-12-25T00:00:00Z' } }],
    fail: [{ when: 'in summer', subject: { role: 'owner', lastSignInAt: '2025-07-01T00:00:00Z' } }],
    not_applicable: [{ when: 'an admin', subject: { role: 'admin' } }],
    unknown: [{ when: 'no session listed', subject: { role: 'owner', lastSignInAt: '' } }],
  },
})
