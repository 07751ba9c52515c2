import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-workflow-expressions-safe',
  severity: 'high',
  category: 'supply chain',
  each: 'github.workflow',
  needs: [],
  title: 'Workflow puts no stranger’s words into a script',
  problem: 'A stranger’s words run as a script',
  judge: (workflow) => {
    if (workflow.archived) return notApplicable('The repository is archived; its workflows do not run.')
    return workflow.injections.length === 0 ? pass() : fail(fact('run', workflow.injections))
  },
  why:
    'GitHub pastes the value of an expression into the script before it runs. A pull request whose title or branch name is a ' +
    'command runs that command, with the token and the secrets of the job.',
  fix: {
    steps: [
      'Hand the value over as an environment variable: env: TITLE: with the expression, and "$TITLE" in the script.',
      'In actions/github-script read it from context.payload instead of an expression.',
    ],
    link: '{web}/{name}',
  },
  refs: [
    'https://docs.github.com/en/actions/concepts/security/script-injections',
    'https://docs.github.com/en/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks',
  ],
  maps: {
    'NIST 800-53r5': ['SI-10'],
    'SOC 2': ['CC8.1'],
    'ISO 27001:2022': ['8.28'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'none', subject: { archived: false, injections: [] } }],
    fail: [{ when: 'the title of an issue', subject: { archived: false, injections: ['github.event.issue.title'] } }],
    not_applicable: [{ when: 'an archived repository', subject: { archived: true, injections: ['github.head_ref'] } }],
    unknown: [{ when: 'the file could not be read', subject: { archived: false, injections: null } }],
  },
})
