import { defineCheck, fact, fail, pass, unknown } from '@rollcall/core'

const dayMs = 86_400_000

export default defineCheck({
  id: 'github-repository-inactive-archived',
  severity: 'low',
  category: 'configuration',
  each: 'github.repository',
  needs: [],
  title: 'Repository without pushes for a year is archived',
  problem: 'Nothing was pushed for a year',
  judge: (repository, { now }) => {
    if (repository.archived) return pass()
    const last =
      repository.pushedAt === '' ? fact('created_at', repository.createdAt) : fact('pushed_at', repository.pushedAt)
    const days = (now.getTime() - Date.parse(String(last.value))) / dayMs
    if (Number.isNaN(days))
      return unknown('api', `GitHub gave no readable time in ${last.field} of this repository.`, 'Scan again.')
    return days > 365 ? fail(last) : pass()
  },
  why:
    'What nobody works on nobody watches either: its dependencies age, its access list keeps people who have moved on, ' +
    'and its workflows and keys still run. Archiving makes it read-only and shows everyone that it is not maintained.',
  fix: {
    steps: [
      'Ask the team that owns it whether it is still needed, and close its open issues and pull requests.',
      'Repository Settings › General › "Danger Zone" › "Archive this repository", and confirm. Workflows stop, and ' +
        'nothing can be changed until it is unarchived; code stays readable.',
      'If nobody needs it at all, delete it after a backup.',
    ],
    link: '{web}/{name}/settings',
  },
  refs: ['https://docs.github.com/en/repositories/archiving-a-github-repository/archiving-repositories'],
  maps: { 'CIS GitHub 1.2.0': ['1.2.7'], 'NIST 800-53r5': ['CM-8'], 'SOC 2': ['CC6.5'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'pushed to last month', subject: { archived: false, pushedAt: '2025-12-01T00:00:00Z' } },
      { when: 'archived', subject: { archived: true, pushedAt: '2019-05-01T00:00:00Z' } },
      { when: 'new and empty', subject: { archived: false, pushedAt: '', createdAt: '2025-11-20T00:00:00Z' } },
    ],
    fail: [
      { when: 'last pushed to two years ago', subject: { archived: false, pushedAt: '2024-01-01T00:00:00Z' } },
      {
        when: 'empty since it was made long ago',
        subject: { archived: false, pushedAt: '', createdAt: '2020-02-02T00:00:00Z' },
      },
    ],
    unknown: [
      { when: 'the time was not shown', subject: { archived: false, pushedAt: null } },
      { when: 'the time is not readable', subject: { archived: false, pushedAt: 'yesterday' } },
    ],
  },
})
