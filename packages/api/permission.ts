/** What a route may need. Roles are sets of these; an API token carries some of its maker's. */
export const permissions = [
  'findings:read',
  'findings:write',
  'identities:read',
  'connections:read',
  'connections:write',
  'checks:read',
  'directory:read',
  'directory:write',
  'events:read',
  'people:manage',
  'tokens:manage',
  'settings:manage',
  'metrics:read',
] as const
export type Permission = (typeof permissions)[number]

export const roles = ['admin', 'responder', 'viewer', 'connector_admin'] as const
export type Role = (typeof roles)[number]

export const roleTitles: Record<Role, { title: string; may: string }> = {
  admin: { title: 'Admin', may: 'Everything, people and settings included.' },
  responder: { title: 'Responder', may: 'Sees everything and works on findings.' },
  viewer: { title: 'Viewer', may: 'Sees everything, changes nothing.' },
  connector_admin: {
    title: 'Connector admin',
    may: 'Connects systems and scans them. Sees no findings or identities.',
  },
}

const viewer: Permission[] = [
  'findings:read',
  'identities:read',
  'connections:read',
  'checks:read',
  'directory:read',
  'events:read',
]

/** The permissions of each role. */
export const rolePermissions: Record<Role, readonly Permission[]> = {
  admin: permissions,
  responder: [...viewer, 'findings:write'],
  viewer,
  connector_admin: ['connections:read', 'connections:write', 'checks:read'],
}
