import { type Answer, ok } from '../answer.ts'
import { refuseAdministration } from './organization.ts'
import { cutPage } from './page.ts'
import type { OrganizationRequest } from './request.ts'

const administers = ({ sight, org }: OrganizationRequest) => sight.stand(org).owner && sight.has('admin:org')

/** `GET /orgs/{org}/actions/runners` */
export function answerRunners(request: OrganizationRequest): Answer {
  if (!administers(request)) return refuseAdministration(request.docs)
  const { runners } = request.org
  const page = cutPage(runners, request, 'actions/runners')
  return ok(
    {
      total_count: runners.length,
      runners: page.items.map((runner) => ({
        id: runner.id,
        runner_group_id: runner.groupId,
        name: runner.name,
        os: runner.os,
        status: runner.status,
        busy: false,
        ephemeral: runner.ephemeral,
        labels: runner.labels.map((name, at) => ({ id: at + 1, name, type: at === 0 ? 'read-only' : 'custom' })),
      })),
    },
    page.headers,
  )
}

/** `GET /orgs/{org}/actions/runner-groups` */
export function answerRunnerGroups(request: OrganizationRequest): Answer {
  const { org, addresses } = request
  if (!administers(request)) return refuseAdministration(request.docs)
  const page = cutPage(org.runnerGroups, request, 'actions/runner-groups')
  return ok(
    {
      total_count: org.runnerGroups.length,
      runner_groups: page.items.map((group) => {
        const url = `${addresses.api}/orgs/${org.login}/actions/runner-groups/${group.id}`
        return {
          id: group.id,
          name: group.name,
          visibility: group.visibility,
          default: group.default,
          ...(group.visibility === 'selected' ? { selected_repositories_url: `${url}/repositories` } : {}),
          runners_url: `${url}/runners`,
          inherited: group.inherited,
          allows_public_repositories: group.allowsPublicRepositories,
          restricted_to_workflows: group.restrictedToWorkflows,
          selected_workflows: [],
          workflow_restrictions_read_only: false,
        }
      }),
    },
    page.headers,
  )
}

function answerSecrets(request: OrganizationRequest, store: 'actions' | 'dependabot'): Answer {
  const { org, addresses } = request
  if (!administers(request)) return refuseAdministration(request.docs)
  const stored = org.secrets.filter((secret) => secret.store === store)
  const page = cutPage(stored, request, `${store}/secrets`)
  return ok(
    {
      total_count: stored.length,
      secrets: page.items.map(({ name, visibility, createdAt, updatedAt }) => ({
        name,
        created_at: createdAt,
        updated_at: updatedAt,
        visibility,
        ...(visibility === 'selected'
          ? {
              selected_repositories_url: `${addresses.api}/orgs/${org.login}/${store}/secrets/${name}/repositories`,
            }
          : {}),
      })),
    },
    page.headers,
  )
}

/** `GET /orgs/{org}/actions/secrets` */
export const answerActionsSecrets = (request: OrganizationRequest) => answerSecrets(request, 'actions')

/** `GET /orgs/{org}/dependabot/secrets` */
export const answerDependabotSecrets = (request: OrganizationRequest) => answerSecrets(request, 'dependabot')
