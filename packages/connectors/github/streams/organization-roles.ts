import {
  defineStream,
  GithubCustomRepositoryRole,
  GithubOrganizationRole,
  type Source,
  type StreamRecord,
} from '@rollcall/core'
import { isServer } from '../address.ts'
import { needs } from '../app-permissions.ts'
import { createClient, type GithubClient } from '../client.ts'
import { restPages, wholeList } from '../pages.ts'
import { readPlan } from '../plan.ts'

interface Role {
  id: number
  name: string
  base_role?: string | null
  source?: string | null
  permissions?: string[]
}

interface Holder {
  login: string
  assignment?: string
}

const rolesEndpoint = 'GET /orgs/{org}/organization-roles'
const holdersEndpoint = 'GET /orgs/{org}/organization-roles/{role_id}/users'
const customEndpoint = 'GET /orgs/{org}/custom-repository-roles'

export const organizationRoles = defineStream({
  id: 'github.organization_role',
  title: 'Organization roles',
  reads:
    'Which organization roles there are, security manager among them, what each may do, and who holds it: directly or through a team.',
  schema: GithubOrganizationRole,
  endpoints: [rolesEndpoint, holdersEndpoint],
  permissions: ['admin:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('organization_custom_org_roles', 'members') },
  docs: 'https://docs.github.com/en/rest/orgs/organization-roles',
  async *read(context, { scope, url }) {
    const client = createClient(context, scope)
    const { data, source, gap } = await client.get<{ roles?: Role[] }>(rolesEndpoint, { org: scope })
    const records: StreamRecord<GithubOrganizationRole>[] = []
    let unseen = gap
    for (const role of data.roles ?? []) {
      const holders = await wholeList<Holder>(client, holdersEndpoint, { org: scope, role_id: role.id })
      unseen ??= holders.gap
      records.push(mapRole(scope, url, role, holders.items, source))
    }
    yield { records, checkpoint: null, expected: records.length, ...(unseen ? { gap: unseen } : {}) }
  },
  notes: {
    about: ['access'],
    of: ({ data, scope }) => {
      const held = (logins: string[] | null, through: string) =>
        (logins ?? []).map((login) => ({
          login,
          about: 'access' as const,
          on: 'organization' as const,
          name: scope,
          role: data.role,
          through,
        }))
      return [...held(data.direct, 'direct'), ...held(data.throughTeams, 'through a team')]
    },
  },
  async probe(context, { scope }) {
    return (await createClient(context, scope).get(rolesEndpoint, { org: scope })).gap
  },
})

export const customRepositoryRoles = defineStream({
  id: 'github.custom_repository_role',
  title: 'Custom repository roles',
  reads: 'Which repository roles the organization made, on which role each builds, and what it adds.',
  schema: GithubCustomRepositoryRole,
  endpoints: [customEndpoint, 'GET /orgs/{org}'],
  permissions: ['admin:org or repo', 'Organization owner', 'Enterprise'],
  permissionsAs: { 'GitHub App': needs('organization_custom_roles', 'organization_plan') },
  docs: 'https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/custom-roles',
  async *read(context, { scope, url }, checkpoint) {
    const client = createClient(context, scope)
    if (await isWithoutCustomRoles(client, scope, context.config.address))
      return yield { records: [], checkpoint: null, expected: 0 }
    const unwrap = (data: unknown) => (data as { custom_roles?: unknown }).custom_roles
    for await (const page of restPages<Role>(client, customEndpoint, { org: scope }, checkpoint, unwrap))
      yield {
        records: page.items.map((role) => mapCustomRole(scope, url, role, page.source)),
        checkpoint: page.checkpoint,
        ...(page.gap ? { gap: page.gap } : {}),
      }
  },
  async probe(context, { scope }) {
    const client = createClient(context, scope)
    if (await isWithoutCustomRoles(client, scope, context.config.address)) return null
    return (await client.get(customEndpoint, { org: scope })).gap
  },
})

/** GitHub sells custom roles with Enterprise; elsewhere there are none. Every server is Enterprise. */
async function isWithoutCustomRoles(client: GithubClient, org: string, address: unknown): Promise<boolean> {
  if (isServer(address)) return false
  const plan = await readPlan(client, org)
  return plan !== null && plan !== 'enterprise'
}

const baseRoles = ['read', 'triage', 'write', 'maintain', 'admin'] as const
const sources = ['Organization', 'Enterprise', 'Predefined'] as const

export function mapRole(
  scope: string,
  orgUrl: string,
  role: Role,
  holders: readonly Holder[],
  source: Source,
): StreamRecord<GithubOrganizationRole> {
  const told = holders.every(({ assignment }) => assignment !== undefined)
  const of = (...wanted: string[]) =>
    told ? holders.filter(({ assignment }) => wanted.includes(assignment ?? '')).map(({ login }) => login) : null
  return {
    stream: 'github.organization_role',
    scope,
    ref: String(role.id),
    name: role.name,
    url: `${new URL(orgUrl).origin}/organizations/${scope}/settings/org_role_assignments`,
    data: {
      role: role.name,
      source: sources.find((one) => one === role.source) ?? null,
      baseRole: role.base_role ? (baseRoles.find((one) => one === role.base_role) ?? null) : 'none',
      permissions: role.permissions ?? null,
      direct: of('direct', 'mixed'),
      throughTeams: of('indirect'),
    },
    sources: [source, { ...source, endpoint: holdersEndpoint, fields: ['assignment'] }],
  }
}

export function mapCustomRole(
  scope: string,
  orgUrl: string,
  role: Role,
  source: Source,
): StreamRecord<GithubCustomRepositoryRole> {
  const base = role.base_role
  return {
    stream: 'github.custom_repository_role',
    scope,
    ref: String(role.id),
    name: role.name,
    url: `${new URL(orgUrl).origin}/organizations/${scope}/settings/roles`,
    data: {
      role: role.name,
      baseRole: base === 'read' || base === 'triage' || base === 'write' || base === 'maintain' ? base : null,
      permissions: role.permissions ?? null,
    },
    sources: [source],
  }
}
