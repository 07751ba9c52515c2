import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-webhook-tls-verified',
  severity: 'high',
  category: 'app & integrations',
  each: 'github.webhook',
  needs: [],
  title: 'Webhook verifies the certificate of the receiver',
  problem: 'Webhook does not verify the certificate',
  judge: (hook) => {
    if (!hook.active) return notApplicable('The webhook is inactive and delivers nothing.')
    if (hook.scheme !== 'https')
      return notApplicable('The address is not HTTPS, so there is no certificate; that is a finding of its own.')
    return hook.tlsVerified ? pass() : fail(fact('config.insecure_ssl', '1'))
  },
  why:
    'Without verification GitHub hands the deliveries to anyone who answers at that address with any certificate. ' +
    'Someone between GitHub and the receiver can then read and change them, in spite of the encryption.',
  fix: {
    steps: [
      'Give the receiver a certificate of a public authority, with the full chain and the right host name; deliveries ' +
        'fail once verification is on and the certificate is not valid.',
      'Organization settings › Webhooks › Edit: under "SSL verification", select "Enable SSL verification", then ' +
        '"Update webhook".',
    ],
    link: '{web}/organizations/{scope}/settings/hooks',
  },
  refs: [
    'https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks',
    'https://docs.github.com/en/rest/orgs/webhooks',
  ],
  maps: { 'CIS GitHub 1.2.0': ['1.4.4'], 'NIST 800-53r5': ['SC-8'], 'SOC 2': ['CC6.7'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'verified', subject: { active: true, scheme: 'https', tlsVerified: true } }],
    fail: [{ when: 'not verified', subject: { active: true, scheme: 'https', tlsVerified: false } }],
    not_applicable: [
      { when: 'inactive', subject: { active: false, scheme: 'https', tlsVerified: false } },
      { when: 'not HTTPS', subject: { active: true, scheme: 'http', tlsVerified: false } },
    ],
  },
})
