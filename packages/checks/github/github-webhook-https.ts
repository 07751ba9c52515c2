import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-webhook-https',
  severity: 'high',
  category: 'app & integrations',
  each: 'github.webhook',
  needs: [],
  title: 'Webhook delivers over HTTPS',
  problem: 'Webhook delivers without encryption',
  judge: (hook) => {
    if (!hook.active) return notApplicable('The webhook is inactive and delivers nothing.')
    return hook.scheme === 'https' ? pass() : fail(fact('config.url', hook.address))
  },
  why:
    'Deliveries carry names, commit messages, branch names and the text of issues and pull requests. Over plain HTTP ' +
    'everybody on the way can read them and change them before they arrive.',
  fix: {
    steps: [
      'Give the receiver a certificate and let it answer on HTTPS.',
      'Organization settings › Webhooks › Edit: change the Payload URL to https://, keep "Enable SSL verification" ' +
        'selected, then "Update webhook".',
      'Open "Recent Deliveries" and check that the next one succeeds. If nobody needs the webhook, delete it.',
    ],
    link: '{web}/organizations/{scope}/settings/hooks',
  },
  refs: [
    'https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks',
    'https://docs.github.com/en/webhooks/using-webhooks/editing-webhooks',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.4.4'],
    'NIST 800-53r5': ['SC-8'],
    'SOC 2': ['CC6.7'],
    'ISO 27001:2022': ['8.24'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'https', subject: { active: true, scheme: 'https', address: 'https://hooks.example.com/github' } }],
    fail: [{ when: 'http', subject: { active: true, scheme: 'http', address: 'http://hooks.example.com/github' } }],
    not_applicable: [
      { when: 'inactive', subject: { active: false, scheme: 'http', address: 'http://hooks.example.com/github' } },
    ],
  },
})
