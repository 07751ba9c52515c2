import { invalidValue } from './error.ts'
import type { EnterpriseOptions } from './options.ts'

/** What a role lets its holder be, highest first. `user` is what a person without a role is. */
export type Role = 'enterprise_owner' | 'billing_manager' | 'user' | 'guest_collaborator'

/** A role as SCIM carries it. Attributes beyond these are kept as they came. */
export interface RoleEntry {
  value?: string
  display?: string
  type?: string
  primary?: boolean
}

const ranked: readonly Role[] = ['enterprise_owner', 'billing_manager', 'user', 'guest_collaborator']

/** The values that mean each role: names, and the app role ids of the gallery apps. */
const roleValues: Readonly<Record<Role, readonly string[]>> = {
  enterprise_owner: [
    'enterprise_owner',
    '981df190-8801-4618-a08a-d91f6206c954',
    'ba4987ab-a1c3-412a-b58c-360fc407cb10',
  ],
  billing_manager: ['billing_manager', '0e338b8c-cc7f-498a-928d-ea3470d7e7e3', 'e6be2762-e4ad-4108-b72d-1bbe884a0f91'],
  user: ['user', '27d9891d-2c17-4f45-a262-781a0e55c80a'],
  guest_collaborator: ['guest_collaborator', 'restricted_user', '1ebc4a02-e56c-43a6-92a5-02ee09b90824'],
}

const roleByValue = new Map(ranked.flatMap((role) => roleValues[role].map((value) => [compact(value), role] as const)))

/** "Enterprise Owner" and "enterprise_owner" are one value: older descriptions list the first. */
function compact(value: string): string {
  return value.toLowerCase().replace(/[\s_]/g, '')
}

/** The role that a SCIM value names; null when GitHub knows no such role. */
export function roleOf(value: string): Role | null {
  return roleByValue.get(compact(value)) ?? null
}

/** The role that takes effect. Throws 400 on a value that GitHub does not know, where the options say so. */
export function effectiveRole(
  roles: readonly RoleEntry[],
  options: Pick<EnterpriseOptions, 'unknownRole' | 'severalRoles'>,
): Role {
  const known = roles.flatMap((entry) => {
    const role = entry.value === undefined ? null : roleOf(entry.value)
    if (role === null && options.unknownRole === 'refuse')
      throw invalidValue(
        `roles: ${JSON.stringify(entry.value ?? null)} is no role of GitHub.`,
        `Send one of ${ranked.join(', ')}, or the app role id of one.`,
      )
    return role === null ? [] : [{ role, primary: entry.primary === true }]
  })
  const primary = options.severalRoles === 'primary' ? known.find((one) => one.primary) : undefined
  if (primary) return primary.role
  return ranked.find((role) => known.some((one) => one.role === role)) ?? 'user'
}
