import { defineCheck, fact, fail, pass } from '@rollcall/core'

/** Days from then to now. */
const daysSince = (moment: string, now: Date) => Math.floor((now.getTime() - Date.parse(moment)) / 86_400_000)

export default defineCheck({
  id: 'github-secret-alerts-resolved',
  severity: 'high',
  category: 'token & keys',
  each: 'github.secret_alerts',
  needs: [],
  title: 'Leaked secrets are dealt with within a week',
  problem: 'Leaked secrets have been open for a week',
  judge: (alerts, { now }) => {
    if (alerts.open === 0) return pass()
    return daysSince(alerts.oldestAt, now) > 7
      ? fail([fact('state.open', alerts.open), fact('created_at', alerts.oldestAt)])
      : pass()
  },
  why:
    'A secret in a repository is known to everybody who has a copy of it, for ever. Each day that it stays ' +
    'valid is a day on which one of them, or a stolen laptop of theirs, can use it.',
  fix: {
    steps: [
      'Security › Secret scanning, oldest first: replace each secret at its issuer. Taking it out of the ' +
        'code is not enough.',
      'Look at the issuer for what was done with it.',
      'Close the alert as revoked; close what is no secret as false positive.',
    ],
    link: '{web}/orgs/{scope}/security/alerts/secret-scanning',
  },
  refs: [
    'https://docs.github.com/en/rest/secret-scanning/secret-scanning#list-secret-scanning-alerts-for-an-organization',
    'https://docs.github.com/en/code-security/concepts/secret-security/secret-scanning',
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
    pass: [
      { when: 'none', subject: { open: 0 } },
      { when: 'new ones only', subject: { open: 2, oldestAt: '2025-12-30T00:00:00Z' } },
    ],
    fail: [{ when: 'one since long ago', subject: { open: 3, oldestAt: '2025-01-01T00:00:00Z' } }],
    unknown: [{ when: 'not shown', subject: { open: null } }],
  },
})
