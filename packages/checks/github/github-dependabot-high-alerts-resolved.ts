import { defineCheck, fact, fail, pass } from '@rollcall/core'

/** Days from then to now. */
const daysSince = (moment: string, now: Date) => Math.floor((now.getTime() - Date.parse(moment)) / 86_400_000)

export default defineCheck({
  id: 'github-dependabot-high-alerts-resolved',
  severity: 'medium',
  category: 'supply chain',
  each: 'github.dependabot_alerts',
  needs: [],
  title: 'High dependency alerts are closed within three months',
  problem: 'High dependency alerts are overdue',
  judge: (alerts, { now }) => {
    if (alerts.high === 0) return pass()
    return daysSince(alerts.oldestHighAt, now) > 90
      ? fail([fact('state.open.severity.high', alerts.high), fact('created_at', alerts.oldestHighAt)])
      : pass()
  },
  why:
    'Holes of this kind need some luck or a second hole to be used, and there is always a second hole. What ' +
    'is open for a season will be open next year too.',
  fix: {
    steps: [
      'Security › Dependabot: filter by severity high, oldest first, and merge the updates.',
      'Group updates in dependabot.yml, so that one pull request closes many.',
    ],
    link: '{web}/orgs/{scope}/security/alerts/dependabot',
  },
  refs: ['https://docs.github.com/en/rest/dependabot/alerts#list-dependabot-alerts-for-an-organization'],
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
      { when: 'none', subject: { high: 0 } },
      { when: 'new ones only', subject: { high: 2, oldestHighAt: '2025-12-30T00:00:00Z' } },
    ],
    fail: [{ when: 'one since long ago', subject: { high: 3, oldestHighAt: '2025-01-01T00:00:00Z' } }],
    unknown: [{ when: 'not shown', subject: { high: null } }],
  },
})
