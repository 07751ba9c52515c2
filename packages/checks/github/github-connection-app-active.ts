import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-connection-app-active',
  severity: 'critical',
  category: 'app & integrations',
  each: 'github.connection',
  needs: [],
  title: 'GitHub App of this connection is not suspended',
  problem: 'GitHub App of this connection is suspended',
  judge: (connection) => {
    if (connection.appSuspended !== '') return fail(fact('health', connection.appSuspended))
    if (!connection.methods.includes('app')) return notApplicable('No GitHub App reads this organization.')
    return pass()
  },
  why:
    'While the installation of the App is suspended, GitHub answers none of its requests, and nothing of the organization is ' +
    'read by it. Findings stay as they were when it was suspended.',
  fix: {
    steps: [
      'Find out who suspended it: in the audit log of the organization, search for action:integration_installation.suspend.',
      'As an owner of the organization, open the installation and choose "Unsuspend".',
      'In Rollcall, open the connection and choose "Test now", and then scan.',
    ],
    link: '{web}/organizations/{scope}/settings/installations',
  },
  refs: ['https://docs.github.com/en/apps/maintaining-github-apps/suspending-a-github-app-installation'],
  maps: { 'NIST 800-53r5': ['CA-7'], 'SOC 2': ['CC4.1', 'CC7.1'], 'ISO 27001:2022': ['8.16'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'the last look found it well', subject: { methods: ['app'], appSuspended: '' } }],
    fail: [
      {
        when: 'an owner suspended it',
        subject: {
          appSuspended:
            'The installation of the GitHub App in acme is suspended. Open the installation and choose Unsuspend.',
        },
      },
    ],
    not_applicable: [{ when: 'a token reads it', subject: { methods: ['token'], appSuspended: '' } }],
  },
})
