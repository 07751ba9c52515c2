import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-connection-credential-accepted',
  severity: 'critical',
  category: 'token & keys',
  each: 'github.connection',
  needs: [],
  title: 'GitHub accepts the credential of this connection',
  problem: 'GitHub refuses the credential of this connection',
  judge: (connection) => {
    if (connection.credentialFailing !== '') return fail(fact('health', connection.credentialFailing))
    return pass()
  },
  why:
    'While GitHub refuses the token or key, nothing of the organization is read: every check that needs it is as old as ' +
    'the last scan that got in, and what goes wrong from then on goes unnoticed. A token that nobody here revoked may have ' +
    'been revoked because it leaked.',
  fix: {
    steps: [
      'Find out why it ended: look at Settings › Developer settings of its owner on GitHub, and at the audit log of the organization.',
      'Make a new token, or generate a new private key on the settings page of the App.',
      'In Rollcall, open the connection › Credential, replace it, and scan.',
    ],
    link: '{web}/settings/tokens',
  },
  refs: [
    'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/token-expiration-and-revocation',
  ],
  maps: { 'NIST 800-53r5': ['CA-7'], 'SOC 2': ['CC4.1', 'CC7.1'], 'ISO 27001:2022': ['8.16'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'the last look found it well', subject: { credentialFailing: '' } }],
    fail: [
      {
        when: 'the token was revoked',
        subject: {
          credentialFailing: 'GitHub refused the token: it is mistyped, expired or revoked. Create a new one.',
        },
      },
    ],
  },
})
