import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-public-pages-restricted',
  severity: 'medium',
  category: 'access',
  each: 'github.organization',
  needs: [],
  title: 'Members cannot publish public Pages sites',
  problem: 'Members can publish public Pages sites',
  judge: (org) => (org.membersCanCreatePublicPages ? fail(fact('members_can_create_public_pages', true)) : pass()),
  why:
    'A Pages site puts files of a repository, a private one too, on the open web under the organization’s name. ' +
    'Internal documents slip out that way, and a taken-over account can host a phishing page that looks official.',
  fix: {
    steps: [
      'Organization settings › Member privileges › "Pages creation": clear Public, then Save.',
      'Sites that are published already stay online: unpublish them one by one under repository settings › Pages.',
      'On Enterprise Cloud, Private can stay selected: such sites are shown to people with read access only.',
    ],
    link: '{web}/organizations/{scope}/settings/member_privileges',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/managing-the-publication-of-github-pages-sites-for-your-organization',
  ],
  maps: { 'NIST 800-53r5': ['AC-22'], 'SOC 2': ['CC6.1'], 'ISO 27001:2022': ['8.12'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'not allowed', subject: { membersCanCreatePublicPages: false } }],
    fail: [{ when: 'allowed', subject: { membersCanCreatePublicPages: true } }],
  },
})
