import { type Identity, toCsv } from '@rollcall/api'

const seen = (value: boolean | null) => (value === null ? 'not seen' : value ? 'yes' : 'no')

const columns: Record<string, (one: Identity) => string> = {
  name: (one) => one.name,
  kind: (one) => one.kind,
  'why this kind': (one) => one.kindReasons.join(' '),
  logins: (one) => one.logins.join(' '),
  organizations: (one) => one.scopes.join(' '),
  systems: (one) => one.systems.join(' '),
  'highest role': (one) => seen(one.privileged),
  'second factor': (one) => one.secondFactor ?? 'not seen',
  'open findings': (one) => String(one.openFindings),
  worst: (one) => one.worst ?? '',
  'first seen': (one) => one.firstSeenAt,
  'last seen': (one) => one.lastSeen?.at ?? 'not known',
  'last seen by': (one) => one.lastSeen?.how ?? '',
  id: (one) => one.id,
}

/** Identities as a table, one a line. */
export function identityCsv(items: readonly Identity[]): string {
  const lines = items.map((one) => Object.values(columns).map((column) => column(one)))
  return [Object.keys(columns), ...lines].map(toCsv).join('')
}
