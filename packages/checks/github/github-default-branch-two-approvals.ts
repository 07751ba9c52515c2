import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-default-branch-two-approvals',
  severity: 'medium',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'Default branch of a critical repository requires two approvals',
  problem: 'A critical repository asks for fewer than two approvals',
  tally: {
    of: 'github.repository',
    start: () => ({ said: false, critical: new Set<string>() }),
    add: (total, repository) => {
      if (repository.critical !== 'unsaid') total.said = true
      if (repository.critical === 'yes') total.critical.add(repository.fullName)
      return total
    },
  },
  judge: (branch, { total }) => {
    if (!total.said) return notApplicable('The settings of the connection do not say which repositories are critical.')
    if (total.critical.size === 0)
      return notApplicable('No repository of the organization is marked as the settings say that critical ones are.')
    if (!total.critical.has(branch.repository)) return notApplicable('The repository is not marked as critical.')
    if (branch.archived) return notApplicable('The repository is archived, so nothing can be pushed.')
    if (!branch.hasDefaultBranch) return notApplicable('The repository is empty, so there is no branch to protect.')
    if (branch.requiredApprovals >= 2) return pass()
    return fail(fact('requiredApprovingReviewCount', branch.requiredApprovals))
  },
  why:
    'What the company itself calls critical can be changed with the consent of one other person, or of nobody. Two stolen ' +
    'sessions are harder to come by than one, and a second reader sees what the first has overlooked.',
  fix: {
    steps: [
      'In the organization: Settings › Repository › Rulesets › New branch ruleset. Target repositories by the same custom ' +
        'property that marks them critical, and the default branch.',
      'Select "Require a pull request before merging" and set "Required approvals" to 2, then "Create".',
      'What marks a repository as critical stands in Rollcall in the settings of the connection, under Critical repositories.',
    ],
    link: '{web}/{name}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/managing-custom-properties-for-repositories-in-your-organization',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-a-pull-request-before-merging',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.1.3'],
    'NIST 800-53r5': ['AC-5'],
    'SOC 2': ['CC8.1'],
    'ISO 27001:2022': ['5.3'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'two approvals',
        subject: { repository: 'acme/pay', archived: false, hasDefaultBranch: true, requiredApprovals: 2 },
        others: [{ fullName: 'acme/pay', critical: 'yes' }],
      },
    ],
    fail: [
      {
        when: 'one will do',
        subject: { repository: 'acme/pay', archived: false, hasDefaultBranch: true, requiredApprovals: 1 },
        others: [{ fullName: 'acme/pay', critical: 'yes' }],
      },
      {
        when: 'the branch is not protected at all',
        subject: { repository: 'acme/pay', archived: false, hasDefaultBranch: true, requiredApprovals: 0 },
        others: [{ fullName: 'acme/pay', critical: 'yes' }],
      },
    ],
    not_applicable: [
      {
        when: 'another repository is critical',
        subject: { repository: 'acme/site' },
        others: [
          { fullName: 'acme/pay', critical: 'yes' },
          { fullName: 'acme/site', critical: 'no' },
        ],
      },
      { when: 'none is marked', subject: {}, others: [{ fullName: 'acme/pay', critical: 'no' }] },
      { when: 'the settings do not say', subject: {}, others: [{ fullName: 'acme/pay', critical: 'unsaid' }] },
      {
        when: 'archived',
        subject: { repository: 'acme/pay', archived: true },
        others: [{ fullName: 'acme/pay', critical: 'yes' }],
      },
      {
        when: 'empty',
        subject: { repository: 'acme/pay', archived: false, hasDefaultBranch: false },
        others: [{ fullName: 'acme/pay', critical: 'yes' }],
      },
    ],
    unknown: [
      {
        when: 'what marks it was not shown',
        subject: { repository: 'acme/pay' },
        others: [{ fullName: 'acme/pay', critical: null }],
      },
    ],
  },
})
