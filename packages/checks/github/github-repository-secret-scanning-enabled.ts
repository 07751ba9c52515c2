import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-repository-secret-scanning-enabled',
  severity: 'high',
  category: 'configuration',
  each: 'github.repository',
  needs: [],
  title: 'Secret scanning is on',
  problem: 'Secret scanning is off',
  judge: (repository) =>
    repository.secretScanning === 'enabled'
      ? pass()
      : fail(fact('security_and_analysis.secret_scanning.status', repository.secretScanning)),
  why:
    'A key or password that was ever committed stays in the history for everybody who has a copy. Without scanning ' +
    'nobody is told, and the first to find it may be a stranger. An archived repository keeps its history too.',
  fix: {
    steps: [
      'Repository Settings › Advanced Security: beside "Secret Protection", click Enable. Public repositories are ' +
        'free; private and internal ones cost a license for each active committer.',
      'For many repositories at once, apply a configuration under Organization settings › Advanced Security › ' +
        'Configurations.',
      'Then work through the alerts on the Security tab: replace each secret at its issuer first, removing it from the ' +
        'code is not enough.',
    ],
    link: '{web}/{name}/settings/security_analysis',
  },
  refs: [
    'https://docs.github.com/en/code-security/how-tos/secure-your-secrets/detect-secret-leaks/enable-secret-scanning',
    'https://docs.github.com/en/code-security/concepts/secret-security/secret-scanning',
  ],
  maps: { 'CIS GitHub 1.2.0': ['1.5.1'], 'NIST 800-53r5': ['IA-5(7)'], 'SOC 2': ['CC7.1'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'on', subject: { secretScanning: 'enabled' } }],
    fail: [{ when: 'off', subject: { secretScanning: 'disabled' } }],
    unknown: [{ when: 'shown to administrators only', subject: { secretScanning: null } }],
  },
})
