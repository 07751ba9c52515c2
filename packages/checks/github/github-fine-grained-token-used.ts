import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

/** Days from then to now. */
const daysSince = (moment: string, now: Date) => Math.floor((now.getTime() - Date.parse(moment)) / 86_400_000)

export default defineCheck({
  id: 'github-fine-grained-token-used',
  severity: 'medium',
  category: 'token & keys',
  each: 'github.fine_grained_token',
  needs: [],
  title: 'Fine-grained token was used in the last 90 days',
  problem: 'A token has not been used for 90 days',
  judge: (token, { now }) => {
    if (token.expired) return notApplicable('The token has expired and opens nothing.')
    if (daysSince(token.grantedAt, now) <= 30) return notApplicable('The token was let in less than a month ago.')
    if (token.lastUsedAt === '') return fail(fact('token_last_used_at', 'never'))
    return daysSince(token.lastUsedAt, now) > 90 ? fail(fact('token_last_used_at', token.lastUsedAt)) : pass()
  },
  why:
    'A token that nobody uses is only of use to whoever finds it. Its owner has forgotten it, so nobody would ' +
    'notice what it does.',
  fix: {
    steps: [
      'Organization settings › Personal access tokens › Active tokens: open the token and click Revoke. Its ' +
        'owner is told and can ask for a new one.',
    ],
    link: '{web}/organizations/{scope}/settings/personal-access-tokens/active',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-programmatic-access-to-your-organization/reviewing-and-revoking-personal-access-tokens-in-your-organization',
    'https://docs.github.com/en/rest/orgs/personal-access-tokens',
  ],
  maps: {
    'NIST 800-53r5': ['IA-5'],
    'SOC 2': ['CC6.2'],
    'ISO 27001:2022': ['5.17'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'used last week',
        subject: { expired: false, grantedAt: '2025-06-01T00:00:00Z', lastUsedAt: '2025-12-25T00:00:00Z' },
      },
    ],
    fail: [
      {
        when: 'last used in spring',
        subject: { expired: false, grantedAt: '2025-01-01T00:00:00Z', lastUsedAt: '2025-04-01T00:00:00Z' },
      },
      { when: 'never used', subject: { expired: false, grantedAt: '2025-06-01T00:00:00Z', lastUsedAt: '' } },
    ],
    not_applicable: [
      { when: 'expired', subject: { expired: true } },
      { when: 'let in yesterday', subject: { expired: false, grantedAt: '2025-12-31T00:00:00Z' } },
    ],
    unknown: [
      {
        when: 'its last use was not shown',
        subject: { expired: false, grantedAt: '2025-06-01T00:00:00Z', lastUsedAt: null },
      },
    ],
  },
})
