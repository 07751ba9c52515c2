import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-connection-permissions-kept',
  severity: 'high',
  category: 'token & keys',
  each: 'github.connection',
  needs: [],
  title: 'This connection still sees what it saw before',
  problem: 'This connection sees less than it did',
  judge: (connection) => {
    if (connection.permissionMissing !== '') return fail(fact('health', connection.permissionMissing))
    return pass()
  },
  why:
    'What the credential was shown before is refused to it now: a scope or permission was taken away, its owner is no ' +
    'Organization owner any more, or single sign-on wants it authorised again. The checks that read those streams have no ' +
    'verdict until it is given back.',
  fix: {
    steps: [
      'Read in the finding what is refused, and open the Coverage tab of the connection for the reason of each stream.',
      'Give the token or the App the permission back, or have an Organization owner authorise it for single sign-on.',
      'In Rollcall, open the connection and choose "Test now", and then scan.',
    ],
    link: '{web}/organizations/{scope}/settings/profile',
  },
  refs: [
    'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps',
    'https://docs.github.com/en/apps/maintaining-github-apps/modifying-a-github-app-registration',
  ],
  maps: { 'NIST 800-53r5': ['CA-7'], 'SOC 2': ['CC4.1', 'CC7.1'], 'ISO 27001:2022': ['8.16'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'the last look found it well', subject: { permissionMissing: '' } }],
    fail: [
      {
        when: 'a stream that was read is refused',
        subject: {
          permissionMissing:
            'Webhooks could be read before and not now. Create a token that has the scope admin:org_hook.',
        },
      },
    ],
  },
})
