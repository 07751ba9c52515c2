import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-fine-grained-token-expires',
  severity: 'medium',
  category: 'token & keys',
  each: 'github.fine_grained_token',
  needs: [],
  title: 'Fine-grained token ends within a year',
  problem: 'A token lives for more than a year',
  judge: (token, { now }) => {
    if (token.expired) return notApplicable('The token has expired and opens nothing.')
    if (token.expiresAt === '') return fail(fact('token_expires_at', 'never'))
    const days = (Date.parse(token.expiresAt) - now.getTime()) / 86_400_000
    return days > 366 ? fail(fact('token_expires_at', token.expiresAt)) : pass()
  },
  why:
    'A token gets copied: into a script, a build log, a chat. Its end is the only thing that takes all copies ' +
    'back at once. One without an end works until somebody finds it, whoever that is.',
  fix: {
    steps: [
      'Ask its owner to make a new one that ends within 90 days, and to replace it where it is used.',
      'Organization settings › Personal access tokens › Active tokens: open the token and click Revoke.',
      'Under Personal access tokens › Settings, set the longest lifetime that the organization takes.',
    ],
    link: '{web}/organizations/{scope}/settings/personal-access-tokens/active',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-programmatic-access-to-your-organization/setting-a-personal-access-token-policy-for-your-organization',
    'https://docs.github.com/en/rest/orgs/personal-access-tokens',
  ],
  maps: {
    'NIST 800-53r5': ['IA-5(1)'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['5.17'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'it ends in a month', subject: { expired: false, expiresAt: '2026-02-01T00:00:00Z' } }],
    fail: [
      { when: 'it never ends', subject: { expired: false, expiresAt: '' } },
      { when: 'it ends in nine years', subject: { expired: false, expiresAt: '2035-01-01T00:00:00Z' } },
    ],
    not_applicable: [{ when: 'expired', subject: { expired: true } }],
    unknown: [{ when: 'its end was not shown', subject: { expired: false, expiresAt: null } }],
  },
})
