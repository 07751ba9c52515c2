import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-environment-self-review-prevented',
  severity: 'low',
  category: 'supply chain',
  each: 'github.environment',
  needs: [],
  tally: {
    of: 'github.organization',
    start: () => '',
    add: (_plan: string, org) => org.plan,
  },
  title: 'Nobody approves their own deployment to production',
  problem: 'People approve their own deployments',
  judge: (environment, { total }) => {
    if (environment.archived) return notApplicable('The repository is archived and deploys nothing.')
    if (!/prod|live/i.test(environment.environment)) return notApplicable('The name does not speak of production.')
    if (environment.visibility !== 'public' && total !== 'enterprise')
      return notApplicable('The plan has required reviewers for public repositories only.')
    if (!environment.reviewersRequired) return notApplicable('No review is required, which is a finding of its own.')
    return environment.selfReviewPrevented ? pass() : fail(fact('protectionRules.preventSelfReview', 'none'))
  },
  why:
    'A required review that the starter of the deployment can give themselves slows them down by one click. ' +
    'It looks like two people in every report, and it was one.',
  fix: {
    steps: [
      'Repository Settings › Environments › the environment: under "Required reviewers", select "Prevent ' +
        'self-review", then "Save protection rules".',
      'Name a team as reviewer, so that somebody else is around.',
    ],
  },
  refs: [
    'https://docs.github.com/en/rest/deployments/environments',
    'https://docs.github.com/en/actions/managing-workflow-runs-and-deployments/managing-deployments/managing-environments-for-deployment',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['5.2.3'],
    'NIST 800-53r5': ['AC-5'],
    'SOC 2': ['CC8.1'],
    'ISO 27001:2022': ['8.31'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'yes',
        subject: {
          environment: 'production',
          archived: false,
          visibility: 'private',
          reviewersRequired: true,
          selfReviewPrevented: true,
        },
        others: [{ plan: 'enterprise' }],
      },
      {
        when: 'yes, and public',
        subject: {
          environment: 'production',
          archived: false,
          visibility: 'public',
          reviewersRequired: true,
          selfReviewPrevented: true,
        },
        others: [{ plan: 'free' }],
      },
    ],
    fail: [
      {
        when: 'no',
        subject: {
          environment: 'production',
          archived: false,
          visibility: 'private',
          reviewersRequired: true,
          selfReviewPrevented: false,
        },
        others: [{ plan: 'enterprise' }],
      },
    ],
    not_applicable: [
      { when: 'archived', subject: { archived: true } },
      { when: 'staging', subject: { archived: false, environment: 'staging' } },
      {
        when: 'no review is required',
        subject: { environment: 'production', archived: false, visibility: 'private', reviewersRequired: false },
        others: [{ plan: 'enterprise' }],
      },
      {
        when: 'private, on a plan without it',
        subject: { environment: 'production', archived: false, visibility: 'private' },
        others: [{ plan: 'team' }],
      },
    ],
    unknown: [
      {
        when: 'the rules were not shown',
        subject: {
          environment: 'production',
          archived: false,
          visibility: 'private',
          reviewersRequired: true,
          selfReviewPrevented: null,
        },
        others: [{ plan: 'enterprise' }],
      },
    ],
  },
})
