import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-fine-grained-token-owner-is-member',
  severity: 'critical',
  category: 'token & keys',
  each: 'github.fine_grained_token',
  needs: [],
  tally: {
    of: 'github.member',
    start: () => new Set<string>(),
    add: (members: Set<string>, member) => members.add(member.login.toLowerCase()),
  },
  title: 'Fine-grained token belongs to a member',
  problem: 'A token of someone who is no member',
  judge: (token, { total }) => {
    if (token.expired) return notApplicable('The token has expired and opens nothing.')
    return total.has(token.owner.toLowerCase()) ? pass() : fail(fact('owner.login', token.owner))
  },
  why:
    'The person has left the organization, or was never part of it, and a token of theirs still opens it. ' +
    'Removing somebody from teams and from single sign-on does not reach it.',
  fix: {
    steps: [
      'Organization settings › Personal access tokens › Active tokens: open the token and click Revoke.',
      'Look in the audit log for what it has done since the person left: search for the token’s id.',
      'If it belongs to an outside collaborator whom you want there, let them in as a member, or use a ' +
        'GitHub App.',
    ],
    link: '{web}/organizations/{scope}/settings/personal-access-tokens/active',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-programmatic-access-to-your-organization/reviewing-and-revoking-personal-access-tokens-in-your-organization',
    'https://docs.github.com/en/rest/orgs/personal-access-tokens',
  ],
  maps: {
    'NIST 800-53r5': ['AC-2(3)', 'PS-4'],
    'SOC 2': ['CC6.2'],
    'ISO 27001:2022': ['5.18'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'of a member', subject: { expired: false, owner: 'Ada' }, others: [{ login: 'ada' }, { login: 'bo' }] },
    ],
    fail: [
      {
        when: 'of somebody else',
        subject: { expired: false, owner: 'guest' },
        others: [{ login: 'ada' }, { login: 'bo' }],
      },
    ],
    not_applicable: [{ when: 'expired', subject: { expired: true } }],
  },
})
