import { defineStream, type Gap, GithubActionsPolicy, gapOfError, type Source, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient, type GithubClient } from '../client.ts'

interface Permissions {
  enabled_repositories?: string
  allowed_actions?: string
  sha_pinning_required?: boolean
}

interface WorkflowPermissions {
  default_workflow_permissions?: string
  can_approve_pull_request_reviews?: boolean
}

interface ForkApproval {
  approval_policy?: string
}

interface PrivateForks {
  run_workflows_from_fork_pull_requests?: boolean
  send_write_tokens_to_workflows?: boolean
  send_secrets_and_variables?: boolean
  require_approval_for_fork_pr_workflows?: boolean
}

/** What GitHub has further endpoints for. A part that it does not answer leaves its fields unseen, not the policy. */
interface Parts {
  workflow: WorkflowPermissions
  selected: { patterns_allowed?: string[] }
  forks: ForkApproval
  privateForks: PrivateForks
  runners: { enabled_repositories?: string }
}

const permissionsEndpoint = 'GET /orgs/{org}/actions/permissions'

const partEndpoints: Record<keyof Parts, string> = {
  workflow: 'GET /orgs/{org}/actions/permissions/workflow',
  selected: 'GET /orgs/{org}/actions/permissions/selected-actions',
  forks: 'GET /orgs/{org}/actions/permissions/fork-pr-contributor-approval',
  privateForks: 'GET /orgs/{org}/actions/permissions/fork-pr-workflows-private-repos',
  runners: 'GET /orgs/{org}/actions/permissions/self-hosted-runners',
}

/** GitHub's field names by part, for the evidence, and the record's fields that stay unseen without it. */
const partFields: Record<keyof Parts, { github: string[]; ours: (keyof GithubActionsPolicy)[] }> = {
  workflow: {
    github: ['default_workflow_permissions', 'can_approve_pull_request_reviews'],
    ours: ['defaultWorkflowPermissions', 'canApprovePullRequests'],
  },
  selected: { github: ['patterns_allowed'], ours: ['allowedPatterns'] },
  forks: { github: ['approval_policy'], ours: ['forkApproval'] },
  privateForks: {
    github: [
      'run_workflows_from_fork_pull_requests',
      'send_write_tokens_to_workflows',
      'send_secrets_and_variables',
      'require_approval_for_fork_pr_workflows',
    ],
    ours: ['privateForkWorkflows', 'privateForkWriteTokens', 'privateForkSecrets', 'privateForkApproval'],
  },
  runners: { github: ['self_hosted_runners.enabled_repositories'], ours: ['repositoryRunners'] },
}

export interface PolicyParts {
  data: Partial<Parts>
  sources: Source[]
  gaps: Record<string, Gap>
}

export const actionsPolicy = defineStream({
  id: 'github.actions_policy',
  title: 'Actions policy',
  reads: 'Which actions may run and from whose forks, whether they must be pinned, and what the workflow token may do.',
  schema: GithubActionsPolicy,
  endpoints: [permissionsEndpoint, ...Object.values(partEndpoints)],
  permissions: ['admin:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('organization_administration') },
  docs: 'https://docs.github.com/en/rest/actions/permissions',
  async *read(context, { scope, url }) {
    const client = createClient(context, scope)
    const permissions = await client.get<Permissions>(permissionsEndpoint, { org: scope })
    const parts = await readParts(client, scope, permissions.data)
    const record = mapPolicy(scope, url, permissions.data, parts, permissions.source)
    yield { records: [record], checkpoint: null, expected: 1, ...(permissions.gap ? { gap: permissions.gap } : {}) }
  },
  async probe(context, { scope }) {
    const client = createClient(context, scope)
    await client.get(permissionsEndpoint, { org: scope })
    return null
  },
})

async function readParts(client: GithubClient, org: string, permissions: Permissions): Promise<PolicyParts> {
  const parts: PolicyParts = { data: {}, sources: [], gaps: {} }
  // Patterns are asked for only where there are any; GitHub answers 409 elsewhere.
  const wanted = (Object.keys(partEndpoints) as (keyof Parts)[]).filter(
    (name) => name !== 'selected' || permissions.allowed_actions === 'selected',
  )
  for (const name of wanted) {
    try {
      const { data, source } = await client.get<never>(partEndpoints[name], { org })
      parts.data[name] = data
      parts.sources.push({ ...source, fields: partFields[name].github })
    } catch (error) {
      const gap = gapOfError(error)
      for (const field of partFields[name].ours) parts.gaps[field] = gap
    }
  }
  return parts
}

const approvals = [
  'first_time_contributors_new_to_github',
  'first_time_contributors',
  'all_external_contributors',
] as const
const selections = ['all', 'selected', 'none'] as const

export function mapPolicy(
  scope: string,
  url: string,
  permissions: Permissions,
  { data: parts, sources, gaps }: PolicyParts,
  source: Source,
): StreamRecord<GithubActionsPolicy> {
  const enabled = permissions.enabled_repositories
  const allowed = permissions.allowed_actions
  const token = parts.workflow?.default_workflow_permissions
  const { privateForks } = parts
  const all = permissions.sha_pinning_required === undefined ? { ...gaps, shaPinningRequired: pinningUntold } : gaps
  return {
    stream: 'github.actions_policy',
    scope,
    ref: 'policy',
    name: scope,
    url: `${new URL(url).origin}/organizations/${scope}/settings/actions`,
    data: {
      enabledRepositories: enabled === 'all' || enabled === 'none' || enabled === 'selected' ? enabled : null,
      // Where Actions are off GitHub leaves the field out: nothing may run then.
      allowedActions:
        enabled === 'none'
          ? 'none'
          : allowed === 'all' || allowed === 'local_only' || allowed === 'selected'
            ? allowed
            : null,
      shaPinningRequired: permissions.sha_pinning_required ?? null,
      allowedPatterns: allowed === 'selected' ? (parts.selected?.patterns_allowed ?? null) : [],
      defaultWorkflowPermissions: token === 'read' || token === 'write' ? token : null,
      canApprovePullRequests: parts.workflow?.can_approve_pull_request_reviews ?? null,
      forkApproval: approvals.find((one) => one === parts.forks?.approval_policy) ?? null,
      privateForkWorkflows: privateForks?.run_workflows_from_fork_pull_requests ?? null,
      privateForkWriteTokens: privateForks?.send_write_tokens_to_workflows ?? null,
      privateForkSecrets: privateForks?.send_secrets_and_variables ?? null,
      privateForkApproval: privateForks?.require_approval_for_fork_pr_workflows ?? null,
      repositoryRunners: selections.find((one) => one === parts.runners?.enabled_repositories) ?? null,
    },
    ...(Object.keys(all).length > 0 ? { gaps: all } : {}),
    sources: [source, ...sources],
  }
}

const pinningUntold: Gap = {
  reason: 'api',
  detail: 'This GitHub does not tell whether actions must be pinned to a full commit SHA.',
  fix: 'A newer GitHub Enterprise Server has the setting.',
}
