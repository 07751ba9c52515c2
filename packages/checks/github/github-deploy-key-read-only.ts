import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-deploy-key-read-only',
  severity: 'high',
  category: 'token & keys',
  each: 'github.deploy_key',
  needs: [],
  title: 'Deploy key is read-only',
  problem: 'Deploy key can write',
  judge: (key) => {
    if (key.readOnly) return pass()
    if (!key.enabled) return notApplicable('The key is switched off by the organization or the enterprise.')
    return fail([fact('readOnly', false), fact('enabled', true)])
  },
  why:
    'A deploy key is an SSH key without a person, an end date or, usually, a passphrase, lying on a server. Whoever ' +
    'copies a key with write access can push to the repository, and nothing in the history points to them.',
  fix: {
    steps: [
      'Find out which server or job uses the key. If it only fetches, add a new key without "Allow write access" under ' +
        'repository settings › Deploy keys; an existing key cannot be changed.',
      'If it must push, replace it by a GitHub App with "Contents: write" on that repository alone; its tokens last ' +
        'an hour.',
      'Delete the old key. Deployments that still use it stop working at that moment.',
    ],
  },
  refs: ['https://docs.github.com/en/authentication/connecting-to-github-with-ssh/managing-deploy-keys'],
  maps: { 'NIST 800-53r5': ['AC-6', 'IA-5'], 'SOC 2': ['CC6.3'], 'ISO 27001:2022': ['5.17'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'it may only read', subject: { readOnly: true } }],
    fail: [{ when: 'it may write', subject: { readOnly: false, enabled: true } }],
    not_applicable: [{ when: 'it may write but is switched off', subject: { readOnly: false, enabled: false } }],
    unknown: [
      { when: 'it may write, and whether it is on was not shown', subject: { readOnly: false, enabled: null } },
    ],
  },
})
