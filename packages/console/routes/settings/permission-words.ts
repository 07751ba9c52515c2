import { type Permission, permissions } from '@rollcall/api'

/** What each permission lets one do, in the order in which they are offered. */
export const permissionWords: Record<Permission, string> = {
  'findings:read': 'See the overview and findings, export them',
  'findings:write': 'Work on findings',
  'identities:read': 'See identities and what they reach',
  'connections:read': 'See connections, scans and coverage',
  'connections:write': 'Connect systems, scan, change and remove connections',
  'checks:read': 'See the checks',
  'directory:read': 'See managed enterprises',
  'directory:write': 'Make and change managed enterprises',
  'events:read': 'See and export the event log',
  'people:manage': 'Invite, change and remove people',
  'tokens:manage': 'Create and revoke API tokens',
  'settings:manage': 'See this installation, rotate the root key',
  'metrics:read': 'Read /metrics',
}

export const readPermissions = permissions.filter((one) => one.endsWith(':read'))
