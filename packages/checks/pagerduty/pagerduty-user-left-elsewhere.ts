import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-user-left-elsewhere',
  severity: 'high',
  category: 'identity',
  each: 'pagerduty.user',
  needs: [],
  title: 'User did not leave another system',
  problem: 'Left another system, still has an account here',
  judge: (user) => {
    if (user.leftElsewhere.length > 0) return fail(fact('leftElsewhere', user.leftElsewhere))
    return user.elsewhere.length > 0 ? pass() : notApplicable('No other connected system knows the person.')
  },
  why:
    'Rollcall has seen the same person’s account disappear from another connected system. Most often somebody has ' +
    'left the company or the team, and one system was forgotten: they still read incidents, and their sessions ' +
    'and keys still work.',
  fix: {
    steps: [
      'Ask the manager or the personnel file whether the person has left.',
      'If so, take them off schedules and escalation policies, then remove them under People › Users.',
      'If they only do not need the other system any more, except the finding with the reason.',
    ],
    link: '{web}/users',
  },
  refs: ['https://support.pagerduty.com/main/docs/offboarding', 'https://support.pagerduty.com/main/docs/manage-users'],
  maps: {
    'NIST 800-53r5': ['PS-4', 'AC-2(3)'],
    'SOC 2': ['CC6.2'],
    'ISO 27001:2022': ['5.18'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'has an account elsewhere too', subject: { leftElsewhere: [], elsewhere: ['github'] } }],
    fail: [{ when: 'is gone elsewhere', subject: { leftElsewhere: ['github'] } }],
    not_applicable: [{ when: 'known from nowhere else', subject: { leftElsewhere: [], elsewhere: [] } }],
  },
})
