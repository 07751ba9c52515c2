import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-ip-allow-list-enabled',
  severity: 'medium',
  category: 'configuration',
  each: 'pagerduty.ip_allow_list',
  needs: [],
  title: 'IP allow list is enabled',
  problem: 'Access is possible from anywhere',
  judge: (list) => (list.enabled ? pass() : fail(fact('state', 'disabled'))),
  why:
    'A stolen key or cookie works from everywhere. With an allow list it works from your networks only, which is ' +
    'rarely where a thief is.',
  fix: {
    steps: [
      'Collect the networks of your offices, VPN and automation, and enable the list with the IP allow lists API.',
      'Test it with a small group first: who is on call from a train has another address.',
    ],
  },
  refs: ['https://developer.pagerduty.com/api-reference/a47605517c19a-api-concepts'],
  maps: {
    'NIST 800-53r5': ['SC-7', 'AC-17'],
    'SOC 2': ['CC6.6'],
    'ISO 27001:2022': ['8.20'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'enabled', subject: { enabled: true } }],
    fail: [{ when: 'disabled', subject: { enabled: false } }],
  },
})
