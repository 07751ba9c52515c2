import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-ip-allow-list-covers-apps',
  severity: 'low',
  category: 'configuration',
  each: 'github.organization',
  needs: [],
  title: 'IP allow list includes the addresses that apps publish',
  problem: 'IP allow list ignores the addresses that apps publish',
  judge: (org) => {
    if (org.plan !== 'enterprise')
      return notApplicable('The plan has no IP allow list; GitHub sells it with Enterprise Cloud.')
    if (!org.ipAllowListEnabled) return notApplicable('The IP allow list is off, which is a finding of its own.')
    return org.ipAllowListForApps ? pass() : fail(fact('ipAllowListForInstalledAppsEnabledSetting', 'DISABLED'))
  },
  why:
    'While this is off, an app gets in only from ranges that somebody adds by hand. Such an entry admits everybody who ' +
    'comes from there, not just the app, and for a vendor in a public cloud that can be a great many people. Addresses ' +
    'that an app brings itself count for its own requests only.',
  fix: {
    steps: [
      'Organization settings › Authentication security › "IP allow list": select "Enable IP allow list configuration ' +
        'for installed GitHub Apps", then Save. You then trust the makers of your installed apps to keep their lists.',
      'Delete the entries that were added by hand for those apps. First make sure that each app publishes a list: its ' +
        'entries are described as managed by the app.',
    ],
    link: '{web}/organizations/{scope}/settings/security',
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/managing-allowed-ip-addresses-for-your-organization#allowing-access-by-github-apps',
    'https://docs.github.com/en/apps/maintaining-github-apps/managing-allowed-ip-addresses-for-a-github-app',
  ],
  maps: { 'CIS GitHub 1.2.0': ['1.3.12'], 'NIST 800-53r5': ['SC-7'], 'SOC 2': ['CC6.6'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'both on', subject: { plan: 'enterprise', ipAllowListEnabled: true, ipAllowListForApps: true } }],
    fail: [
      {
        when: 'on for people, off for apps',
        subject: { plan: 'enterprise', ipAllowListEnabled: true, ipAllowListForApps: false },
      },
    ],
    not_applicable: [
      {
        when: 'the list is off',
        subject: { plan: 'enterprise', ipAllowListEnabled: false, ipAllowListForApps: false },
      },
      { when: 'a plan without it', subject: { plan: 'team', ipAllowListEnabled: false, ipAllowListForApps: false } },
    ],
  },
})
