import type { GithubAuditEvent } from '../../company/github-world.ts'
import { type Answer, ok, refuse } from '../answer.ts'
import { refuseAdministration } from './organization.ts'
import { cutCursorPage } from './page.ts'
import type { OrganizationRequest } from './request.ts'

/** `GET /orgs/{org}/audit-log`: with the plan Enterprise, to owners; an App needs `organization_administration`. */
export function answerAuditLog(request: OrganizationRequest): Answer {
  const { org, sight, docs, query } = request
  if (org.plan !== 'enterprise') return refuse(404, 'Not Found', docs)
  const app = sight.viewer.token?.kind === 'app'
  if (!sight.stand(org).owner || !sight.has(app ? 'admin:org' : 'read:audit_log')) return refuseAdministration(docs)
  const since = /created:>=(\d{4}-\d{2}-\d{2})/.exec(query.get('phrase') ?? '')?.[1] ?? ''
  const events = org.auditEvents.filter(({ at }) => at >= since)
  const ordered = query.get('order') === 'asc' ? [...events].reverse() : events
  const page = cutCursorPage(ordered, request, 'audit-log')
  return ok(
    page.items.map((event) => showEvent(org.login, event)),
    page.headers,
  )
}

/** The fingerprint is as GitHub's: it is there, and nobody should keep it. */
function showEvent(org: string, event: GithubAuditEvent) {
  const { id, action, actor, at, repository, user, visibility, previousVisibility } = event
  const moment = Date.parse(at)
  return {
    '@timestamp': moment,
    _document_id: id,
    action,
    actor,
    actor_location: { country_name: 'SE' },
    created_at: moment,
    fingerprint: 'SHA256:doNotKeep',
    org,
    ...(repository === undefined ? {} : { repo: `${org}/${repository}` }),
    ...(user === undefined ? {} : { user }),
    ...(visibility === undefined ? {} : { visibility }),
    ...(previousVisibility === undefined ? {} : { previous_visibility: previousVisibility }),
  }
}
