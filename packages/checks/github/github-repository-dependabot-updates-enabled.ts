import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-repository-dependabot-updates-enabled',
  severity: 'low',
  category: 'configuration',
  each: 'github.repository',
  needs: [],
  title: 'Dependabot proposes security updates',
  problem: 'Security updates are not proposed',
  judge: (repository) => {
    if (repository.archived) return notApplicable('The repository is archived, so nothing can be updated.')
    return repository.dependabotSecurityUpdates === 'enabled'
      ? pass()
      : fail(fact('security_and_analysis.dependabot_security_updates.status', repository.dependabotSecurityUpdates))
  },
  why:
    'An alert tells somebody that a dependency has a known hole; a pull request that closes it gets merged. ' +
    'Where nobody makes it, the alert waits for a person with time, often for months.',
  fix: {
    steps: [
      'Repository Settings › Advanced Security: beside "Dependabot security updates", click Enable. ' +
        'Dependabot alerts must be on.',
      'For many repositories at once, apply a configuration under Organization settings › Advanced Security ' +
        '› Configurations.',
      'Group the updates in dependabot.yml where there are too many pull requests.',
    ],
    link: '{web}/{name}/settings/security_analysis',
  },
  refs: [
    'https://docs.github.com/en/code-security/dependabot/dependabot-security-updates/configuring-dependabot-security-updates',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.5.5'],
    'NIST 800-53r5': ['SI-2'],
    'SOC 2': ['CC7.1'],
    'ISO 27001:2022': ['8.8'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'on', subject: { archived: false, dependabotSecurityUpdates: 'enabled' } }],
    fail: [{ when: 'off', subject: { archived: false, dependabotSecurityUpdates: 'disabled' } }],
    not_applicable: [{ when: 'archived', subject: { archived: true } }],
    unknown: [{ when: 'shown to administrators only', subject: { archived: false, dependabotSecurityUpdates: null } }],
  },
})
