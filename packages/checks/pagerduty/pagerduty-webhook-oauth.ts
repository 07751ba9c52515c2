import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-webhook-oauth',
  severity: 'low',
  category: 'app & integrations',
  each: 'pagerduty.webhook',
  needs: [],
  title: 'Webhook authenticates by OAuth',
  problem: 'Webhook carries a secret that never changes',
  judge: (webhook) => {
    const secrets = webhook.headers.filter((name) => /auth|token|key|secret/i.test(name))
    if (secrets.length === 0 || webhook.oauthClient) return pass()
    return fail(fact('delivery_method.custom_headers', secrets))
  },
  why:
    'A fixed header is the same for years: it lies in the receiver’s logs, in the memory of whoever set it up, ' +
    'and nobody renews it. With an OAuth client PagerDuty gets a new token by itself.',
  fix: {
    steps: [
      'Under Integrations › Generic Webhooks (v3), add an OAuth client and remove the header.',
      'Where the receiver cannot, let it verify PagerDuty’s signature instead, and renew the header’s value.',
    ],
    link: '{web}/webhooks',
  },
  refs: [
    'https://support.pagerduty.com/main/docs/webhooks',
    'https://developer.pagerduty.com/docs/webhooks/v3-overview/',
  ],
  maps: {
    'NIST 800-53r5': ['IA-5'],
    'SOC 2': ['CC6.1'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'no such header', subject: { headers: ['X-Source'] } },
      { when: 'an OAuth client', subject: { headers: ['Authorization'], oauthClient: true } },
    ],
    fail: [{ when: 'a token in a header', subject: { headers: ['X-Api-Token'], oauthClient: false } }],
  },
})
