import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-authorized-credential-owner-is-member',
  severity: 'high',
  category: 'token & keys',
  each: 'github.credential_authorization',
  needs: [],
  tally: {
    of: 'github.member',
    start: () => new Set<string>(),
    add: (members: Set<string>, member) => members.add(member.login.toLowerCase()),
  },
  title: 'Authorised credential belongs to a member',
  problem: 'A credential of someone who is no member',
  judge: (credential, { total }) => {
    return total.has(credential.owner.toLowerCase()) ? pass() : fail(fact('login', credential.owner))
  },
  why:
    'Somebody who is not in the organization any more still has a credential that single sign-on lets pass. ' +
    'Where they are an outside collaborator somewhere, or come back, it opens doors that everybody thinks are ' +
    'shut.',
  fix: {
    steps: [
      'Revoke it: call DELETE /orgs/{org}/credential-authorizations/{credential_id}, or People › the person ' +
        '› Security (SAML).',
      'Find out whether the person is an outside collaborator, and whether they should be.',
    ],
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/orgs#list-saml-sso-authorizations-for-an-organization',
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/granting-access-to-your-organization-with-saml-single-sign-on/viewing-and-managing-a-members-saml-access-to-your-organization',
  ],
  maps: {
    'NIST 800-53r5': ['AC-2(3)', 'PS-4'],
    'SOC 2': ['CC6.2'],
    'ISO 27001:2022': ['5.18'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'of a member', subject: { owner: 'Ada' }, others: [{ login: 'ada' }, { login: 'bo' }] }],
    fail: [{ when: 'of somebody else', subject: { owner: 'guest' }, others: [{ login: 'ada' }, { login: 'bo' }] }],
  },
})
