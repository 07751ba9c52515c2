import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-workflow-secrets-kept',
  severity: 'high',
  category: 'supply chain',
  each: 'github.workflow',
  needs: [],
  title: 'Workflow does not hand all its secrets to somebody else',
  problem: 'All secrets go to a workflow of somebody else',
  judge: (workflow) => {
    if (workflow.archived) return notApplicable('The repository is archived; its workflows do not run.')
    return workflow.inheritsSecretsOutside ? fail(fact('secrets', 'inherit')) : pass()
  },
  why:
    'With secrets: inherit a reusable workflow gets every secret of the repository, its organization and its environment. Where it ' +
    'belongs to somebody else, they and whoever gets into their account have them all.',
  fix: {
    steps: [
      'Name the secrets that the called workflow needs, one by one, under secrets: in the job that calls it.',
      'Copy the workflow into the organization, or pin it to a commit that you have looked at.',
    ],
    link: '{web}/{name}',
  },
  refs: [
    'https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#passing-inputs-and-secrets-to-a-reusable-workflow',
  ],
  maps: {
    'NIST 800-53r5': ['AC-6', 'SR-3'],
    'SOC 2': ['CC9.2'],
    'ISO 27001:2022': ['5.19'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'named one by one', subject: { archived: false, inheritsSecretsOutside: false } }],
    fail: [{ when: 'all of them', subject: { archived: false, inheritsSecretsOutside: true } }],
    not_applicable: [{ when: 'an archived repository', subject: { archived: true, inheritsSecretsOutside: true } }],
    unknown: [{ when: 'the file could not be read', subject: { archived: false, inheritsSecretsOutside: null } }],
  },
})
