import { daysBefore } from './calendar.ts'
import { spread } from './chance.ts'
import type { GithubAuditEvent, GithubMembership } from './github-world.ts'

/** Something that happens every day: members come and go in the interface. */
const daily = [
  'pull_request.merge',
  'repo.download_zip',
  'team.add_member',
  'issue_comment.update',
  'workflows.approve_workflow_job',
]

/** The audit log of the last month, newest first. Some members did nothing in it. */
export function listAuditEvents(now: Date, members: readonly GithubMembership[]): GithubAuditEvent[] {
  const busy = members.filter(({ login }) => spread(`${login} audit`, 5) !== 0)
  const usual = busy.flatMap(({ login }) =>
    [0, 1, 2].map((turn): GithubAuditEvent => {
      const age = spread(`${login} audit ${turn}`, 28 * 24) / 24
      return {
        id: `hl-${login}-${turn}`,
        action: daily[spread(`${login} action ${turn}`, daily.length)] ?? 'pull_request.merge',
        actor: login,
        at: daysBefore(now, age),
        repository: 'freight-engine',
      }
    }),
  )
  const notable: GithubAuditEvent[] = [
    {
      id: 'hl-bypass-1',
      action: 'secret_scanning_push_protection.bypass',
      actor: 'bhaddad',
      at: daysBefore(now, 9.2),
      repository: 'data-ingest',
    },
    {
      id: 'hl-public-1',
      action: 'repo.access',
      actor: 'rcastellan',
      at: daysBefore(now, 12.6),
      repository: 'portal-status',
      visibility: 'public',
      previousVisibility: 'private',
    },
    { id: 'hl-app-1', action: 'integration_installation.create', actor: 'mokafor', at: daysBefore(now, 20.1) },
  ]
  return [...usual, ...notable].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.id < b.id ? -1 : 1))
}
