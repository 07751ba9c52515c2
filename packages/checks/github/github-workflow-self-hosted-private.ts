import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-workflow-self-hosted-private',
  severity: 'high',
  category: 'supply chain',
  each: 'github.workflow',
  needs: [],
  title: 'Public repository does not run proposals on own machines',
  problem: 'Strangers’ proposals run on own machines',
  judge: (workflow) => {
    if (workflow.archived) return notApplicable('The repository is archived; its workflows do not run.')
    if (workflow.visibility !== 'public') return notApplicable('The repository is not public.')
    const open = workflow.triggers.filter((one) => one.startsWith('pull_request'))
    return workflow.selfHosted && open.length > 0 ? fail([fact('runs-on', 'self-hosted'), fact('on', open)]) : pass()
  },
  why:
    'Anybody can propose a change to a public repository. What it runs stays on a self-hosted machine after the job: a changed ' +
    'tool, a stolen token, a way into the network that the machine stands in.',
  fix: {
    steps: [
      'Run workflows of public repositories on machines of GitHub.',
      'Where a machine of your own is needed, use ephemeral runners in a group of their own, in a network of their own.',
      'Organization settings › Actions › Runner groups: clear "Allow public repositories".',
    ],
    link: '{web}/{name}',
  },
  refs: ['https://docs.github.com/en/actions/reference/security/secure-use#hardening-for-self-hosted-runners'],
  maps: {
    'CIS GitHub 1.2.0': ['2.1.5'],
    'NIST 800-53r5': ['SC-7', 'AC-6'],
    'SOC 2': ['CC6.6'],
    'ISO 27001:2022': ['8.31'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'machines of GitHub',
        subject: { archived: false, visibility: 'public', triggers: ['pull_request'], selfHosted: false },
      },
      {
        when: 'only after a push',
        subject: { archived: false, visibility: 'public', triggers: ['push'], selfHosted: true },
      },
    ],
    fail: [
      {
        when: 'a pull request',
        subject: { archived: false, visibility: 'public', triggers: ['pull_request'], selfHosted: true },
      },
    ],
    not_applicable: [{ when: 'a private repository', subject: { archived: false, visibility: 'private' } }],
    unknown: [
      { when: 'the file could not be read', subject: { archived: false, visibility: 'public', triggers: null } },
    ],
  },
})
