import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-authorized-token-expires',
  severity: 'high',
  category: 'token & keys',
  each: 'github.credential_authorization',
  needs: [],
  title: 'Authorised token has an end',
  problem: 'An authorised token never ends',
  judge: (credential) => {
    if (credential.kind !== 'personal access token') return notApplicable('It is no personal access token.')
    return credential.expiresAt === '' ? fail(fact('authorized_credential_expires_at', 'never')) : pass()
  },
  why:
    'Single sign-on asks people again and again who they are; this token is asked nothing, for ever. It goes ' +
    'on working when its owner has changed their password, and in every place it was ever copied to.',
  fix: {
    steps: [
      'Ask the owner to make a token that ends, fine-grained if it can be, and to replace this one.',
      'People › the member › Security (SAML): beside the credential, click Revoke. It stops opening the ' +
        'organization at once.',
      'Organization settings › Personal access tokens › Settings: set the longest lifetime for classic ' +
        'tokens too.',
    ],
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/orgs#list-saml-sso-authorizations-for-an-organization',
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/granting-access-to-your-organization-with-saml-single-sign-on/viewing-and-managing-a-members-saml-access-to-your-organization',
  ],
  maps: {
    'NIST 800-53r5': ['IA-5(1)'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['5.17'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'it ends', subject: { kind: 'personal access token', expiresAt: '2026-03-01T00:00:00Z' } }],
    fail: [{ when: 'it never ends', subject: { kind: 'personal access token', expiresAt: '' } }],
    not_applicable: [{ when: 'an SSH key', subject: { kind: 'SSH key' } }],
    unknown: [{ when: 'its end was not shown', subject: { kind: 'personal access token', expiresAt: null } }],
  },
})
