import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

/** Days from then to now. */
const daysSince = (moment: string, now: Date) => Math.floor((now.getTime() - Date.parse(moment)) / 86_400_000)

export default defineCheck({
  id: 'github-deploy-key-recent',
  severity: 'medium',
  category: 'token & keys',
  each: 'github.deploy_key',
  needs: [],
  title: 'Deploy key is younger than a year',
  problem: 'Deploy key is older than a year',
  judge: (key, { now }) => {
    if (!key.enabled) return notApplicable('The key is switched off by the organization or the enterprise.')
    return daysSince(key.createdAt, now) > 365 ? fail(fact('createdAt', key.createdAt)) : pass()
  },
  why:
    'A deploy key never ends by itself and hangs on no person. The longer it lies on servers, in images and ' +
    'in backups, the more copies there are, and nobody remembers which of them still matter.',
  fix: {
    steps: [
      'Find the server or job that uses the key; its title and "last used" under repository settings › ' +
        'Deploy keys help.',
      'Add a new key there, switch the job over, then delete the old key.',
      'Where it can be done, use a GitHub App or OpenID Connect instead: their tokens end within hours.',
    ],
  },
  refs: ['https://docs.github.com/en/authentication/connecting-to-github-with-ssh/managing-deploy-keys'],
  maps: {
    'NIST 800-53r5': ['IA-5(1)'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['5.17'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'half a year old', subject: { enabled: true, createdAt: '2025-07-01T00:00:00Z' } }],
    fail: [{ when: 'three years old', subject: { enabled: true, createdAt: '2023-01-01T00:00:00Z' } }],
    not_applicable: [{ when: 'switched off', subject: { enabled: false } }],
    unknown: [{ when: 'its age was not shown', subject: { enabled: true, createdAt: null } }],
  },
})
