import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-notifications-restricted',
  severity: 'medium',
  category: 'configuration',
  each: 'github.organization',
  needs: [],
  title: 'Email notifications go only to verified domains',
  problem: 'Email notifications may go to any address',
  judge: (org) => {
    if (org.plan !== 'enterprise')
      return notApplicable('The plan cannot restrict notifications; GitHub sells that with Enterprise Cloud.')
    if (org.notificationsRestrictedToVerifiedDomains) return pass()
    if (!org.verified)
      return notApplicable(
        'The organization is not verified, so there is no domain to restrict to; that has its own check.',
      )
    return fail(fact('notificationDeliveryRestrictionEnabledSetting', 'DISABLED'))
  },
  why:
    'Notifications carry the text of issues, reviews and security alerts. Sent to a private mailbox they leave the ' +
    'company’s control, stay there after the person has left, and are read by whoever breaks into it.',
  fix: {
    steps: [
      'Make sure that members have an address on a verified or approved domain in their own account: those who have ' +
        'none stop receiving email notifications. Outside collaborators are not affected.',
      'Organization settings › Verified and approved domains › "Notification preferences": select "Restrict email ' +
        'notifications to only approved or verified domains", then Save.',
    ],
    link: '{web}/organizations/{scope}/settings/domains',
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/restricting-email-notifications-for-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.10'],
    'NIST 800-53r5': ['AC-4'],
    'SOC 2': ['CC6.7'],
    'ISO 27001:2022': ['8.12'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'restricted', subject: { plan: 'enterprise', notificationsRestrictedToVerifiedDomains: true } }],
    fail: [
      {
        when: 'not restricted, though a domain is verified',
        subject: { plan: 'enterprise', verified: true, notificationsRestrictedToVerifiedDomains: false },
      },
    ],
    not_applicable: [
      {
        when: 'a plan without it',
        subject: { plan: 'team', verified: true, notificationsRestrictedToVerifiedDomains: false },
      },
      {
        when: 'no verified domain',
        subject: { plan: 'enterprise', verified: false, notificationsRestrictedToVerifiedDomains: false },
      },
    ],
    unknown: [
      {
        when: 'GitHub did not show it',
        subject: { plan: 'enterprise', verified: true, notificationsRestrictedToVerifiedDomains: null },
      },
    ],
  },
})
