import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-saml-enabled',
  severity: 'high',
  category: 'identity',
  each: 'github.organization',
  needs: [],
  title: 'Organization has SAML single sign-on',
  problem: 'SAML single sign-on is not set up',
  judge: (org) => {
    if (org.plan !== 'enterprise')
      return notApplicable('The plan has no SAML single sign-on; GitHub sells it with Enterprise Cloud.')
    return org.samlEnabled ? pass() : fail(fact('samlIdentityProvider', 'none'))
  },
  why:
    'Without single sign-on, access hangs on personal accounts that the company cannot switch off. Someone who leaves ' +
    'keeps getting in until a person remembers to remove them on GitHub too, and the sign-in rules of the identity ' +
    'provider do not apply.',
  fix: {
    steps: [
      'Add the GitHub application to your identity provider and assign everybody who needs access.',
      'Organization settings › Authentication security: under "SAML single sign-on", select "Enable SAML ' +
        'authentication", fill in sign-on URL, issuer and public certificate, then "Test SAML configuration" and Save.',
      'Download the recovery codes and keep them where an owner finds them when the identity provider is down.',
      'When members have linked their accounts, select "Require SAML SSO authentication for all members". Enforcing ' +
        'removes members and owners who have not signed in through the identity provider, and bots without an ' +
        'identity there.',
    ],
    link: '{web}/organizations/{scope}/settings/security',
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/managing-saml-single-sign-on-for-your-organization/enabling-and-testing-saml-single-sign-on-for-your-organization',
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/managing-saml-single-sign-on-for-your-organization/enforcing-saml-single-sign-on-for-your-organization',
  ],
  maps: { 'NIST 800-53r5': ['IA-2'], 'SOC 2': ['CC6.1'], 'ISO 27001:2022': ['5.16'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'an identity provider is set up', subject: { plan: 'enterprise', samlEnabled: true } }],
    fail: [{ when: 'none is set up', subject: { plan: 'enterprise', samlEnabled: false } }],
    not_applicable: [{ when: 'a plan without it', subject: { plan: 'team', samlEnabled: false } }],
    unknown: [
      { when: 'the plan was not shown', subject: { plan: null, samlEnabled: false } },
      { when: 'the identity provider was not shown', subject: { plan: 'enterprise', samlEnabled: null } },
    ],
  },
})
