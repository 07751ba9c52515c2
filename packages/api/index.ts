import * as audit from './audit.ts'
import * as checks from './checks.ts'
import * as connections from './connections.ts'
import * as decisions from './decisions.ts'
import * as enterpriseLife from './enterprise-life.ts'
import * as enterpriseMove from './enterprise-move.ts'
import * as enterprises from './enterprises.ts'
import * as events from './events.ts'
import * as findingChanges from './finding-changes.ts'
import * as findings from './findings.ts'
import * as identities from './identities.ts'
import * as notices from './notices.ts'
import * as overview from './overview.ts'
import * as people from './people.ts'
import * as registrations from './registrations.ts'
import type { Route } from './route.ts'
import * as scans from './scans.ts'
import * as session from './session.ts'
import * as signIn from './sign-in.ts'
import * as system from './system.ts'
import * as teams from './teams.ts'

export * from './audit.ts'
export * from './checks.ts'
export * from './client.ts'
export * from './common.ts'
export * from './connections.ts'
export * from './decisions.ts'
export * from './directory-csv.ts'
export * from './enterprise-life.ts'
export * from './enterprise-move.ts'
export * from './enterprises.ts'
export * from './events.ts'
export * from './failure.ts'
export * from './finding-changes.ts'
export * from './finding-csv.ts'
export * from './finding-query.ts'
export * from './findings.ts'
export * from './identities.ts'
export * from './notices.ts'
export * from './overview.ts'
export * from './people.ts'
export * from './permission.ts'
export * from './registrations.ts'
export * from './route.ts'
export * from './scans.ts'
export * from './session.ts'
export * from './sign-in.ts'
export * from './spending.ts'
export * from './system.ts'
export * from './teams.ts'
export * from './user-names.ts'

/** Every operation of the console API. */
export const routes: Route[] = [
  session,
  overview,
  findings,
  findingChanges,
  decisions,
  identities,
  connections,
  scans,
  enterprises,
  signIn,
  enterpriseLife,
  enterpriseMove,
  teams,
  audit,
  notices,
  registrations,
  checks,
  events,
  people,
  system,
]
  .flatMap((resource) => Object.values(resource) as unknown[])
  .filter((value): value is Route => typeof value === 'object' && value !== null && 'access' in value)
