import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-runner-ephemeral',
  severity: 'medium',
  category: 'supply chain',
  each: 'github.runner',
  needs: [],
  title: 'Self-hosted runner is thrown away after a job',
  problem: 'A runner keeps what jobs leave behind',
  judge: (runner) => (runner.ephemeral ? pass() : fail([fact('ephemeral', false), fact('os', runner.os)])),
  why:
    'A job can leave a program running, change a tool, or read the files of the job before it. On a machine ' +
    'that stays, one bad pull request is still there when the release is built.',
  fix: {
    steps: [
      'Register runners with --ephemeral, from an image that is made anew for each job; Actions Runner ' +
        'Controller does it on Kubernetes.',
      'Where a machine must stay, as for special hardware, limit its group to the one repository that needs it.',
    ],
    link: '{web}/organizations/{scope}/settings/actions/runners',
  },
  refs: [
    'https://docs.github.com/en/rest/actions/self-hosted-runners',
    'https://docs.github.com/en/actions/reference/security/secure-use',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['2.2.1'],
    'NIST 800-53r5': ['SC-3'],
    'SOC 2': ['CC6.8'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'thrown away', subject: { ephemeral: true } }],
    fail: [{ when: 'it stays', subject: { ephemeral: false, os: 'linux' } }],
    unknown: [{ when: 'a server that does not tell', subject: { ephemeral: null } }],
  },
})
