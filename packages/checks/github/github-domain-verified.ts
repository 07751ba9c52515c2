import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-domain-verified',
  severity: 'low',
  category: 'configuration',
  each: 'github.domain',
  needs: [],
  title: 'Claimed domain is verified',
  problem: 'A claimed domain was never verified',
  judge: (domain) => (domain.verified || domain.approved ? pass() : fail(fact('isVerified', false))),
  why:
    'A domain that was claimed and not proved does nothing: members with its addresses are not recognised, ' +
    'and notifications are not held to it. It usually means that the DNS record is missing or went away.',
  fix: {
    steps: [
      'Organization settings › Verified and approved domains: open the domain and read which TXT record it ' + 'wants.',
      'Add the record to the domain’s DNS, wait, then click Verify. The code ends after seven days.',
      'If the domain is not yours any more, delete the entry.',
    ],
    link: '{web}/organizations/{scope}/settings/domains',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/verifying-or-approving-a-domain-for-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.9'],
    'SOC 2': ['CC2.3'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'verified', subject: { verified: true } },
      { when: 'approved by an owner', subject: { verified: false, approved: true } },
    ],
    fail: [{ when: 'neither', subject: { verified: false, approved: false } }],
    unknown: [{ when: 'not shown', subject: { verified: null } }],
  },
})
