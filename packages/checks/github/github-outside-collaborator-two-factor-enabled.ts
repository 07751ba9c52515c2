import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-outside-collaborator-two-factor-enabled',
  severity: 'high',
  category: 'identity',
  each: 'github.outside_collaborator',
  needs: [],
  title: 'Outside collaborator uses two-factor authentication',
  problem: 'Outside collaborator without two-factor authentication',
  judge: (person) => (person.twoFactor === 'disabled' ? fail(fact('2fa_disabled', true)) : pass()),
  why:
    'Outside collaborators reach your repositories with an account that your company neither issues nor watches. ' +
    'Without a second factor one leaked password of theirs is enough to read, and often to change, your code.',
  fix: {
    steps: [
      'Ask the person to turn on two-factor authentication in their own Settings › Password and authentication.',
      'If nobody works with them any more, remove them: People › Outside collaborators › select the person › "Remove ' +
        'from all repositories".',
      'To settle it for everybody, require two-factor authentication under Organization settings › Authentication ' +
        'security. Outside collaborators without it are then removed and lose their forks of private repositories; ' +
        'they can be reinstated for three months.',
    ],
    link: '{web}/orgs/{scope}/outside-collaborators',
  },
  refs: [
    'https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-two-factor-authentication-for-your-organization/viewing-whether-users-in-your-organization-have-2fa-enabled',
    'https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-outside-collaborators/removing-an-outside-collaborator-from-an-organization-repository',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.4'],
    'NIST 800-53r5': ['IA-2(2)', 'IA-8'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['5.19'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'on, with secure methods only', subject: { twoFactor: 'secure' } },
      { when: 'on, method not shown', subject: { twoFactor: 'enabled' } },
      { when: 'on, with SMS, which is another check', subject: { twoFactor: 'insecure' } },
    ],
    fail: [{ when: 'off', subject: { twoFactor: 'disabled' } }],
    unknown: [{ when: 'GitHub did not show it', subject: { twoFactor: null } }],
  },
})
