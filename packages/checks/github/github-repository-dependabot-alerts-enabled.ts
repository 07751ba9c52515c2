import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-repository-dependabot-alerts-enabled',
  severity: 'medium',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'Dependabot alerts are on',
  problem: 'Dependabot alerts are off',
  judge: (repository) => {
    if (repository.archived) return notApplicable('The repository is archived; GitHub raises no alerts for it.')
    return repository.vulnerabilityAlerts ? pass() : fail(fact('hasVulnerabilityAlertsEnabled', false))
  },
  why:
    'Nobody is told when a library that the repository uses turns out to have a hole. Exploits for well-known ones are ' +
    'tried all over the internet within days.',
  fix: {
    steps: [
      'Repository Settings › Advanced Security: beside "Dependabot alerts", click Enable. It turns on the dependency ' +
        'graph too, and costs nothing.',
      'For many repositories at once, apply a configuration under Organization settings › Advanced Security › ' +
        'Configurations.',
    ],
    link: '{web}/{name}/settings/security_analysis',
  },
  refs: [
    'https://docs.github.com/en/code-security/how-tos/secure-your-supply-chain/secure-your-dependencies/configure-dependabot-alerts',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.5.5', '3.2.2'],
    'NIST 800-53r5': ['RA-5'],
    'SOC 2': ['CC7.1'],
    'ISO 27001:2022': ['8.8'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'on', subject: { archived: false, vulnerabilityAlerts: true } }],
    fail: [{ when: 'off', subject: { archived: false, vulnerabilityAlerts: false } }],
    not_applicable: [{ when: 'archived', subject: { archived: true, vulnerabilityAlerts: false } }],
    unknown: [{ when: 'GitHub did not show it', subject: { archived: false, vulnerabilityAlerts: null } }],
  },
})
