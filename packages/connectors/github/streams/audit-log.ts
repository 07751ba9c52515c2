import {
  AppError,
  type Checkpoint,
  type ConnectorContext,
  defineStream,
  type Gap,
  GithubAuditEvent,
  type ScopeReport,
  type Source,
  type StreamRecord,
} from '@rollcall/core'
import { isServer } from '../address.ts'
import { needs } from '../app-permissions.ts'
import { createClient, type GithubClient } from '../client.ts'
import { cursorPages } from '../pages.ts'
import { readPlan } from '../plan.ts'

/** An event may carry keys, fingerprints, addresses and free text. These fields are read, and no others. */
interface AuditEvent {
  _document_id?: string
  '@timestamp'?: number
  created_at?: number
  action?: string
  actor?: string
  repo?: string
  user?: string
  visibility?: string
  previous_visibility?: string
}

const endpoint = 'GET /orgs/{org}/audit-log'

/** How far back it is read, and how many pages of a hundred at most: GitHub gives this list an allowance of its own. */
const auditDays = 30
const auditPages = 20

export const auditLog = defineStream({
  id: 'github.audit_event',
  title: 'Audit log',
  reads: `Who did what in the last ${auditDays} days: action, actor, repository and time. No addresses, keys or texts.`,
  schema: GithubAuditEvent,
  endpoints: [endpoint, 'GET /orgs/{org}'],
  permissions: ['read:audit_log', 'Organization owner', 'Enterprise Cloud'],
  permissionsAs: { 'GitHub App': needs('organization_administration') },
  docs: 'https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/orgs#get-the-audit-log-for-an-organization',
  async *read(context, scope, checkpoint) {
    const client = createClient(context, scope)
    const place = placeOf(checkpoint, context.now())
    const params = paramsOf(scope.scope, place.since)
    let { page } = place
    const pages = cursorPages<AuditEvent>(client, endpoint, params, place.after)
    for (;;) {
      const { value, done } = await explained(context, client, scope, () => pages.next())
      if (done) return
      page += 1
      const full = value.checkpoint !== null && page >= auditPages
      const gap = full ? truncated(value.items) : value.gap
      yield {
        records: value.items.map((event) => mapAuditEvent(scope, event, value.source)),
        checkpoint: full || value.checkpoint === null ? null : { after: value.checkpoint, page, since: place.since },
        ...(gap ? { gap } : {}),
      }
      if (full) return
    }
  },
  async probe(context, scope) {
    const client = createClient(context, scope)
    const params = paramsOf(scope.scope, placeOf(null, context.now()).since)
    return explained(context, client, scope, async () => (await client.get(endpoint, { ...params, per_page: 1 })).gap)
  },
  notes: {
    about: ['use'],
    of: ({ data: { actor, at, action } }) =>
      actor && at ? [{ login: actor, about: 'use', at, how: `audit log, ${action}` }] : [],
  },
})

function placeOf(checkpoint: Checkpoint | null, now: Date): { after: string | null; page: number; since: string } {
  const since = new Date(now.getTime() - auditDays * 86_400_000).toISOString().slice(0, 10)
  if (typeof checkpoint !== 'object' || checkpoint === null) return { after: null, page: 0, since }
  return { after: String(checkpoint.after), page: Number(checkpoint.page), since: String(checkpoint.since) }
}

const paramsOf = (org: string, since: string) => ({ org, phrase: `created:>=${since}`, include: 'web', order: 'desc' })

function truncated(items: readonly AuditEvent[]): Gap {
  const last = momentOf(items.at(-1) ?? {})
  return {
    reason: 'truncated',
    detail: `The audit log has more than ${auditPages * 100} events in ${auditDays} days; those before ${last ?? 'the last that was read'} were not read.`,
    fix: 'Look at the audit log of the organization for what is older.',
  }
}

/** The API of the audit log comes with Enterprise; elsewhere GitHub answers 404 as if there were none. */
async function explained<Result>(
  context: ConnectorContext,
  client: GithubClient,
  { scope }: ScopeReport,
  ask: () => Promise<Result>,
): Promise<Result> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'upstream.not_found' || isServer(context.config.address))
      throw error
    const plan = await readPlan(client, scope)
    if (plan === null || plan === 'enterprise') throw error
    const gap: Gap = {
      reason: 'plan',
      detail: `GitHub gives the audit log to programs with the plan Enterprise only; ${scope} has ${plan}.`,
      fix: 'Look at the audit log in the settings of the organization, or change the plan.',
    }
    throw new AppError('upstream.not_found', { system: 'GitHub', status: 404, endpoint }, { gap })
  }
}

function momentOf(event: AuditEvent): string | null {
  const at = event.created_at ?? event['@timestamp']
  return at === undefined ? null : new Date(at).toISOString()
}

function mapAuditEvent(
  { scope, url }: Pick<ScopeReport, 'scope' | 'url'>,
  event: AuditEvent,
  source: Source,
): StreamRecord<GithubAuditEvent> {
  const { action = '', actor = '', repo = '', user = '', visibility, previous_visibility: before } = event
  const at = momentOf(event)
  return {
    stream: 'github.audit_event',
    scope,
    ref: event._document_id ?? `${at} ${action} ${actor} ${repo} ${user}`,
    name: [action, repo || user, actor && `by ${actor}`].filter(Boolean).join(' '),
    url: `${new URL(url).origin}/organizations/${scope}/settings/audit-log?q=${encodeURIComponent(`action:${action}`)}`,
    data: {
      action,
      actor,
      at,
      repository: repo,
      user,
      visibility: visibility ?? '',
      previousVisibility: before ?? '',
    },
    sources: [source],
  }
}
