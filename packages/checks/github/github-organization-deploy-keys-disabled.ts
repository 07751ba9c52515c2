import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-deploy-keys-disabled',
  severity: 'low',
  category: 'token & keys',
  each: 'github.organization',
  needs: [],
  title: 'Deploy keys are switched off for the organization',
  problem: 'Repositories may use deploy keys',
  judge: (org) => (org.deployKeysEnabled ? fail(fact('deploy_keys_enabled_for_repositories', true)) : pass()),
  why:
    'Deploy keys never expire, belong to no person and are missed when people leave. A GitHub App does the same job ' +
    'with tokens that last an hour and permissions that an owner has approved.',
  fix: {
    steps: [
      'List the deploy keys that are in use, and move each of them to a GitHub App first: switching the setting off ' +
        'disables all existing keys at once, and what depends on them stops.',
      'Organization settings › Member privileges › "Deploy keys": click Disabled, then Save.',
      'Where it cannot be changed, a policy of the enterprise sets it.',
    ],
    link: '{web}/organizations/{scope}/settings/member_privileges',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/restricting-deploy-keys-in-your-organization',
  ],
  maps: { 'NIST 800-53r5': ['CM-7'], 'SOC 2': ['CC6.1'], 'ISO 27001:2022': ['8.9'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'switched off', subject: { deployKeysEnabled: false } }],
    fail: [{ when: 'allowed', subject: { deployKeysEnabled: true } }],
  },
})
