import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-connection-organization-there',
  severity: 'high',
  category: 'token & keys',
  each: 'github.connection',
  needs: [],
  title: 'Organization of this connection is there',
  problem: 'Organization of this connection is not there any more',
  judge: (connection) => {
    if (connection.organizationLost !== '') return fail(fact('health', connection.organizationLost))
    return pass()
  },
  why:
    'GitHub shows no organization of this name to the credential: it was renamed, deleted, or the owner of the token was ' +
    'removed from it. Nothing of it is read, and an organization that nobody watches any more still has members, tokens and ' +
    'repositories if it only got another name.',
  fix: {
    steps: [
      'Look for the organization on GitHub. The audit log of its enterprise, and its owners, know whether it was renamed or deleted.',
      'If the owner of the token was removed, replace the credential by one of an Organization owner.',
      'If it was renamed or deleted, connect it under its new name, and remove it here with the preview of what goes.',
    ],
    link: '{web}/{scope}',
  },
  refs: ['https://docs.github.com/en/organizations/managing-organization-settings/renaming-an-organization'],
  maps: { 'NIST 800-53r5': ['CA-7'], 'SOC 2': ['CC4.1', 'CC7.1'], 'ISO 27001:2022': ['8.16'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'the last look found it well', subject: { organizationLost: '' } }],
    fail: [
      {
        when: 'GitHub answers that there is no such organization',
        subject: {
          organizationLost: 'There is no organization acme, or this token cannot see it. Check the spelling.',
        },
      },
    ],
  },
})
