import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-contact-method-works',
  severity: 'low',
  category: 'configuration',
  each: 'pagerduty.contact_method',
  needs: [],
  title: 'Contact method works',
  problem: 'Contact method does not work',
  judge: (method) => {
    if (method.blacklisted) return fail(fact('blacklisted', true))
    return method.enabled ? pass() : fail(fact('enabled', false))
  },
  why:
    'The person believes that they are reached this way, and they are not: PagerDuty has blocked the number, or ' +
    'it was switched off. On call, that costs the time until the next level.',
  fix: {
    steps: [
      'Ask the person to test it under User Settings › Contact Information, to remove it, or to reply START to ' +
        'PagerDuty’s message.',
    ],
    link: '{web}/users',
  },
  refs: ['https://support.pagerduty.com/main/docs/user-settings'],
  maps: {
    'NIST 800-53r5': ['IR-4'],
    'SOC 2': ['CC7.4'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'works', subject: { blacklisted: false, enabled: true } }],
    fail: [
      { when: 'blocked', subject: { blacklisted: true } },
      { when: 'switched off', subject: { blacklisted: false, enabled: false } },
    ],
  },
})
