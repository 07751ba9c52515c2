import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-environment-branches-limited',
  severity: 'medium',
  category: 'supply chain',
  each: 'github.environment',
  needs: [],
  title: 'Only chosen branches deploy to production',
  problem: 'Any branch can deploy to production',
  judge: (environment) => {
    if (environment.archived) return notApplicable('The repository is archived and deploys nothing.')
    if (!/prod|live/i.test(environment.environment)) return notApplicable('The name does not speak of production.')
    return environment.branchesLimited ? pass() : fail(fact('protectionRules.BRANCH_POLICY', 'none'))
  },
  why:
    'Without a limit a workflow on any branch reaches the secrets and targets of production. Pushing a branch ' +
    'of one’s own, which no rule protects, is then a way around every review.',
  fix: {
    steps: [
      'Repository Settings › Environments › the environment › "Deployment branches and tags": choose ' +
        '"Protected branches only", or name the release branches and tags.',
      'Check that the branches that may deploy are protected themselves.',
    ],
  },
  refs: [
    'https://docs.github.com/en/rest/deployments/environments',
    'https://docs.github.com/en/actions/managing-workflow-runs-and-deployments/managing-deployments/managing-environments-for-deployment',
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
    pass: [{ when: 'yes', subject: { environment: 'production', archived: false, branchesLimited: true } }],
    fail: [{ when: 'no', subject: { environment: 'production', archived: false, branchesLimited: false } }],
    not_applicable: [
      { when: 'archived', subject: { archived: true } },
      { when: 'staging', subject: { archived: false, environment: 'staging' } },
    ],
    unknown: [
      {
        when: 'the rules were not shown',
        subject: { environment: 'production', archived: false, branchesLimited: null },
      },
    ],
  },
})
