import { actionsOf, documentedOrder, type Recorded } from './audit-actions.ts'
import type { DirectoryEvent } from './event.ts'
import type { Enterprise, Moment } from './state.ts'

/** The SCIM request that audit records come from. */
export interface AuditedRequest {
  /** The same in all records of the request; `x-github-request-id` of its answer. */
  id: string
  method: string
  resource: 'User' | 'Group'
  /** The SCIM id that the request names or made. */
  scimId: string | null
  route: string
  urlPath: string
  queryString: string
  /** As it was sent, without anything secret. */
  body: string | null
  statusCode: number
  userAgent: string
  hashedToken: string | null
  tokenId: number | null
  tokenScopes: string | null
}

export interface AuditContext {
  enterprise: Enterprise
  businessId: number
  now: Moment
  /** The set-up user for all that SCIM causes. Without an id: somebody who is no user of the enterprise. */
  actor: { id: number | null; login: string }
  /** Null for what no SCIM request caused, such as a link. `requestId` then. */
  request: AuditedRequest | null
  requestId: string
  /** A document id for the record of this place, never given twice. */
  documentId: (index: number) => string
}

/** A record of GitHub's audit log: the base fields and those of its action. Times are milliseconds. */
export type AuditRecord = { action: string; '@timestamp': Moment; _document_id: string; request_id: string } & Readonly<
  Record<string, unknown>
>

/**
 * The audit records of one request that succeeded, in the documented order, with `scim_api_success` last. `events` are all
 * of the request, those of follow-up commands included. No events, no records.
 */
export function auditRecords(events: readonly DirectoryEvent[], context: AuditContext): AuditRecord[] {
  if (events.length === 0) return []
  const { request, enterprise } = context
  const recorded = events.flatMap((event) => actionsOf(event, enterprise))
  if (!request) return recorded.map((one, index) => recordOf(one, context, index))
  const order = documentedOrder(events)
  const rank = ({ action }: Recorded) => {
    const place = order.indexOf(action)
    return place < 0 ? order.length : place
  }
  // Stable: records of one action keep the order of their events.
  const sorted = order.length === 0 ? recorded : recorded.toSorted((one, other) => rank(one) - rank(other))
  return [...sorted, apiRecord(request, enterprise, 'success', {})].map((one, index) => recordOf(one, context, index))
}

/** One record of what no rule of the directory decides, such as that a team was made. */
export const auditRecord = (recorded: Recorded, context: AuditContext): AuditRecord => recordOf(recorded, context, 0)

/** The only record of a SCIM request that failed. */
export function auditFailure(context: AuditContext & { request: AuditedRequest }, message: string): AuditRecord {
  return recordOf(apiRecord(context.request, context.enterprise, 'failure', { message }), context, 0)
}

/** A record that no change of the directory stands for: signing in, sessions, recovery codes. */
export function auditNotice(recorded: Recorded, context: Omit<AuditContext, 'request'>): AuditRecord {
  return recordOf(recorded, { ...context, request: null }, 0)
}

const controllers = { User: 'EnterpriseUsersScim', Group: 'EnterpriseGroupsScim' }

function apiRecord(
  request: AuditedRequest,
  enterprise: Enterprise,
  outcome: 'success' | 'failure',
  more: { message?: string },
): Recorded {
  const isUser = request.resource === 'User'
  return {
    action: `${isUser ? 'external_identity' : 'external_group'}.scim_api_${outcome}`,
    user: null,
    fields: {
      request_method: request.method,
      query_string: request.queryString,
      api_request_body: request.body,
      route: request.route,
      status_code: request.statusCode,
      url_path: request.urlPath,
      [isUser ? 'scim_user_id' : 'scim_group_id']: request.scimId,
      ...more,
      actor_is_bot: false,
      ...(enterprise.options.controllerField === 'emit' ? { controller: controllers[request.resource] } : {}),
    },
  }
}

function recordOf({ action, user, organization, fields }: Recorded, context: AuditContext, index: number): AuditRecord {
  const { enterprise, actor, request, now } = context
  return {
    '@timestamp': now,
    _document_id: context.documentId(index),
    action,
    actor: actor.login,
    actor_id: actor.id,
    business: enterprise.slug,
    business_id: context.businessId,
    ...(organization ? { org: organization.login, org_id: organization.id } : {}),
    ...(user ? { user: user.login, user_id: user.accountId } : {}),
    ...(request
      ? {
          user_agent: request.userAgent,
          hashed_token: request.hashedToken,
          token_id: request.tokenId,
          token_scopes: request.tokenScopes,
          programmatic_access_type: 'Personal access token (classic)',
        }
      : {}),
    request_id: request?.id ?? context.requestId,
    operation_type: operationOf(action, request?.method),
    ...fields,
    created_at: now,
  }
}

function operationOf(action: string, method: string | undefined): string {
  if (action.includes('.scim_api_')) return method === 'POST' ? 'create' : method === 'DELETE' ? 'remove' : 'modify'
  const verb = action.slice(action.indexOf('.') + 1)
  if (/^(add|provision|create|link|enable)/.test(verb)) return 'create'
  return /^(remove|delete|deprovision|unlink|disable|revoke)/.test(verb) ? 'remove' : 'modify'
}
