import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-saml-certificate-valid',
  severity: 'high',
  category: 'identity',
  each: 'github.saml_provider',
  needs: [],
  title: 'SAML certificate is good for another month',
  problem: 'The SAML certificate ends soon or has ended',
  judge: (provider, { now }) => {
    const days = (Date.parse(provider.certificateExpiresAt) - now.getTime()) / 86_400_000
    return days < 30 ? fail(fact('idpCertificate.notAfter', provider.certificateExpiresAt)) : pass()
  },
  why:
    'When the certificate of the identity provider ends, nobody signs in any more, or, worse, somebody ' +
    'switches single sign-on off so that work goes on. Both happen on the day that nobody had in their ' +
    'calendar.',
  fix: {
    steps: [
      'Make a new certificate in the identity provider, and keep both active for the change.',
      'Organization settings › Authentication security › "SAML single sign-on": paste the new public ' +
        'certificate, then "Test SAML configuration" and Save.',
      'Put the new end into a calendar that several people read.',
    ],
    link: '{web}/organizations/{scope}/settings/security',
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/managing-saml-single-sign-on-for-your-organization/enabling-and-testing-saml-single-sign-on-for-your-organization',
  ],
  maps: {
    'NIST 800-53r5': ['SC-17'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['8.24'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'two years left', subject: { certificateExpiresAt: '2028-01-01T00:00:00Z' } }],
    fail: [
      { when: 'two weeks left', subject: { certificateExpiresAt: '2026-01-15T00:00:00Z' } },
      { when: 'it has ended', subject: { certificateExpiresAt: '2025-06-01T00:00:00Z' } },
    ],
    unknown: [{ when: 'the certificate could not be read', subject: { certificateExpiresAt: null } }],
  },
})
