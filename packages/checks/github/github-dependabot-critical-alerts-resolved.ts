import { defineCheck, fact, fail, pass } from '@rollcall/core'

/** Days from then to now. */
const daysSince = (moment: string, now: Date) => Math.floor((now.getTime() - Date.parse(moment)) / 86_400_000)

export default defineCheck({
  id: 'github-dependabot-critical-alerts-resolved',
  severity: 'high',
  category: 'supply chain',
  each: 'github.dependabot_alerts',
  needs: [],
  title: 'Critical dependency alerts are closed within a month',
  problem: 'Critical dependency alerts are overdue',
  judge: (alerts, { now }) => {
    if (alerts.critical === 0) return pass()
    return daysSince(alerts.oldestCriticalAt, now) > 30
      ? fail([fact('state.open.severity.critical', alerts.critical), fact('created_at', alerts.oldestCriticalAt)])
      : pass()
  },
  why:
    'A critical hole in a library is known to everybody on the day that it is published, with a recipe for it ' +
    'a few days later. Attackers scan for it; a month is already long.',
  fix: {
    steps: [
      'Security › Dependabot: filter by severity critical, oldest first.',
      'Merge the update that Dependabot proposes, or take the library out. Where neither can be done soon, ' +
        'switch the affected feature off.',
      'Dismiss with a reason what does not reach you, so that the list stays true.',
    ],
    link: '{web}/orgs/{scope}/security/alerts/dependabot',
  },
  refs: [
    'https://docs.github.com/en/rest/dependabot/alerts#list-dependabot-alerts-for-an-organization',
    'https://docs.github.com/en/code-security/concepts/supply-chain-security/dependabot-alerts',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['3.2.2'],
    'NIST 800-53r5': ['SI-2'],
    'SOC 2': ['CC7.1'],
    'ISO 27001:2022': ['8.8'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'none', subject: { critical: 0 } },
      { when: 'new ones only', subject: { critical: 2, oldestCriticalAt: '2025-12-30T00:00:00Z' } },
    ],
    fail: [{ when: 'one since long ago', subject: { critical: 3, oldestCriticalAt: '2025-01-01T00:00:00Z' } }],
    unknown: [{ when: 'not shown', subject: { critical: null } }],
  },
})
