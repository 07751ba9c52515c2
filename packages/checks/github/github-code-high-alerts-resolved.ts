import { defineCheck, fact, fail, pass } from '@rollcall/core'

/** Days from then to now. */
const daysSince = (moment: string, now: Date) => Math.floor((now.getTime() - Date.parse(moment)) / 86_400_000)

export default defineCheck({
  id: 'github-code-high-alerts-resolved',
  severity: 'medium',
  category: 'supply chain',
  each: 'github.code_alerts',
  needs: [],
  title: 'High code findings are closed within three months',
  problem: 'High code findings are overdue',
  judge: (alerts, { now }) => {
    if (alerts.high === 0) return pass()
    return daysSince(alerts.oldestHighAt, now) > 90
      ? fail([fact('state.open.security_severity_level.high', alerts.high), fact('created_at', alerts.oldestHighAt)])
      : pass()
  },
  why:
    'What a tool has marked as dangerous and nobody has looked at for a season is either a hole or noise. ' +
    'Both are bad: noise hides the next hole.',
  fix: {
    steps: [
      'Security › Code scanning: filter by severity high, oldest first, and mend it or dismiss it with a ' + 'reason.',
    ],
    link: '{web}/orgs/{scope}/security/alerts/code-scanning',
  },
  refs: ['https://docs.github.com/en/rest/code-scanning/code-scanning#list-code-scanning-alerts-for-an-organization'],
  maps: {
    'CIS GitHub 1.2.0': ['1.5.4'],
    'NIST 800-53r5': ['SI-2'],
    'SOC 2': ['CC7.1'],
    'ISO 27001:2022': ['8.28'],
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
