import { defineCheck, fact, fail, pass, type Severity } from '@rollcall/core'

const day = 86_400_000

/** The nearer the end, the worse: days that are left at most, and how bad that is. */
const steps: [number, Severity][] = [
  [1, 'critical'],
  [7, 'high'],
  [14, 'medium'],
  [30, 'low'],
]

export default defineCheck({
  id: 'github-credential-renewed-in-time',
  severity: 'low',
  category: 'token & keys',
  each: 'github.credential',
  needs: [],
  title: 'Token of this connection works for another 30 days',
  problem: 'Token of this connection ends soon',
  judge: (credential, { now }) => {
    if (credential.expiresAt === '') return pass()
    const left = (Date.parse(credential.expiresAt) - now.getTime()) / day
    const step = steps.find(([days]) => left <= days)
    if (!step) return pass()
    return fail(fact('github-authentication-token-expiration', credential.expiresAt), { severity: step[1] })
  },
  why:
    'When the token ends, Rollcall sees nothing of the organization any more: every check turns unknown, and what goes ' +
    'wrong from then on goes unnoticed until somebody renews it.',
  fix: {
    steps: [
      'On GitHub, signed in as the owner of the token: Settings › Developer settings › Personal access tokens › Tokens (classic).',
      'Open the token › "Regenerate token", choose a new expiration, and copy it. The old one ends at that moment.',
      'In Rollcall, open the connection › Credential, and replace it.',
    ],
    link: '{web}/settings/tokens',
  },
  refs: [
    'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/token-expiration-and-revocation',
  ],
  maps: { 'NIST 800-53r5': ['IA-5(1)'], 'SOC 2': ['CC6.1'], 'ISO 27001:2022': ['5.17'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'two months are left', subject: { expiresAt: '2026-03-01T00:00:00.000Z' }, now: '2026-01-01T00:00:00Z' },
      { when: 'it never ends', subject: { expiresAt: '' } },
    ],
    fail: [
      { when: 'four weeks are left', subject: { expiresAt: '2026-01-29T00:00:00.000Z' }, now: '2026-01-01T00:00:00Z' },
      { when: 'it ends tomorrow', subject: { expiresAt: '2026-01-02T00:00:00.000Z' }, now: '2026-01-01T00:00:00Z' },
    ],
  },
})
