import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-saml-sign-in-https',
  severity: 'high',
  category: 'identity',
  each: 'github.saml_provider',
  needs: [],
  title: 'Sign-in page of the identity provider is on HTTPS',
  problem: 'The sign-in page is not on HTTPS',
  judge: (provider) => (provider.ssoUrl.startsWith('https://') ? pass() : fail(fact('ssoUrl', provider.ssoUrl))),
  why:
    'People are sent to this address to enter their password. Over plain HTTP anybody on the way reads it, or ' +
    'shows them a page of their own that looks the same.',
  fix: {
    steps: [
      'Organization settings › Authentication security › "SAML single sign-on": enter the HTTPS address of ' +
        'the identity provider as "Sign on URL", then "Test SAML configuration" and Save.',
    ],
    link: '{web}/organizations/{scope}/settings/security',
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/managing-saml-single-sign-on-for-your-organization/enabling-and-testing-saml-single-sign-on-for-your-organization',
  ],
  maps: {
    'NIST 800-53r5': ['SC-8'],
    'SOC 2': ['CC6.7'],
    'ISO 27001:2022': ['8.24'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'HTTPS', subject: { ssoUrl: 'https://idp.acme.test/sso' } }],
    fail: [{ when: 'HTTP', subject: { ssoUrl: 'http://idp.acme.test/sso' } }],
    unknown: [{ when: 'not shown', subject: { ssoUrl: null } }],
  },
})
