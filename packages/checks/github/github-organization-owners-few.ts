import { defineCheck, fact, fail, pass } from '@rollcall/core'

interface People {
  owners: number
  members: number
}

/** Three owners cover holidays and illness; larger organizations get one for every fifty people. */
const limitFor = (people: People) => Math.max(3, Math.floor(people.members / 50))

const staff = (owners: number, members: number) =>
  Array.from({ length: members }, (_, index) => ({
    role: index < owners ? ('owner' as const) : ('member' as const),
    declaredAs: '' as const,
  }))

export default defineCheck({
  id: 'github-organization-owners-few',
  severity: 'medium',
  category: 'identity',
  each: 'github.organization',
  needs: [],
  tally: {
    of: 'github.member',
    start: () => ({ owners: 0, members: 0 }),
    add: (people: People, member) => ({
      // A declared break-glass account is an owner on purpose, and nobody's daily one.
      owners: people.owners + (member.role === 'owner' && member.declaredAs !== 'break_glass' ? 1 : 0),
      members: people.members + 1,
    }),
  },
  title: 'Organization has few owners',
  problem: 'Too many owners',
  judge: (_org, { total }) =>
    total.owners > limitFor(total)
      ? fail([fact('membersWithRole.ADMIN', total.owners), fact('membersWithRole.totalCount', total.members)])
      : pass(),
  why:
    'Every owner account is a way to everything: all code, all secrets, all settings, deletion included. The more ' +
    'there are, the likelier it is that one of them is phished, forgotten or left behind by someone who has gone.',
  fix: {
    steps: [
      'List the owners: People › Role › Owners. Up to three, or one for every fifty members, is few enough.',
      'For those who need only part of it, use an organization role: Organization settings › Organization roles, for ' +
        'example security manager, or app manager for a single GitHub App.',
      'Then select the owner › "Change role" › Member. They lose access to repositories that they reached only as an ' +
        'owner, so put them in the right teams first.',
    ],
    link: '{web}/orgs/{scope}/people?query=role%3Aowner',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-peoples-access-to-your-organization-with-roles/roles-in-an-organization',
    'https://docs.github.com/en/organizations/managing-peoples-access-to-your-organization-with-roles/using-organization-roles',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.3'],
    'NIST 800-53r5': ['AC-6(5)'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'three owners in a small organization', subject: {}, others: staff(3, 4) },
      { when: 'four owners among two hundred', subject: {}, others: staff(4, 200) },
      {
        when: 'three owners and a declared break-glass account',
        subject: {},
        others: [...staff(3, 4), { role: 'owner', declaredAs: 'break_glass' }],
      },
    ],
    fail: [
      { when: 'four owners in a small organization', subject: {}, others: staff(4, 5) },
      { when: 'five owners among two hundred', subject: {}, others: staff(5, 200) },
    ],
    unknown: [
      { when: 'one role was not shown', subject: {}, others: [{ role: 'owner', declaredAs: '' }, { role: null }] },
    ],
  },
})
