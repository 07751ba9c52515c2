import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-connection-app-whole',
  severity: 'high',
  category: 'app & integrations',
  each: 'github.connection',
  needs: [],
  title: 'GitHub App of this connection sees every repository',
  problem: 'GitHub App of this connection sees some repositories only',
  judge: (connection) => {
    if (connection.appNarrowed !== '') return fail(fact('health', connection.appNarrowed))
    if (!connection.methods.includes('app')) return notApplicable('No GitHub App reads this organization.')
    return pass()
  },
  why:
    'The App is installed on selected repositories, so that the others, and each one that is made from now on, are judged by ' +
    'no check. They look as if they were not there.',
  fix: {
    steps: [
      'As an owner of the organization, open the installation, choose "All repositories" and save.',
      'In Rollcall, open the connection and choose "Test now", and then scan.',
    ],
    link: '{web}/organizations/{scope}/settings/installations',
  },
  refs: ['https://docs.github.com/en/apps/using-github-apps/reviewing-and-modifying-installed-github-apps'],
  maps: { 'NIST 800-53r5': ['CA-7'], 'SOC 2': ['CC4.1', 'CC7.1'], 'ISO 27001:2022': ['8.16'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'the last look found it well', subject: { methods: ['app'], appNarrowed: '' } }],
    fail: [
      {
        when: 'it was narrowed to some repositories',
        subject: {
          appNarrowed: 'The GitHub App in acme is installed on selected repositories only. Choose All repositories.',
        },
      },
    ],
    not_applicable: [{ when: 'a token reads it', subject: { methods: ['token'], appNarrowed: '' } }],
  },
})
