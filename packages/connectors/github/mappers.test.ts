import type { Source, Stream } from '@rollcall/core'
import { publishedExamples } from '@rollcall/sandbox'
import { describe, expect, test } from 'vitest'
import { validateRecord } from '../../server/jobs/record-validation.ts'
import { github } from './index.ts'
import { mapPolicy } from './streams/actions-policy.ts'
import { addCode, addDependabot, addSecret, mapCode, mapDependabot, mapSecrets } from './streams/alerts.ts'
import { mapAuthorization } from './streams/credential-authorizations.ts'
import { mapGrant, mapRequest } from './streams/fine-grained-tokens.ts'
import { mapInstallation } from './streams/installations.ts'
import { mapInvitation } from './streams/invitations.ts'
import { mapOrganization } from './streams/organization.ts'
import { mapCustomRole, mapRole } from './streams/organization-roles.ts'
import { mapCollaborator } from './streams/outside-collaborators.ts'
import { mapRepository } from './streams/repositories.ts'
import { mapGroup, mapRunner } from './streams/runners.ts'
import { mapSecret } from './streams/secrets.ts'
import { mapConfiguration } from './streams/security-configurations.ts'
import { mapTeam } from './streams/teams.ts'
import { mapHook } from './streams/webhooks.ts'
import type { Tally } from './tally.ts'

const source: Source = { endpoint: 'GET /x', at: '2026-11-20T08:00:00.000Z', requestId: 'R' }

describe('what GitHub publishes as examples', () => {
  const list = (operation: string) =>
    (['api.github.com', 'ghec', 'ghes-3.19'] as const).flatMap((api) =>
      publishedExamples(operation, api).map(({ name, value }) => ({ name: `${api} ${name}`, value })),
    )
  const streamOf = (id: string) => github.streams.find((one) => one.id === id) as Stream
  const url = 'https://github.com/github'
  const filters = { disabled: { logins: new Set<string>() }, insecure: { logins: new Set<string>() } }
  const nothing = { value: null, source: null, gap: null }
  const noGraphql = { gap: { reason: 'api' as const, detail: 'x', fix: 'x' } }
  const many = (value: unknown) => value as never[]
  const noParts = { data: {}, sources: [], gaps: {} }
  const anOrganization = { id: 1, login: 'github', html_url: url }
  type Mapper = [string, (value: unknown) => unknown[]]
  const part = (name: string): Mapper => [
    'github.actions_policy',
    (value) => [
      mapPolicy('github', url, { allowed_actions: 'selected' }, { ...noParts, data: { [name]: value } }, source),
    ],
  ]
  const secretsOf = (store: 'actions' | 'dependabot'): Mapper => [
    'github.secret',
    (value) => many((value as { secrets: unknown }).secrets).map((one) => mapSecret('github', url, store, one, source)),
  ]
  const tallied = (
    id: string,
    add: (tally: Tally, alert: never) => void,
    map: (scope: string, url: string, tally: Tally, source: Source) => unknown,
  ): Mapper => [
    id,
    (value) => {
      const tally: Tally = {}
      for (const alert of many(value)) add(tally, alert)
      return [map('github', url, tally, source)]
    },
  ]

  const mappers: Record<string, Mapper> = {
    'GET /orgs/{org}': [
      'github.organization',
      (value) => [mapOrganization('github', { data: value as never, source }, noGraphql, nothing)],
    ],
    'GET /orgs/{org}/outside_collaborators': [
      'github.outside_collaborator',
      (value) => many(value).map((user) => mapCollaborator('github', user, filters, source)),
    ],
    'GET /orgs/{org}/teams': ['github.team', (value) => many(value).map((team) => mapTeam('github', team, source))],
    'GET /orgs/{org}/repos': [
      'github.repository',
      (value) => many(value).map((repository) => mapRepository('github', repository, source)),
    ],
    'GET /orgs/{org}/installations': [
      'github.installation',
      (value) =>
        many((value as { installations: unknown }).installations).map((one) => mapInstallation('github', one, source)),
    ],
    'GET /orgs/{org}/hooks': [
      'github.webhook',
      (value) => many(value).map((hook) => mapHook('github', url, hook, source)),
    ],
    'GET /orgs/{org}/actions/permissions': [
      'github.actions_policy',
      (value) => [mapPolicy('github', url, value as never, noParts, source)],
    ],
    'GET /orgs/{org}/actions/permissions/workflow': part('workflow'),
    'GET /orgs/{org}/actions/permissions/selected-actions': part('selected'),
    'GET /orgs/{org}/actions/permissions/fork-pr-contributor-approval': part('forks'),
    'GET /orgs/{org}/actions/permissions/fork-pr-workflows-private-repos': part('privateForks'),
    'GET /orgs/{org}/actions/permissions/self-hosted-runners': part('runners'),
    'GET /orgs/{org}/settings/immutable-releases': [
      'github.organization',
      (value) => [
        mapOrganization('github', { data: anOrganization, source }, noGraphql, nothing, {
          security: { defaults: null, source: null, gap: null },
          releases: { value: (value as { enforced_repositories: 'all' }).enforced_repositories, source, gap: null },
        }),
      ],
    ],
    'GET /orgs/{org}/code-security/configurations/defaults': [
      'github.organization',
      (value) => [
        mapOrganization('github', { data: anOrganization, source }, noGraphql, nothing, {
          security: { defaults: value as never, source, gap: null },
          releases: { value: null, source: null, gap: null },
        }),
      ],
    ],
    'GET /orgs/{org}/code-security/configurations': [
      'github.security_configuration',
      (value) => many(value).map((one) => mapConfiguration('github', one, [], source)),
    ],
    'GET /orgs/{org}/invitations': [
      'github.invitation',
      (value) => many(value).map((one) => mapInvitation('github', url, one, false, source)),
    ],
    'GET /orgs/{org}/failed_invitations': [
      'github.invitation',
      (value) => many(value).map((one) => mapInvitation('github', url, one, true, source)),
    ],
    'GET /orgs/{org}/personal-access-tokens': [
      'github.fine_grained_token',
      (value) => many(value).map((one) => mapGrant('github', url, one, source)),
    ],
    'GET /orgs/{org}/personal-access-token-requests': [
      'github.token_request',
      (value) => many(value).map((one) => mapRequest('github', url, one, source)),
    ],
    'GET /orgs/{org}/credential-authorizations': [
      'github.credential_authorization',
      (value) => many(value).map((one) => mapAuthorization('github', url, one, source)),
    ],
    'GET /orgs/{org}/organization-roles': [
      'github.organization_role',
      (value) => many((value as { roles: unknown }).roles).map((one) => mapRole('github', url, one, [], source)),
    ],
    'GET /orgs/{org}/organization-roles/{role_id}/users': [
      'github.organization_role',
      (value) => [mapRole('github', url, { id: 1, name: 'role' }, many(value), source)],
    ],
    'GET /orgs/{org}/custom-repository-roles': [
      'github.custom_repository_role',
      (value) =>
        many((value as { custom_roles: unknown }).custom_roles).map((one) => mapCustomRole('github', url, one, source)),
    ],
    'GET /orgs/{org}/actions/runners': [
      'github.runner',
      (value) => many((value as { runners: unknown }).runners).map((one) => mapRunner('github', url, one, source)),
    ],
    'GET /orgs/{org}/actions/runner-groups': [
      'github.runner_group',
      (value) =>
        many((value as { runner_groups: unknown }).runner_groups).map((one) => mapGroup('github', url, one, source)),
    ],
    'GET /orgs/{org}/actions/secrets': secretsOf('actions'),
    'GET /orgs/{org}/dependabot/secrets': secretsOf('dependabot'),
    'GET /orgs/{org}/dependabot/alerts': tallied('github.dependabot_alerts', addDependabot, mapDependabot),
    'GET /orgs/{org}/secret-scanning/alerts': tallied('github.secret_alerts', addSecret, mapSecrets),
    'GET /orgs/{org}/code-scanning/alerts': tallied('github.code_alerts', addCode, mapCode),
  }

  test.each(Object.entries(mappers))('%s: the mapper takes every one', (operation, [id, map]) => {
    const examples = list(operation)
    expect(examples.length).toBeGreaterThan(0)
    for (const { name, value } of examples) {
      const records = map(value)
      expect(records.length, name).toBeGreaterThan(0)
      for (const record of records) validateRecord(streamOf(id), record as never, 'GitHub')
    }
  })
})
