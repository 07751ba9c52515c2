import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-owners-at-least-two',
  severity: 'medium',
  category: 'identity',
  each: 'github.organization',
  needs: [],
  tally: {
    of: 'github.member',
    start: () => 0,
    add: (owners: number, member) => owners + (member.role === 'owner' ? 1 : 0),
  },
  title: 'Organization has at least two owners',
  problem: 'Fewer than two owners',
  judge: (_org, { total }) => (total < 2 ? fail(fact('membersWithRole.ADMIN', total)) : pass()),
  why:
    'With a single owner, one lost device, one illness or one resignation leaves nobody who can change settings, ' +
    'remove an intruder or pay the bill. Getting an organization back through support takes days.',
  fix: {
    steps: [
      'People › select a trusted member › "Change role" › Owner. Choose someone with a passkey or a security key.',
      'Do not use one shared account for this; a second person is the point.',
    ],
    link: '{web}/orgs/{scope}/people',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-peoples-access-to-your-organization-with-roles/maintaining-ownership-continuity-for-your-organization',
  ],
  maps: { 'NIST 800-53r5': ['CP-2'], 'SOC 2': ['A1.2'], 'ISO 27001:2022': ['5.2'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'two owners',
        subject: {},
        others: [{ role: 'owner' }, { role: 'member' }, { role: 'owner' }],
      },
    ],
    fail: [
      { when: 'one owner', subject: {}, others: [{ role: 'owner' }, { role: 'member' }] },
      { when: 'no owner among the members', subject: {}, others: [{ role: 'member' }] },
    ],
    unknown: [{ when: 'one role was not shown', subject: {}, others: [{ role: 'owner' }, { role: null }] }],
  },
})
