import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-extension-safe-destination',
  severity: 'medium',
  category: 'app & integrations',
  each: 'pagerduty.extension',
  needs: [],
  title: 'Extension sends to an approved host over HTTPS',
  problem: 'Extension sends in the clear or elsewhere',
  judge: (extension) => {
    if (extension.scheme === 'none') return notApplicable('PagerDuty shows no address for this kind of extension.')
    if (extension.scheme !== 'https') return fail([fact('endpoint_url', `${extension.scheme}...${extension.host}`)])
    return extension.approvedHost ? pass() : fail(fact('endpoint_url', extension.host))
  },
  why:
    'An extension hands on incidents as a webhook does. In the clear, everybody on the way reads them; to a host ' +
    'that nobody approved, somebody outside does.',
  fix: {
    steps: [
      'Change the address under Integrations › Extensions to one that is encrypted and yours, or delete the ' +
        'extension.',
      'A host that is all right belongs among the approved hosts of the connection.',
    ],
    link: '{web}/extensions',
  },
  refs: ['https://support.pagerduty.com/main/docs/extensions'],
  maps: {
    'NIST 800-53r5': ['SC-8'],
    'SOC 2': ['CC6.7'],
    'ISO 27001:2022': ['5.19'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'encrypted, approved', subject: { scheme: 'https', approvedHost: true } }],
    fail: [
      { when: 'in the clear', subject: { scheme: 'http', host: 'mirror.acme.com' } },
      { when: 'not approved', subject: { scheme: 'https', approvedHost: false, host: 'collect.example' } },
    ],
    not_applicable: [{ when: 'no address', subject: { scheme: 'none' } }],
    unknown: [{ when: 'no host was named', subject: { scheme: 'https', approvedHost: null } }],
  },
})
