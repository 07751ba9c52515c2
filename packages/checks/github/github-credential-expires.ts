import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-credential-expires',
  severity: 'medium',
  category: 'token & keys',
  each: 'github.credential',
  needs: [],
  title: 'Token of this connection has an end',
  problem: 'Token of this connection never expires',
  judge: (credential) => {
    if (credential.kind === 'GitHub App')
      return notApplicable('A GitHub App is given tokens for an hour; its key is renewed by its owner.')
    return credential.expiresAt === '' ? fail(fact('github-authentication-token-expiration', 'never')) : pass()
  },
  why:
    'The token that Rollcall reads with sees every setting and member of the organization. One without an end works ' +
    'for whoever finds a copy of it, years after everybody has forgotten where copies are.',
  fix: {
    steps: [
      'On GitHub, signed in as the owner of the token: Settings › Developer settings › Personal access tokens › Tokens (classic).',
      'Generate a new token with the same scopes and an expiration of a year at most; 90 days is better.',
      'In Rollcall, open the connection › Credential, and replace it. Then delete the old token on GitHub.',
    ],
    link: '{web}/settings/tokens',
  },
  refs: [
    'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens',
    'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/token-expiration-and-revocation',
  ],
  maps: { 'NIST 800-53r5': ['IA-5(1)', 'AC-2(3)'], 'SOC 2': ['CC6.1'], 'ISO 27001:2022': ['5.17'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'it ends in a year', subject: { kind: 'classic token', expiresAt: '2027-01-01T00:00:00.000Z' } }],
    fail: [{ when: 'it never ends', subject: { kind: 'classic token', expiresAt: '' } }],
    not_applicable: [{ when: 'it is a GitHub App', subject: { kind: 'GitHub App', expiresAt: '' } }],
  },
})
