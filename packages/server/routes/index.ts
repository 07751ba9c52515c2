import type { AppDeps } from '../app-deps.ts'
import { auditLogRoutes } from './audit-log.ts'
import { auditStreamRoutes } from './audit-streams.ts'
import { checkRoutes } from './checks.ts'
import { connectionRoutes } from './connections.ts'
import { decisionRoutes } from './decisions.ts'
import { directoryRoutes } from './directory.ts'
import { enterpriseLifeRoutes } from './enterprise-life.ts'
import { enterpriseMoveRoutes } from './enterprise-move.ts'
import { enterpriseRoutes } from './enterprises.ts'
import { eventRoutes } from './events.ts'
import { findingChangeRoutes } from './finding-changes.ts'
import { findingRoutes } from './findings.ts'
import { identityRoutes } from './identities.ts'
import type { Implementation } from './implement.ts'
import { liveRoutes } from './live.ts'
import { noticeRoutes } from './notices.ts'
import { overviewRoutes } from './overview.ts'
import { peopleRoutes } from './people.ts'
import { registrationRoutes } from './registrations.ts'
import { sessionRoutes } from './session.ts'
import { signInRoutes } from './sign-in.ts'
import { systemRoutes } from './system.ts'
import { organizationRoutes, teamRoutes } from './teams.ts'

/** Every operation with the function that carries it out. */
export function implementations(deps: AppDeps): Implementation[] {
  return [
    ...sessionRoutes(deps),
    ...overviewRoutes(deps),
    ...findingRoutes(deps),
    ...findingChangeRoutes(deps),
    ...decisionRoutes(deps),
    ...identityRoutes(deps),
    ...connectionRoutes(deps),
    ...noticeRoutes(deps),
    ...registrationRoutes(deps),
    ...liveRoutes(deps),
    ...enterpriseRoutes(deps),
    ...enterpriseLifeRoutes(deps),
    ...enterpriseMoveRoutes(deps),
    ...directoryRoutes(deps),
    ...signInRoutes(deps),
    ...organizationRoutes(deps),
    ...teamRoutes(deps),
    ...auditLogRoutes(deps),
    ...auditStreamRoutes(deps),
    ...checkRoutes(deps),
    ...eventRoutes(deps),
    ...peopleRoutes(deps),
    ...systemRoutes(deps),
  ]
}
