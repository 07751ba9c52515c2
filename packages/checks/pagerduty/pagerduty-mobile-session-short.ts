import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

const day = 86_400

export default defineCheck({
  id: 'pagerduty-mobile-session-short',
  severity: 'low',
  category: 'configuration',
  each: 'pagerduty.session_configuration',
  needs: [],
  title: 'Mobile session ends within a month',
  problem: 'Mobile session lasts too long',
  judge: (session) => {
    if (session.kind !== 'mobile') return notApplicable('Not about phones.')
    if (!session.configured) return fail(fact('session_configurations', 'none'))
    return session.absoluteSeconds <= 30 * day ? pass() : fail(fact('absolute_session_ttl', session.absoluteSeconds))
  },
  why:
    'Phones are lost and handed on. Where no length is set, or a long one, whoever has the phone reads incidents ' +
    'and changes who is on call for months.',
  fix: {
    steps: ['Set the length for mobile with PUT /session_configurations: at most 2592000 seconds.'],
  },
  refs: ['https://support.pagerduty.com/main/docs/session-timeouts'],
  maps: {
    'NIST 800-53r5': ['AC-12'],
    'SOC 2': ['CC6.1'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'two weeks', subject: { kind: 'mobile', configured: true, absoluteSeconds: 1_209_600 } }],
    fail: [
      { when: 'half a year', subject: { kind: 'mobile', configured: true, absoluteSeconds: 15_552_000 } },
      { when: 'not configured', subject: { kind: 'mobile', configured: false } },
    ],
    not_applicable: [{ when: 'web', subject: { kind: 'web' } }],
  },
})
