import { defineStream, GithubRunner, GithubRunnerGroup, type Source, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient } from '../client.ts'
import { restPages } from '../pages.ts'

interface Runner {
  id: number
  name: string
  os?: string
  status?: string
  labels?: { name: string }[]
  ephemeral?: boolean
  runner_group_id?: number
}

interface Group {
  id: number
  name: string
  visibility?: string
  default?: boolean
  inherited?: boolean
  allows_public_repositories?: boolean
  restricted_to_workflows?: boolean
}

const runnersEndpoint = 'GET /orgs/{org}/actions/runners'
const groupsEndpoint = 'GET /orgs/{org}/actions/runner-groups'

export const runners = defineStream({
  id: 'github.runner',
  title: 'Self-hosted runners',
  reads: 'Which machines of your own run workflows, and whether each is thrown away after one job.',
  schema: GithubRunner,
  endpoints: [runnersEndpoint],
  permissions: ['admin:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('organization_self_hosted_runners') },
  docs: 'https://docs.github.com/en/rest/actions/self-hosted-runners',
  async *read(context, { scope, url }, checkpoint) {
    const client = createClient(context, scope)
    const unwrap = (data: unknown) => (data as { runners?: unknown }).runners
    for await (const page of restPages<Runner>(client, runnersEndpoint, { org: scope }, checkpoint, unwrap))
      yield {
        records: page.items.map((runner) => mapRunner(scope, url, runner, page.source)),
        checkpoint: page.checkpoint,
        ...(page.gap ? { gap: page.gap } : {}),
      }
  },
  async probe(context, { scope }) {
    return (await createClient(context, scope).get(runnersEndpoint, { org: scope, per_page: 1 })).gap
  },
})

export const runnerGroups = defineStream({
  id: 'github.runner_group',
  title: 'Runner groups',
  reads: 'Which repositories and workflows may use which self-hosted runners.',
  schema: GithubRunnerGroup,
  endpoints: [groupsEndpoint],
  permissions: ['admin:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('organization_self_hosted_runners') },
  docs: 'https://docs.github.com/en/rest/actions/self-hosted-runner-groups',
  async *read(context, { scope, url }, checkpoint) {
    const client = createClient(context, scope)
    const unwrap = (data: unknown) => (data as { runner_groups?: unknown }).runner_groups
    for await (const page of restPages<Group>(client, groupsEndpoint, { org: scope }, checkpoint, unwrap))
      yield {
        records: page.items.map((group) => mapGroup(scope, url, group, page.source)),
        checkpoint: page.checkpoint,
        ...(page.gap ? { gap: page.gap } : {}),
      }
  },
  async probe(context, { scope }) {
    return (await createClient(context, scope).get(groupsEndpoint, { org: scope, per_page: 1 })).gap
  },
})

export function mapRunner(scope: string, orgUrl: string, runner: Runner, source: Source): StreamRecord<GithubRunner> {
  return {
    stream: 'github.runner',
    scope,
    ref: String(runner.id),
    name: runner.name,
    url: `${new URL(orgUrl).origin}/organizations/${scope}/settings/actions/runners/${runner.id}`,
    data: {
      runnerName: runner.name,
      os: runner.os ?? null,
      status: runner.status ?? null,
      labels: runner.labels?.map(({ name }) => name) ?? null,
      ephemeral: runner.ephemeral ?? null,
      groupId: runner.runner_group_id ?? null,
    },
    ...(runner.ephemeral === undefined
      ? {
          gaps: {
            ephemeral: {
              reason: 'api',
              detail: 'This GitHub does not tell whether a runner is thrown away after one job.',
              fix: 'A newer GitHub Enterprise Server tells it.',
            },
          },
        }
      : {}),
    sources: [source],
  }
}

export function mapGroup(scope: string, orgUrl: string, group: Group, source: Source): StreamRecord<GithubRunnerGroup> {
  const { visibility } = group
  return {
    stream: 'github.runner_group',
    scope,
    ref: String(group.id),
    name: group.name,
    url: `${new URL(orgUrl).origin}/organizations/${scope}/settings/actions/runner-groups/${group.id}`,
    data: {
      groupName: group.name,
      groupId: group.id,
      visibility: visibility === 'all' || visibility === 'private' || visibility === 'selected' ? visibility : null,
      default: group.default ?? null,
      inherited: group.inherited ?? null,
      allowsPublicRepositories: group.allows_public_repositories ?? null,
      restrictedToWorkflows: group.restricted_to_workflows ?? null,
    },
    sources: [source],
  }
}
