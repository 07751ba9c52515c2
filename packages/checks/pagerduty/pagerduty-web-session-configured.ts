import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-web-session-configured',
  severity: 'medium',
  category: 'configuration',
  each: 'pagerduty.session_configuration',
  needs: [],
  title: 'Length of web sessions is configured',
  problem: 'Nobody set how long web sessions last',
  judge: (session) => {
    if (session.kind !== 'web') return notApplicable('Not about the web.')
    return session.configured ? pass() : fail(fact('session_configurations', 'none'))
  },
  why:
    'Accounts that were made before March 2026 keep a session for 90 days where nothing is configured. A laptop ' +
    'that is lost, or a cookie that is stolen, is a way in for as long.',
  fix: {
    steps: [
      'Set both lengths with PUT /session_configurations; there is no page for it. A day, and an hour unused, is a ' +
        'good start.',
    ],
  },
  refs: ['https://support.pagerduty.com/main/docs/session-timeouts'],
  maps: {
    'NIST 800-53r5': ['AC-12'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['8.5'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'configured', subject: { kind: 'web', configured: true } }],
    fail: [{ when: 'not configured', subject: { kind: 'web', configured: false } }],
    not_applicable: [{ when: 'mobile', subject: { kind: 'mobile' } }],
  },
})
