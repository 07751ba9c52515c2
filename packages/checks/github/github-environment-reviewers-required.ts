import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-environment-reviewers-required',
  severity: 'medium',
  category: 'supply chain',
  each: 'github.environment',
  needs: [],
  tally: {
    of: 'github.organization',
    start: () => '',
    add: (_plan: string, org) => org.plan,
  },
  title: 'A person approves deployments to production',
  problem: 'Deployments to production need no approval',
  judge: (environment, { total }) => {
    if (environment.archived) return notApplicable('The repository is archived and deploys nothing.')
    if (!/prod|live/i.test(environment.environment)) return notApplicable('The name does not speak of production.')
    if (environment.visibility !== 'public' && total !== 'enterprise')
      return notApplicable('The plan has required reviewers for public repositories only.')
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
    pass: [
      {
        when: 'yes',
        subject: { environment: 'production', archived: false, visibility: 'private', reviewersRequired: true },
        others: [{ plan: 'enterprise' }],
      },
      {
        when: 'yes, and public',
        subject: { environment: 'production', archived: false, visibility: 'public', reviewersRequired: true },
        others: [{ plan: 'free' }],
      },
    ],
    fail: [
      {
        when: 'no',
        subject: { environment: 'production', archived: false, visibility: 'private', reviewersRequired: false },
        others: [{ plan: 'enterprise' }],
      },
    ],
    not_applicable: [
      { when: 'archived', subject: { archived: true } },
      { when: 'staging', subject: { archived: false, environment: 'staging' } },
      {
        when: 'private, on a plan without it',
        subject: { environment: 'production', archived: false, visibility: 'private' },
        others: [{ plan: 'team' }],
      },
    ],
    unknown: [
      {
        when: 'the rules were not shown',
        subject: { environment: 'production', archived: false, visibility: 'private', reviewersRequired: null },
        others: [{ plan: 'enterprise' }],
      },
    ],
  },
})
