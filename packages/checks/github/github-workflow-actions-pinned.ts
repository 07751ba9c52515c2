import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-workflow-actions-pinned',
  severity: 'medium',
  category: 'supply chain',
  each: 'github.workflow',
  needs: [],
  title: 'Workflow pins the actions of others to a commit',
  problem: 'Workflow runs an action that is not pinned',
  judge: (workflow) => {
    if (workflow.archived) return notApplicable('The repository is archived; its workflows do not run.')
    return workflow.unpinned.length === 0 ? pass() : fail(fact('uses', workflow.unpinned))
  },
  why:
    'A tag or branch of an action means whatever its owner, or whoever got into their account, makes of it tomorrow. The next ' +
    'run takes it, with the token and the secrets of this workflow.',
  fix: {
    steps: [
      'Replace the tag by the full commit SHA of the release that you have looked at: uses: owner/action@<40 digits> # v3.1.0.',
      'Let Dependabot keep it current: .github/dependabot.yml with package-ecosystem: github-actions.',
      'Organization settings › Actions › General: "Require actions to be pinned to a full-length commit SHA" keeps it so.',
    ],
    link: '{web}/{name}',
  },
  refs: ['https://docs.github.com/en/actions/reference/security/secure-use'],
  maps: {
    'CIS GitHub 1.2.0': ['2.4.2', '3.1.7'],
    'NIST 800-53r5': ['SR-4'],
    'SOC 2': ['CC8.1'],
    'ISO 27001:2022': ['8.28'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'all pinned', subject: { archived: false, unpinned: [] } }],
    fail: [{ when: 'a tag', subject: { archived: false, unpinned: ['tidewatch/scan-action@v3'] } }],
    not_applicable: [{ when: 'an archived repository', subject: { archived: true, unpinned: ['a/b@v1'] } }],
    unknown: [{ when: 'the file is no YAML', subject: { archived: false, unpinned: null } }],
  },
})
