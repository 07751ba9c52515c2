import { defineCheck, fact, fail, pass, unknown } from '@rollcall/core'

const dayMs = 86_400_000

export default defineCheck({
  id: 'github-installation-suspended-removed',
  severity: 'low',
  category: 'app & integrations',
  each: 'github.installation',
  needs: [],
  title: 'Suspended app is uninstalled within 30 days',
  problem: 'App has been suspended for more than 30 days',
  judge: (installation, { now }) => {
    if (!installation.suspended) return pass()
    const days = (now.getTime() - Date.parse(installation.suspendedAt)) / dayMs
    if (Number.isNaN(days))
      return unknown('api', 'GitHub gave no readable time at which the app was suspended.', 'Scan again.')
    return days > 30 ? fail(fact('suspended_at', installation.suspendedAt)) : pass()
  },
  why:
    'A suspended app reaches nothing, but it keeps its permissions, and one click on Unsuspend brings all of them ' +
    'back. What was switched off for a month is seldom needed, and seldom checked again before it is switched on.',
  fix: {
    steps: [
      'Organization settings › GitHub Apps › Configure beside the suspended app.',
      'Click Uninstall. Installing it again later means approving its permissions anew. If you do need it, click ' +
        'Unsuspend instead.',
    ],
    link: '{web}/organizations/{scope}/settings/installations',
  },
  refs: ['https://docs.github.com/en/apps/using-github-apps/reviewing-and-modifying-installed-github-apps'],
  maps: { 'CIS GitHub 1.2.0': ['1.4.2'], 'NIST 800-53r5': ['CM-8'], 'SOC 2': ['CC6.2'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'in use', subject: { suspended: false } },
      {
        when: 'suspended ten days ago',
        subject: { suspended: true, suspendedAt: '2025-12-22T00:00:00Z' },
      },
    ],
    fail: [{ when: 'suspended for three months', subject: { suspended: true, suspendedAt: '2025-10-01T00:00:00Z' } }],
    unknown: [{ when: 'suspended, time not readable', subject: { suspended: true, suspendedAt: '' } }],
  },
})
