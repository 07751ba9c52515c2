import { defineStream, GithubActionsPolicy, type Source, type StreamRecord } from '@rollcall/core'
import { createClient } from '../client.ts'

interface Permissions {
  enabled_repositories?: string
  allowed_actions?: string
  sha_pinning_required?: boolean
}

interface WorkflowPermissions {
  default_workflow_permissions?: string
  can_approve_pull_request_reviews?: boolean
}

const permissionsEndpoint = 'GET /orgs/{org}/actions/permissions'
const workflowEndpoint = 'GET /orgs/{org}/actions/permissions/workflow'

export const actionsPolicy = defineStream({
  id: 'github.actions_policy',
  title: 'Actions policy',
  reads: 'Which actions may run, whether they must be pinned, and what the workflow token may do.',
  schema: GithubActionsPolicy,
  endpoints: [permissionsEndpoint, workflowEndpoint],
  permissions: ['admin:org', 'Organization owner'],
  docs: 'https://docs.github.com/en/rest/actions/permissions',
  async *read(context, { scope, url }) {
    const client = createClient(context)
    const permissions = await client.get<Permissions>(permissionsEndpoint, { org: scope })
    const workflow = await client.get<WorkflowPermissions>(workflowEndpoint, { org: scope })
    const record = mapPolicy(scope, url, permissions.data, workflow.data, [permissions.source, workflow.source])
    const gap = permissions.gap ?? workflow.gap
    yield { records: [record], checkpoint: null, expected: 1, ...(gap ? { gap } : {}) }
  },
  async probe(context, { scope }) {
    const client = createClient(context)
    await client.get(permissionsEndpoint, { org: scope })
    return null
  },
})

export function mapPolicy(
  scope: string,
  url: string,
  permissions: Permissions,
  workflow: WorkflowPermissions,
  [source, workflowSource]: [Source, Source],
): StreamRecord<GithubActionsPolicy> {
  const enabled = permissions.enabled_repositories
  const allowed = permissions.allowed_actions
  const token = workflow.default_workflow_permissions
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
      defaultWorkflowPermissions: token === 'read' || token === 'write' ? token : null,
      canApprovePullRequests: workflow.can_approve_pull_request_reviews ?? null,
    },
    ...(permissions.sha_pinning_required === undefined
      ? {
          gaps: {
            shaPinningRequired: {
              reason: 'api',
              detail: 'This GitHub does not tell whether actions must be pinned to a full commit SHA.',
              fix: 'A newer GitHub Enterprise Server has the setting.',
            },
          },
        }
      : {}),
    sources: [
      source,
      { ...workflowSource, fields: ['default_workflow_permissions', 'can_approve_pull_request_reviews'] },
    ],
  }
}
