import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-credential-app-preferred',
  severity: 'low',
  category: 'token & keys',
  each: 'github.credential',
  needs: [],
  title: 'Organization is read by a GitHub App where one would do',
  problem: 'A classic token reads what a GitHub App could read',
  judge: (credential) => {
    if (credential.kind !== 'classic token' || credential.besideApp) return pass()
    return fail(fact('credential', credential.kind))
  },
  why:
    'A classic token has no form that only reads: its scopes let whoever finds it change the organization, in the name of ' +
    'an owner, and it dies with that owner’s account. A GitHub App is given permissions that only read, gets tokens that ' +
    'live for an hour, outlives every person, and is shown fine-grained tokens, which no classic token is.',
  fix: {
    steps: [
      'In Rollcall, open the connection › Credential › Add a GitHub App, and create it with the button there.',
      'On GitHub, install the App on all repositories of the organization, as an Organization owner.',
      'Keep the token beside it for what GitHub shows to people only, such as second factors; or take it away, and those checks read unknown.',
    ],
  },
  refs: [
    'https://docs.github.com/en/apps/creating-github-apps/about-creating-github-apps/deciding-when-to-build-a-github-app',
    'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens',
  ],
  maps: { 'NIST 800-53r5': ['AC-6', 'IA-5'], 'SOC 2': ['CC6.1', 'CC6.3'], 'ISO 27001:2022': ['5.17', '8.2'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'an App reads', subject: { kind: 'GitHub App' } },
      { when: 'an App reads beside it', subject: { kind: 'classic token', besideApp: true } },
      { when: 'it is a fine-grained token', subject: { kind: 'fine-grained token', besideApp: false } },
    ],
    fail: [{ when: 'it reads alone', subject: { kind: 'classic token', besideApp: false } }],
  },
})
