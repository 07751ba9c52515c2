import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-ip-allow-list-enabled',
  severity: 'medium',
  category: 'configuration',
  each: 'github.organization',
  needs: [],
  title: 'IP allow list is on',
  problem: 'IP allow list is off',
  judge: (org) => {
    if (org.plan !== 'enterprise')
      return notApplicable('The plan has no IP allow list; GitHub sells it with Enterprise Cloud.')
    return org.ipAllowListEnabled ? pass() : fail(fact('ipAllowListEnabledSetting', 'DISABLED'))
  },
  why:
    'A stolen token, SSH key or session works from any place in the world. With an allow list it is worth little ' +
    'outside your own networks, and the attempt to use it there fails instead of going unnoticed.',
  fix: {
    steps: [
      'Organization settings › Authentication security › "IP allow list": add the ranges of your offices, VPN and ' +
        'self-hosted runners, and the address that you are on now. Use the check below the list to test them.',
      'Plan the side effects: people outside the list lose web, Git and API access to private resources, Codespaces ' +
        'stops working, and jobs on GitHub-hosted runners with changing addresses are refused.',
      'Let installed apps bring their addresses: select "Enable IP allow list configuration for installed GitHub Apps".',
      'Select "Enable IP allow list", then Save. Where the enterprise runs the list, do it there for all organizations.',
    ],
    link: '{web}/organizations/{scope}/settings/security',
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/managing-allowed-ip-addresses-for-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.12'],
    'NIST 800-53r5': ['AC-17', 'SC-7'],
    'SOC 2': ['CC6.6'],
    'ISO 27001:2022': ['8.20'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'on', subject: { plan: 'enterprise', ipAllowListEnabled: true } }],
    fail: [{ when: 'off', subject: { plan: 'enterprise', ipAllowListEnabled: false } }],
    not_applicable: [{ when: 'a plan without it', subject: { plan: 'free', ipAllowListEnabled: false } }],
    unknown: [{ when: 'GitHub did not show it', subject: { plan: 'enterprise', ipAllowListEnabled: null } }],
  },
})
