import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-member-identity-linked',
  severity: 'high',
  category: 'identity',
  each: 'github.member',
  needs: [],
  tally: {
    of: 'github.external_identity',
    start: () => new Set<string>(),
    add: (linked: Set<string>, identity) => (identity.login === '' ? linked : linked.add(identity.login.toLowerCase())),
  },
  title: 'Member is linked to the identity provider',
  problem: 'No identity of the identity provider',
  judge: (member, { total }) => {
    if (total.size === 0) return notApplicable('No identity of an identity provider is linked in this organization.')
    if (total.has(member.login.toLowerCase())) return pass()
    if (member.declaredAs !== '') return notApplicable('It is declared to be no account of a person.')
    return fail(fact('externalIdentities.user.login', 'none'))
  },
  why:
    'Single sign-on does not reach this account: it gets in with a password of its own, and it stays when the ' +
    'person leaves and the identity provider locks them out everywhere else.',
  fix: {
    steps: [
      'Send the member to the sign-in page of the organization, /orgs/ORGANIZATION/sso, to link their ' +
        'account, by the day that you enforce single sign-on.',
      'Give accounts of machines an identity in the identity provider too, replace them by GitHub Apps, or declare on the page of the identity what they are.',
      'Then select "Require SAML SSO authentication for all members": it removes those who are not linked.',
    ],
    link: '{web}/orgs/{scope}/people',
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/managing-saml-single-sign-on-for-your-organization/enforcing-saml-single-sign-on-for-your-organization',
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/granting-access-to-your-organization-with-saml-single-sign-on/viewing-and-managing-a-members-saml-access-to-your-organization',
  ],
  maps: {
    'NIST 800-53r5': ['IA-2', 'AC-2'],
    'SOC 2': ['CC6.2'],
    'ISO 27001:2022': ['5.16'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'linked', subject: { login: 'Ada' }, others: [{ login: 'ada' }, { login: '' }] }],
    fail: [{ when: 'not linked', subject: { login: 'bo', declaredAs: '' }, others: [{ login: 'ada' }] }],
    not_applicable: [
      { when: 'nobody is', subject: {}, others: [] },
      {
        when: 'a declared service account',
        subject: { login: 'ci', declaredAs: 'service_account' },
        others: [{ login: 'ada' }],
      },
    ],
  },
})
