import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-external-identity-of-member',
  severity: 'medium',
  category: 'identity',
  each: 'github.external_identity',
  needs: [],
  tally: {
    of: 'github.member',
    start: () => new Set<string>(),
    add: (members: Set<string>, member) => members.add(member.login.toLowerCase()),
  },
  title: 'Linked identity belongs to a member',
  problem: 'An identity is linked to someone who left',
  judge: (identity, { total }) => {
    if (identity.login === '') return notApplicable('Nobody has claimed the identity yet.')
    return total.has(identity.login.toLowerCase()) ? pass() : fail(fact('user.login', identity.login))
  },
  why:
    'The account is out of the organization and its link to the identity provider is still there. If the ' +
    'person is assigned again by mistake, or joins another way, they are signed in as before.',
  fix: {
    steps: [
      'Find out in the identity provider whether the person is still assigned to the GitHub application, ' +
        'and take that away.',
      'For organizations with SCIM, deactivate the user there; GitHub then drops the identity.',
      'Otherwise revoke it: People › the person › Security (SAML) › Revoke.',
    ],
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/granting-access-to-your-organization-with-saml-single-sign-on/viewing-and-managing-a-members-saml-access-to-your-organization',
  ],
  maps: {
    'NIST 800-53r5': ['AC-2(3)'],
    'SOC 2': ['CC6.2'],
    'ISO 27001:2022': ['5.18'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'of a member', subject: { login: 'Ada' }, others: [{ login: 'ada' }] }],
    fail: [{ when: 'of somebody else', subject: { login: 'gone' }, others: [{ login: 'ada' }] }],
    not_applicable: [{ when: 'claimed by nobody', subject: { login: '' }, others: [{ login: 'ada' }] }],
  },
})
