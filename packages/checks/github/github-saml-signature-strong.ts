import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-saml-signature-strong',
  severity: 'medium',
  category: 'identity',
  each: 'github.saml_provider',
  needs: [],
  title: 'SAML messages are signed with SHA-256 or better',
  problem: 'SAML messages are signed with SHA-1',
  judge: (provider) => {
    const weak = [
      fact('signatureMethod', provider.signatureMethod),
      fact('digestMethod', provider.digestMethod),
    ].filter(({ value }) => /sha1$/i.test(String(value)))
    return weak.length === 0 ? pass() : fail(weak)
  },
  why:
    'Sign-in hangs on the signature under a message of the identity provider. SHA-1 has been broken for ' +
    'years: two messages with one signature can be made, and a forged one signs anybody in.',
  fix: {
    steps: [
      'Set the identity provider to sign with RSA-SHA256 and to digest with SHA-256.',
      'Organization settings › Authentication security › "SAML single sign-on": edit the signature and ' +
        'digest method, then "Test SAML configuration" and Save.',
    ],
    link: '{web}/organizations/{scope}/settings/security',
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/managing-saml-single-sign-on-for-your-organization/enabling-and-testing-saml-single-sign-on-for-your-organization',
    'https://docs.github.com/en/graphql/reference/objects#organizationidentityprovider',
  ],
  maps: {
    'NIST 800-53r5': ['SC-13'],
    'SOC 2': ['CC6.7'],
    'ISO 27001:2022': ['8.24'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'both SHA-256',
        subject: {
          signatureMethod: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
          digestMethod: 'http://www.w3.org/2001/04/xmlenc#sha256',
        },
      },
    ],
    fail: [
      {
        when: 'the digest is SHA-1',
        subject: {
          signatureMethod: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
          digestMethod: 'http://www.w3.org/2000/09/xmldsig#sha1',
        },
      },
      {
        when: 'both are',
        subject: {
          signatureMethod: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
          digestMethod: 'http://www.w3.org/2000/09/xmldsig#sha1',
        },
      },
    ],
    unknown: [
      {
        when: 'the signature method was not shown',
        subject: { signatureMethod: null, digestMethod: 'http://www.w3.org/2001/04/xmlenc#sha256' },
      },
    ],
  },
})
