import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-user-through-sso',
  severity: 'high',
  category: 'identity',
  each: 'pagerduty.user',
  needs: [],
  tally: {
    of: 'pagerduty.user',
    start: () => 0,
    add: (found: number, user) => found + (user.createdViaSso ? 1 : 0),
  },
  title: 'User was created through single sign-on',
  problem: 'User signs in without single sign-on',
  judge: (user, { total }) => {
    if (total === 0) return notApplicable('Nobody in the account came through single sign-on.')
    if (user.invitationPending) return notApplicable('The invitation is not accepted yet.')
    return user.createdViaSso ? pass() : fail(fact('created_via_sso', false))
  },
  why:
    'Somebody who was invited by hand has a PagerDuty password of their own. It goes on working when the company ' +
    'closes their account at the identity provider, and it follows none of the rules that the provider enforces.',
  fix: {
    steps: [
      'Remove the user under People › Users, and let the identity provider create them again at their first sign- ' +
        'in.',
      'Hand over schedules and escalation policies first; PagerDuty lists them when you remove somebody.',
      'Then require single sign-on for everybody under Account Settings › Single Sign-On.',
    ],
    link: '{web}/users',
  },
  refs: ['https://support.pagerduty.com/main/docs/sso', 'https://support.pagerduty.com/main/docs/manage-users'],
  maps: {
    'NIST 800-53r5': ['IA-2', 'AC-2'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['5.16'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'through single sign-on',
        subject: { invitationPending: false, createdViaSso: true },
        others: [{ createdViaSso: true }],
      },
    ],
    fail: [
      {
        when: 'by hand, where others came through single sign-on',
        subject: { invitationPending: false, createdViaSso: false },
        others: [{ createdViaSso: true }, { createdViaSso: false }],
      },
    ],
    not_applicable: [
      { when: 'nobody uses it', subject: {}, others: [{ createdViaSso: false }] },
      { when: 'not accepted yet', subject: { invitationPending: true }, others: [{ createdViaSso: true }] },
    ],
  },
})
