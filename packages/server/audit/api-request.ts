import { randomUUID } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { auditRow, withoutSecrets } from '../scim/directory.ts'
import type { Exchange } from '../scim/exchange.ts'
import type { WriteDeps } from '../scim/scim-deps.ts'
import { writeAudit } from '../store/directory-users.ts'

/** Controllers by which older documents tell to filter (github-scim §11.2). */
const controllerOf = (route: string): string =>
  /\/Users(\/|$)/.test(route)
    ? 'EnterpriseUsersScim'
    : /\/Groups(\/|$)/.test(route)
      ? 'EnterpriseGroupsScim'
      : 'EnterpriseAuditLog'

/**
 * An `api.request` event, where the enterprise has them on. It is kept before the request is answered, so that a stream
 * carries every one; bodies are kept without secrets.
 */
export async function recordApiRequest(
  { queries }: WriteDeps,
  exchange: Exchange,
  reply: FastifyReply,
  status: number,
): Promise<void> {
  const { enterprise, options, token, now } = exchange
  if (options.apiRequestEvents === 'off') return
  const data = {
    '@timestamp': now.getTime(),
    _document_id: randomUUID(),
    action: 'api.request',
    actor: enterprise.setup_user,
    actor_id: enterprise.setup_account_id,
    actor_is_bot: false,
    business: enterprise.slug,
    business_id: enterprise.id,
    user_agent: exchange.userAgent,
    hashed_token: token.hash.toString('base64'),
    token_scopes: token.scopes.join(','),
    programmatic_access_type: 'Personal access token (classic)',
    request_id: exchange.requestId,
    request_method: exchange.method,
    url_path: exchange.path,
    route: exchange.route,
    query_string: exchange.queryString,
    request_body: exchange.body === null ? null : withoutSecrets(exchange.body),
    status_code: status,
    rate_limit_remaining: Number(reply.getHeader('x-ratelimit-remaining') ?? 0),
    public_repo: false,
    ...(options.controllerField === 'emit' ? { controller: controllerOf(exchange.route) } : {}),
    operation_type: 'access',
    created_at: now.getTime(),
  }
  await writeAudit(queries, enterprise.id, [auditRow(data, null)], exchange.requestId, now)
}
