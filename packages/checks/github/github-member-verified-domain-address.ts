import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-member-verified-domain-address',
  severity: 'low',
  category: 'identity',
  each: 'github.member',
  needs: [],
  tally: {
    of: 'github.domain',
    start: () => 0,
    add: (verified: number, domain) => verified + (domain.verified ? 1 : 0),
  },
  title: 'Member has an address on a verified domain',
  problem: 'No address on a verified domain',
  judge: (member, { total }) => {
    if (total === 0) return notApplicable('The organization has verified no domain to hold addresses against.')
    if (member.verifiedEmails.length > 0) return pass()
    if (member.declaredAs !== '') return notApplicable('It is declared to be no account of a person.')
    return fail(fact('organizationVerifiedDomainEmails', []))
  },
  why:
    'An account without an address of the company cannot be told to be a colleague’s: it may be a personal ' +
    'one, a leaver’s or a stranger’s. When somebody goes, nobody finds it by their name.',
  fix: {
    steps: [
      'Ask the member to add and verify their work address: their Settings › Emails › "Add email address".',
      'For accounts of machines, write down who owns them, and move them to GitHub Apps where that can be done.',
      'If nobody knows whose account it is, remove it from the organization.',
    ],
    link: '{web}/orgs/{scope}/people',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/verifying-or-approving-a-domain-for-your-organization',
  ],
  maps: {
    'NIST 800-53r5': ['AC-2'],
    'SOC 2': ['CC6.2'],
    'ISO 27001:2022': ['5.16'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'a work address is verified',
        subject: { verifiedEmails: ['ada@acme.test'] },
        others: [{ verified: true }],
      },
    ],
    fail: [
      { when: 'only private addresses', subject: { verifiedEmails: [], declaredAs: '' }, others: [{ verified: true }] },
    ],
    not_applicable: [
      { when: 'no domain is verified', subject: {}, others: [{ verified: false }] },
      { when: 'a declared bot', subject: { verifiedEmails: [], declaredAs: 'bot' }, others: [{ verified: true }] },
    ],
    unknown: [{ when: 'addresses were not shown', subject: { verifiedEmails: null }, others: [{ verified: true }] }],
  },
})
