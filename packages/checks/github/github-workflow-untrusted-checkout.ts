import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-workflow-untrusted-checkout',
  severity: 'critical',
  category: 'supply chain',
  each: 'github.workflow',
  needs: [],
  title: 'Workflow does not check out proposed code with rights of its own',
  problem: 'Workflow runs a stranger’s code with its rights',
  judge: (workflow) => {
    if (workflow.archived) return notApplicable('The repository is archived; its workflows do not run.')
    return workflow.untrustedCheckout
      ? fail([fact('on', workflow.triggers), fact('checkout', 'head of the proposal')])
      : pass()
  },
  why:
    'The triggers pull_request_target, workflow_run and issue_comment run with the token and the secrets of the repository. Where ' +
    'such a run checks out the proposed code, whoever can open a pull request can run their own commands with both.',
  fix: {
    steps: [
      'Use the trigger pull_request for everything that builds or tests proposed code: it has no secrets and a read-only token.',
      'Keep pull_request_target for what needs only the base branch, such as labels, and do not check out the head there.',
      'Where results of a build are needed with rights, hand them over as an artifact and treat them as a stranger’s data.',
    ],
    link: '{web}/{name}',
  },
  refs: [
    'https://docs.github.com/en/actions/reference/security/secure-use#mitigating-the-risks-of-untrusted-code-checkout',
    'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['2.3.5'],
    'NIST 800-53r5': ['AC-6', 'SI-10'],
    'SOC 2': ['CC8.1'],
    'ISO 27001:2022': ['8.28'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'none', subject: { archived: false, untrustedCheckout: false } }],
    fail: [
      {
        when: 'the head of a pull request under pull_request_target',
        subject: { archived: false, untrustedCheckout: true, triggers: ['pull_request_target'] },
      },
    ],
    not_applicable: [{ when: 'an archived repository', subject: { archived: true, untrustedCheckout: true } }],
    unknown: [{ when: 'the file could not be read', subject: { archived: false, untrustedCheckout: null } }],
  },
})
