import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-secret-alerts-none-active',
  severity: 'critical',
  category: 'token & keys',
  each: 'github.secret_alerts',
  needs: [],
  title: 'No leaked secret is known to work',
  problem: 'A leaked secret still works',
  judge: (alerts) => (alerts.active === 0 ? pass() : fail(fact('validity.active', alerts.active))),
  why:
    'GitHub asked the issuer, and the key is good. Everybody with read access to that repository, and ' +
    'everybody who ever cloned it, can use it right now.',
  fix: {
    steps: [
      'Security › Secret scanning: filter by validity active, and replace each one at its issuer at once.',
      'Look at the issuer for what was done with it since the day of the commit.',
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
    pass: [{ when: 'none', subject: { active: 0 } }],
    fail: [{ when: 'some', subject: { active: 2 } }],
    unknown: [{ when: 'not told', subject: { active: null } }],
  },
})
