import { defineCheck, fact, fail, pass } from '@rollcall/core'

/** Days from then to now. */
const daysSince = (moment: string, now: Date) => Math.floor((now.getTime() - Date.parse(moment)) / 86_400_000)

export default defineCheck({
  id: 'github-secret-rotated',
  severity: 'medium',
  category: 'token & keys',
  each: 'github.secret',
  needs: [],
  title: 'Organization secret was changed within a year',
  problem: 'A secret has not been changed for a year',
  judge: (secret, { now }) =>
    daysSince(secret.updatedAt, now) > 365 ? fail(fact('updated_at', secret.updatedAt)) : pass(),
  why:
    'Every workflow that ever ran with this secret may have kept it: in a log, a cache, an image. Everybody ' +
    'who left in that time could have copied it. Only changing it makes all copies worthless.',
  fix: {
    steps: [
      'Make a new value at the system that issued it, and enter it under Organization settings › Secrets ' +
        'and variables.',
      'When builds are green, withdraw the old value at the issuer.',
      'For clouds use OpenID Connect instead, which needs no stored secret at all.',
    ],
    link: '{web}/organizations/{scope}/settings/secrets/actions',
  },
  refs: [
    'https://docs.github.com/en/rest/actions/secrets#list-organization-secrets',
    'https://docs.github.com/en/actions/reference/security/secure-use',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['2.1.7'],
    'NIST 800-53r5': ['IA-5(1)'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['5.17'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'changed in summer', subject: { updatedAt: '2025-07-01T00:00:00Z' } }],
    fail: [{ when: 'three years old', subject: { updatedAt: '2023-01-01T00:00:00Z' } }],
    unknown: [{ when: 'its age was not shown', subject: { updatedAt: null } }],
  },
})
