import { AppError, defineStream, GithubInvitation, type Source, type StreamRecord } from '@rollcall/core'
import { isServer } from '../address.ts'
import { needs } from '../app-permissions.ts'
import { createClient, type GithubClient } from '../client.ts'
import { readManagedUsers } from '../managed-users.ts'
import { listsInTurn } from '../pages.ts'

interface Invitation {
  id: number
  login?: string | null
  email?: string | null
  role?: string
  created_at?: string
  failed_at?: string | null
  failed_reason?: string | null
  inviter?: { login?: string } | null
}

const pending = 'GET /orgs/{org}/invitations'
const failed = 'GET /orgs/{org}/failed_invitations'

export const invitations = defineStream({
  id: 'github.invitation',
  title: 'Invitations',
  reads:
    'Who was invited into the organization and has not joined, in which role and by whom; and which invitations failed.',
  schema: GithubInvitation,
  endpoints: [pending, failed],
  permissions: ['admin:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('members') },
  docs: 'https://docs.github.com/en/rest/orgs/members#list-pending-organization-invitations',
  async *read(context, { scope, url }, checkpoint) {
    // A server of one's own adds people at once, without asking them.
    if (isServer(context.config.address)) return yield { records: [], checkpoint: null, expected: 0 }
    const client = createClient(context, scope)
    try {
      const lists = [{ template: pending }, { template: failed }]
      for await (const page of listsInTurn<Invitation>(client, lists, { org: scope }, checkpoint))
        yield {
          records: page.items.map((one) => mapInvitation(scope, url, one, page.list === 1, page.source)),
          checkpoint: page.checkpoint,
          ...(page.gap ? { gap: page.gap } : {}),
        }
    } catch (error) {
      if (!(await isWithoutInvitations(client, scope, error))) throw error
      yield { records: [], checkpoint: null, expected: 0 }
    }
  },
  async probe(context, { scope }) {
    if (isServer(context.config.address)) return null
    const client = createClient(context, scope)
    try {
      return (await client.get(pending, { org: scope, per_page: 1 })).gap
    } catch (error) {
      if (!(await isWithoutInvitations(client, scope, error))) throw error
      return null
    }
  },
})

/** Managed users come from the identity provider, uninvited; GitHub answers 404 there. */
async function isWithoutInvitations(client: GithubClient, org: string, error: unknown): Promise<boolean> {
  if (!(error instanceof AppError) || error.code !== 'upstream.not_found') return false
  return (await readManagedUsers(client, org)).value === true
}

export function mapInvitation(
  scope: string,
  orgUrl: string,
  one: Invitation,
  hasFailed: boolean,
  source: Source,
): StreamRecord<GithubInvitation> {
  const invitee = one.login ?? one.email ?? `invitation ${one.id}`
  const page = hasFailed ? 'failed_invitations' : 'pending_invitations'
  return {
    stream: 'github.invitation',
    scope,
    ref: String(one.id),
    name: invitee,
    url: `${new URL(orgUrl).origin}/orgs/${scope}/people/${page}`,
    data: {
      invitee,
      role: one.role ?? null,
      inviter: one.inviter?.login ?? null,
      createdAt: one.created_at ?? null,
      failed: hasFailed,
      failedAt: one.failed_at === undefined ? null : (one.failed_at ?? ''),
      failedReason: one.failed_reason === undefined ? null : (one.failed_reason ?? ''),
    },
    sources: [source],
  }
}
