import { defineCheck, fact, fail, pass } from '@rollcall/core'

/** Days from then to now. */
const daysSince = (moment: string, now: Date) => Math.floor((now.getTime() - Date.parse(moment)) / 86_400_000)

export default defineCheck({
  id: 'github-code-critical-alerts-resolved',
  severity: 'high',
  category: 'supply chain',
  each: 'github.code_alerts',
  needs: [],
  title: 'Critical code findings are closed within a month',
  problem: 'Critical code findings are overdue',
  judge: (alerts, { now }) => {
    if (alerts.critical === 0) return pass()
    return daysSince(alerts.oldestCriticalAt, now) > 30
      ? fail([
          fact('state.open.security_severity_level.critical', alerts.critical),
          fact('created_at', alerts.oldestCriticalAt),
        ])
      : pass()
  },
  why:
    'Your own tool found a hole that lets strangers run commands or read the database, on the branch that ' +
    'gets released. An attacker with the same tool finds it as fast.',
  fix: {
    steps: [
      'Security › Code scanning: filter by severity critical, oldest first, and mend it or dismiss it with ' +
        'a reason.',
      'Let a ruleset require code scanning results, so that no new one is merged.',
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
      { when: 'none', subject: { critical: 0 } },
      { when: 'new ones only', subject: { critical: 2, oldestCriticalAt: '2025-12-30T00:00:00Z' } },
    ],
    fail: [{ when: 'one since long ago', subject: { critical: 3, oldestCriticalAt: '2025-01-01T00:00:00Z' } }],
    unknown: [{ when: 'not shown', subject: { critical: null } }],
  },
})
