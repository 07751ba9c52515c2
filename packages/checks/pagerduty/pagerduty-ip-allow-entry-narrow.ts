import { defineCheck, fact, fail, notApplicable, prefixLength } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-ip-allow-entry-narrow',
  severity: 'high',
  category: 'configuration',
  each: 'pagerduty.ip_allow_list',
  needs: [],
  title: 'IP allow list names narrow networks',
  problem: 'IP allow list lets in half the world',
  judge: (list) => {
    if (!list.enabled) return notApplicable('The list is not enabled, which is another check.')
    return list.networks
      .filter((cidr) => {
        const prefix = prefixLength(cidr)
        return prefix !== null && prefix.bits < (prefix.of === 32 ? 16 : 32)
      })
      .map((cidr) => fail(fact('cidr_entries.cidr', cidr), { identity: { cidr } }))
  },
  why:
    'An entry that spans millions of addresses belongs to a whole provider or more. It makes the list look like a ' +
    'protection, and anybody can rent an address inside of it.',
  fix: {
    steps: ['Replace the entry by the networks that you use: at most 65,536 addresses each, better 256.'],
  },
  refs: ['https://developer.pagerduty.com/api-reference/a47605517c19a-api-concepts'],
  maps: {
    'NIST 800-53r5': ['SC-7'],
    'SOC 2': ['CC6.6'],
  },
  identity: ['cidr'],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'an office', subject: { enabled: true, networks: ['198.51.100.0/24', '2001:db8::/48'] } }],
    fail: [{ when: 'a whole provider', subject: { enabled: true, networks: ['203.0.0.0/8'] } }],
    not_applicable: [{ when: 'disabled', subject: { enabled: false } }],
  },
})
