import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-new-repository-push-protection',
  severity: 'high',
  category: 'configuration',
  each: 'github.organization',
  needs: [],
  title: 'New repositories start with push protection',
  problem: 'Push protection is off for new repositories',
  judge: (org) =>
    org.pushProtectionForNewRepositories
      ? pass()
      : fail(fact('secret_scanning_push_protection_enabled_for_new_repositories', false)),
  why:
    'Scanning finds a secret after it has been pushed, when it is already in every clone and has to be replaced. Push ' +
    'protection refuses the push, so that the secret never gets there.',
  fix: {
    steps: [
      'Organization settings › Advanced Security › Configurations: open the configuration that you use, or click "New ' +
        'configuration", enable "Secret Protection" and in it "Push protection". Public repositories are free; private ' +
        'and internal ones cost a license for each active committer.',
      'Choose under "Bypass privileges" who may push a secret all the same, so that others have to ask.',
      'Under Policy, set "Use as default for newly created repositories" to "All repositories", then save. Apply it to ' +
        'the repositories that exist as well.',
    ],
    link: '{web}/organizations/{scope}/settings/security_products',
  },
  refs: [
    'https://docs.github.com/en/code-security/how-tos/secure-at-scale/configure-organization-security/establish-complete-coverage/create-custom-configuration',
    'https://docs.github.com/en/code-security/concepts/secret-security/push-protection',
  ],
  maps: { 'CIS GitHub 1.2.0': ['1.5.1'], 'NIST 800-53r5': ['IA-5(7)'], 'SOC 2': ['CC7.1'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'on from the start', subject: { pushProtectionForNewRepositories: true } }],
    fail: [{ when: 'off', subject: { pushProtectionForNewRepositories: false } }],
    unknown: [
      { when: 'shown to owners and security managers only', subject: { pushProtectionForNewRepositories: null } },
    ],
  },
})
