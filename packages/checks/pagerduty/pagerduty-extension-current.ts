import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-extension-current',
  severity: 'medium',
  category: 'app & integrations',
  each: 'pagerduty.extension',
  needs: [],
  title: 'Extension is of a current kind',
  problem: 'Old webhook without a signature',
  judge: (extension) => (extension.legacyWebhook ? fail(fact('extension_schema', extension.schema)) : pass()),
  why:
    'Webhooks of the first and second kind are not signed: the receiver cannot tell PagerDuty from anybody who ' +
    'knows its address. PagerDuty has replaced them.',
  fix: {
    steps: [
      'Make a webhook v3 under Integrations › Generic Webhooks (v3), and let the receiver verify its signature.',
      'Then delete the extension under Integrations › Extensions.',
    ],
    link: '{web}/extensions',
  },
  refs: [
    'https://support.pagerduty.com/main/docs/webhooks',
    'https://developer.pagerduty.com/docs/webhooks/v3-overview/',
  ],
  maps: {
    'NIST 800-53r5': ['SC-23'],
    'SOC 2': ['CC6.7'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'a named integration', subject: { legacyWebhook: false } }],
    fail: [{ when: 'Generic V2 Webhook', subject: { legacyWebhook: true, schema: 'Generic V2 Webhook' } }],
  },
})
