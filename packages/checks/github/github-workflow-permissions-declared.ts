import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-workflow-permissions-declared',
  severity: 'medium',
  category: 'supply chain',
  each: 'github.workflow',
  needs: [],
  title: 'Workflow says which permissions its token needs',
  problem: 'Workflow does not limit its token',
  judge: (workflow) => {
    if (workflow.archived) return notApplicable('The repository is archived; its workflows do not run.')
    return workflow.permissions === 'declared' ? pass() : fail(fact('permissions', workflow.permissions))
  },
  why:
    'Without a permissions block the token of every job has whatever the organization or the repository gives by default, which ' +
    'may be writing everything. Any action and any script of the job holds it.',
  fix: {
    steps: [
      'Put permissions: contents: read at the top of the workflow.',
      'Give single jobs what they need more of, for example packages: write, in a permissions block of the job.',
      'Replace write-all by the permissions that are used.',
    ],
    link: '{web}/{name}',
  },
  refs: [
    'https://docs.github.com/en/actions/reference/security/secure-use',
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['2.3.5'],
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'declared', subject: { archived: false, permissions: 'declared' } }],
    fail: [
      { when: 'nothing said', subject: { archived: false, permissions: 'missing' } },
      { when: 'everything', subject: { archived: false, permissions: 'write-all' } },
    ],
    not_applicable: [{ when: 'an archived repository', subject: { archived: true, permissions: 'missing' } }],
    unknown: [{ when: 'the file could not be read', subject: { archived: false, permissions: null } }],
  },
})
