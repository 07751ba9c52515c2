import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

const day = 86_400

export default defineCheck({
  id: 'pagerduty-web-session-short',
  severity: 'medium',
  category: 'configuration',
  each: 'pagerduty.session_configuration',
  needs: [],
  title: 'Web session ends within a week',
  problem: 'Web session lasts too long',
  judge: (session) => {
    if (session.kind !== 'web') return notApplicable('Not about the web.')
    if (!session.configured) return notApplicable('Nothing is configured, which is another check.')
    if (session.absoluteSeconds <= 7 * day && session.idleSeconds <= day) return pass()
    return fail([fact('absolute_session_ttl', session.absoluteSeconds), fact('idle_session_ttl', session.idleSeconds)])
  },
  why:
    'As long as a session lives, a stolen cookie or an open laptop does too, and nobody is asked for a password ' +
    'or a second factor. A week in all, and a day unused, is enough for everybody who is on call.',
  fix: {
    steps: ['Shorten both with PUT /session_configurations: at most 604800 seconds in all, and 86400 unused.'],
  },
  refs: ['https://support.pagerduty.com/main/docs/session-timeouts'],
  maps: {
    'NIST 800-53r5': ['AC-11', 'AC-12'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['8.5'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'a day', subject: { kind: 'web', configured: true, absoluteSeconds: 86_400, idleSeconds: 3600 } }],
    fail: [
      { when: 'a month', subject: { kind: 'web', configured: true, absoluteSeconds: 2_592_000, idleSeconds: 3600 } },
      {
        when: 'three days unused',
        subject: { kind: 'web', configured: true, absoluteSeconds: 600_000, idleSeconds: 259_200 },
      },
    ],
    not_applicable: [
      { when: 'mobile', subject: { kind: 'mobile' } },
      { when: 'not configured', subject: { kind: 'web', configured: false } },
    ],
  },
})
