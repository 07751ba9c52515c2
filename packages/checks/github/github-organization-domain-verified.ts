import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-domain-verified',
  severity: 'low',
  category: 'identity',
  each: 'github.organization',
  needs: [],
  title: 'Organization is verified as the owner of its domain',
  problem: 'Organization has no Verified badge',
  judge: (org) => (org.verified ? pass() : fail(fact('is_verified', false))),
  why:
    'Anyone can register an organization that looks like yours and offer code under your name. The badge is how ' +
    'others tell yours apart. A verified domain is also what lets you see members’ company addresses and keep ' +
    'notifications from going to private mailboxes.',
  fix: {
    steps: [
      'Organization settings › Verified and approved domains › "Add a domain".',
      'Add the TXT record that GitHub shows to the DNS of that domain; it may take up to 72 hours to be seen.',
      'Back on the page, open the menu of the domain › "Continue verifying" › Verify.',
      'The badge appears only when the website and the email on the public profile are on verified domains: verify ' +
        'each of them, for example both example.com and www.example.com.',
    ],
    link: '{web}/organizations/{scope}/settings/domains',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/verifying-or-approving-a-domain-for-your-organization',
  ],
  maps: { 'CIS GitHub 1.2.0': ['1.3.9'], 'SOC 2': ['CC2.3'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'verified', subject: { verified: true } }],
    fail: [{ when: 'not verified', subject: { verified: false } }],
  },
})
