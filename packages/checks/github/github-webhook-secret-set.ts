import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-webhook-secret-set',
  severity: 'medium',
  category: 'app & integrations',
  each: 'github.webhook',
  needs: [],
  title: 'Webhook signs its deliveries with a secret',
  problem: 'Webhook has no secret',
  judge: (hook) => {
    if (!hook.active) return notApplicable('The webhook is inactive and delivers nothing.')
    return hook.hasSecret ? pass() : fail(fact('config.secret', 'not set'))
  },
  why:
    'The secret is how the receiver knows that a delivery comes from GitHub. Without it, anyone who finds the address ' +
    'can send forged events and so start builds, deployments or whatever else the receiver does.',
  fix: {
    steps: [
      'Make a long random secret and store it at the receiver, which must check the X-Hub-Signature-256 header against ' +
        'it. Deploy that first and let it accept unsigned deliveries until the next step is done.',
      'Organization settings › Webhooks › Edit: enter it under Secret, then "Update webhook".',
      'Then let the receiver refuse deliveries without a valid signature.',
    ],
    link: '{web}/organizations/{scope}/settings/hooks',
  },
  refs: [
    'https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries',
    'https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks',
  ],
  maps: { 'CIS GitHub 1.2.0': ['1.4.4'], 'NIST 800-53r5': ['SC-23'], 'SOC 2': ['CC6.7'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'a secret is set', subject: { active: true, hasSecret: true } }],
    fail: [{ when: 'none is set', subject: { active: true, hasSecret: false } }],
    not_applicable: [{ when: 'inactive', subject: { active: false, hasSecret: false } }],
    unknown: [{ when: 'GitHub did not show it', subject: { active: true, hasSecret: null } }],
  },
})
