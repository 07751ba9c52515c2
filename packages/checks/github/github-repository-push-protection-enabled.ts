import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-repository-push-protection-enabled',
  severity: 'high',
  category: 'configuration',
  each: 'github.repository',
  needs: [],
  title: 'Push protection is on',
  problem: 'Push protection is off',
  judge: (repository) => {
    if (repository.archived) return notApplicable('The repository is archived, so nothing can be pushed.')
    return repository.pushProtection === 'enabled'
      ? pass()
      : fail(fact('security_and_analysis.secret_scanning_push_protection.status', repository.pushProtection))
  },
  why:
    'A secret that has been pushed has to be replaced everywhere it is used, because it may already have been copied. ' +
    'Push protection stops the push and tells the author, while the mistake still costs nothing.',
  fix: {
    steps: [
      'Repository Settings › Advanced Security: if "Secret Protection" is off, click Enable beside it. Public ' +
        'repositories are free; private and internal ones cost a license for each active committer.',
      'In the same section, beside "Push protection", click Enable. Pushes with a known kind of secret are refused ' +
        'unless the author gives a reason to bypass; each bypass raises an alert.',
    ],
    link: '{web}/{name}/settings/security_analysis',
  },
  refs: [
    'https://docs.github.com/en/code-security/how-tos/secure-your-secrets/prevent-future-leaks/enable-push-protection',
    'https://docs.github.com/en/code-security/concepts/secret-security/push-protection',
  ],
  maps: { 'CIS GitHub 1.2.0': ['1.5.1'], 'NIST 800-53r5': ['IA-5(7)'], 'SOC 2': ['CC7.1'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'on', subject: { archived: false, pushProtection: 'enabled' } }],
    fail: [{ when: 'off', subject: { archived: false, pushProtection: 'disabled' } }],
    not_applicable: [{ when: 'archived', subject: { archived: true, pushProtection: 'disabled' } }],
    unknown: [{ when: 'shown to administrators only', subject: { archived: false, pushProtection: null } }],
  },
})
