import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-secret-alerts-none-bypassed',
  severity: 'medium',
  category: 'token & keys',
  each: 'github.secret_alerts',
  needs: [],
  title: 'No open secret was pushed past protection',
  problem: 'A secret was pushed past protection',
  judge: (alerts) => (alerts.bypassed === 0 ? pass() : fail(fact('push_protection_bypassed', alerts.bypassed))),
  why:
    'Push protection stopped a secret, and somebody said to push it all the same. Sometimes it is a test ' +
    'value; sometimes it was late and the build had to go out.',
  fix: {
    steps: [
      'Security › Secret scanning: filter by "bypassed", and ask the person who did it.',
      'Replace the secret, or close the alert as used in tests.',
      'Where it happens often, let a second person decide: "Bypass privileges" in the security configuration.',
    ],
    link: '{web}/orgs/{scope}/security/alerts/secret-scanning',
  },
  refs: [
    'https://docs.github.com/en/rest/secret-scanning/secret-scanning#list-secret-scanning-alerts-for-an-organization',
    'https://docs.github.com/en/code-security/concepts/secret-security/push-protection',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.5.1'],
    'NIST 800-53r5': ['SI-4'],
    'SOC 2': ['CC7.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'none', subject: { bypassed: 0 } }],
    fail: [{ when: 'some', subject: { bypassed: 2 } }],
    unknown: [{ when: 'not told', subject: { bypassed: null } }],
  },
})
