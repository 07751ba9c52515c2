import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-environment-reviewers-required',
  severity: 'medium',
  category: 'supply chain',
  each: 'github.environment',
  needs: [],
  title: 'A person approves deployments to production',
  problem: 'Deployments to production need no approval',
  judge: (environment) => {
    if (environment.archived) return notApplicable('The repository is archived and deploys nothing.')
    if (!/prod|live/i.test(environment.environment)) return notApplicable('The name does not speak of production.')
    return environment.reviewersRequired ? pass() : fail(fact('protectionRules.REQUIRED_REVIEWERS', 'none'))
  },
  why:
    'Whoever can start a workflow on a branch can deploy to production and use the secrets of the ' +
    'environment, without anybody else noticing until it is done. A stolen session is enough.',
  fix: {
    steps: [
      'Repository Settings › Environments › the environment: select "Required reviewers", name a team, and ' +
        '"Save protection rules".',
      'Select "Prevent self-review" too.',
      'Private repositories need Enterprise for this on GitHub; on other plans, let a separate pipeline deploy.',
    ],
  },
  refs: [
    'https://docs.github.com/en/rest/deployments/environments',
    'https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['5.2.3'],
    'NIST 800-53r5': ['CM-3'],
    'SOC 2': ['CC8.1'],
    'ISO 27001:2022': ['8.31'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'yes', subject: { environment: 'production', archived: false, reviewersRequired: true } }],
    fail: [{ when: 'no', subject: { environment: 'production', archived: false, reviewersRequired: false } }],
    not_applicable: [
      { when: 'archived', subject: { archived: true } },
      { when: 'staging', subject: { archived: false, environment: 'staging' } },
    ],
    unknown: [
      {
        when: 'the rules were not shown',
        subject: { environment: 'production', archived: false, reviewersRequired: null },
      },
    ],
  },
})
