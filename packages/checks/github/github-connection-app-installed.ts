import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-connection-app-installed',
  severity: 'critical',
  category: 'app & integrations',
  each: 'github.connection',
  needs: [],
  title: 'GitHub App of this connection is installed',
  problem: 'GitHub App of this connection was uninstalled',
  judge: (connection) => {
    if (connection.appUninstalled !== '') return fail(fact('health', connection.appUninstalled))
    if (!connection.methods.includes('app')) return notApplicable('No GitHub App reads this organization.')
    return pass()
  },
  why:
    'The App that reads the organization is not installed there any more, so that nothing of it is read by the App. An owner ' +
    'may have tidied up, and somebody who wants not to be seen does the same.',
  fix: {
    steps: [
      'Find out who uninstalled it: in the audit log of the organization, search for action:integration_installation.destroy.',
      'As an owner of the organization, install the App again on all repositories.',
      'In Rollcall, open the connection and choose "Test now", and then scan.',
    ],
    link: '{web}/organizations/{scope}/settings/installations',
  },
  refs: ['https://docs.github.com/en/apps/using-github-apps/reviewing-and-modifying-installed-github-apps'],
  maps: { 'NIST 800-53r5': ['CA-7'], 'SOC 2': ['CC4.1', 'CC7.1'], 'ISO 27001:2022': ['8.16'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'the last look found it well', subject: { methods: ['app'], appUninstalled: '' } }],
    fail: [
      {
        when: 'an owner uninstalled it',
        subject: {
          appUninstalled:
            'The GitHub App rollcall is not installed in acme. Install the App in acme on all repositories.',
        },
      },
    ],
    not_applicable: [{ when: 'a token reads it', subject: { methods: ['token'], appUninstalled: '' } }],
  },
})
