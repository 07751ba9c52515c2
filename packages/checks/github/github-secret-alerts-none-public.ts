import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-secret-alerts-none-public',
  severity: 'critical',
  category: 'token & keys',
  each: 'github.secret_alerts',
  needs: [],
  title: 'No open leaked secret is publicly known',
  problem: 'A leaked secret is publicly known',
  judge: (alerts) => (alerts.publiclyLeaked === 0 ? pass() : fail(fact('publicly_leaked', alerts.publiclyLeaked))),
  why:
    'The same secret was found in a public place. Machines look for those around the clock, and use them ' +
    'within minutes.',
  fix: {
    steps: [
      'Security › Secret scanning: filter by "publicly leaked", and replace each one at its issuer at once.',
      'Assume that it was used, and look for the traces.',
    ],
    link: '{web}/orgs/{scope}/security/alerts/secret-scanning',
  },
  refs: [
    'https://docs.github.com/en/rest/secret-scanning/secret-scanning#list-secret-scanning-alerts-for-an-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.5.1'],
    'NIST 800-53r5': ['IA-5(7)'],
    'SOC 2': ['CC7.1'],
    'ISO 27001:2022': ['8.12'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'none', subject: { publiclyLeaked: 0 } }],
    fail: [{ when: 'some', subject: { publiclyLeaked: 2 } }],
    unknown: [{ when: 'not told', subject: { publiclyLeaked: null } }],
  },
})
