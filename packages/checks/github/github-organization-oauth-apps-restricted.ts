import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-oauth-apps-restricted',
  severity: 'high',
  category: 'app & integrations',
  each: 'github.organization',
  needs: [],
  title: 'OAuth apps need the approval of an owner',
  problem: 'OAuth apps need nobody’s approval',
  judge: (org) => {
    if (org.oauthAppPolicy === 'absent') return notApplicable('GitHub Enterprise Server has no policy for OAuth apps.')
    return org.oauthAppPolicy === 'restricted' ? pass() : fail(fact('oauth_app_policy', org.oauthAppPolicy))
  },
  why:
    'Without the policy, an OAuth app that any one member lets in reaches the private repositories of the organization with all ' +
    'that this member may do. Stolen tokens of such apps have been used to copy the code of thousands of companies.',
  fix: {
    steps: [
      'As an owner, open Organization settings › Third-party Access › OAuth app policy, and look at what it says there.',
      'If it says that there are no restrictions, choose "Setup application access restrictions". Apps that are in use lose ' +
        'their access at that moment: approve those that are needed on the same page.',
      'No API of GitHub shows it: attest on the finding what you see there, with the date of the next look.',
    ],
    link: '{web}/organizations/{scope}/settings/oauth_application_policy',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-oauth-access-to-your-organizations-data/about-oauth-app-access-restrictions',
    'https://docs.github.com/en/organizations/managing-oauth-access-to-your-organizations-data/enabling-oauth-app-access-restrictions-for-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.4.1'],
    'NIST 800-53r5': ['AC-6', 'CM-11'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['5.15'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'it is so', subject: { oauthAppPolicy: 'restricted' } }],
    fail: [{ when: 'it is not', subject: { oauthAppPolicy: 'unrestricted' } }],
    not_applicable: [{ when: 'a server of one’s own', subject: { oauthAppPolicy: 'absent' } }],
    unknown: [{ when: 'no API shows it', subject: { oauthAppPolicy: null } }],
  },
})
