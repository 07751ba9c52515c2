import { daysBefore } from './calendar.ts'
import { spread } from './chance.ts'
import type {
  PagerdutyContact,
  PagerdutyDelegation,
  PagerdutyKey,
  PagerdutyLicense,
  PagerdutyPlan,
  PagerdutyUser,
} from './pagerduty-world.ts'

/** An id as PagerDuty writes them: P and six letters or digits, the same for the same text. */
export const pagerdutyId = (text: string): string => {
  const high = spread(text, 36 ** 3)
  const low = spread(`${text} `, 36 ** 3)
  const part = (value: number) => value.toString(36).toUpperCase().padStart(3, '0')
  return `P${part(high)}${part(low)}`
}

/** The id of one of the company's people. */
export const idOf = (name: string): string => pagerdutyId(`user of ${name}`)

/** A uuid-shaped id, the same for the same text. */
export const longId = (text: string): string => {
  const hex = [0, 1, 2, 3].map((part) => spread(`${text}${part}`, 0xffffffff).toString(16).padStart(8, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export const allFeatures: PagerdutyPlan = {
  auditTrail: true,
  ipAllowLists: true,
  teams: true,
  workflows: true,
  automation: true,
  statusPages: true,
}

export const usualAbilities = [
  'sso',
  'advanced_reports',
  'teams',
  'read_only_users',
  'permissions_service',
  'manage_schedules',
  'manage_api_keys',
  'service_support_hours',
  'urgencies',
]

export const usualLicenses = (seats: number | null): PagerdutyLicense[] => [
  {
    id: 'PLIC001',
    name: 'Business',
    roleGroup: 'FullUser',
    validRoles: ['owner', 'admin', 'user', 'limited_user', 'observer', 'restricted_access'],
    seats,
  },
  {
    id: 'PLIC002',
    name: 'Stakeholder',
    roleGroup: 'Stakeholder',
    validRoles: ['read_only_user', 'read_only_limited_user'],
    seats: null,
  },
]

export function newContact(owner: string, kind: PagerdutyContact['kind'], address: string): PagerdutyContact {
  return { id: pagerdutyId(`contact ${owner} ${kind} ${address}`), kind, address, enabled: true, blacklisted: false }
}

export function newDelegation(
  owner: string,
  kind: PagerdutyDelegation['kind'],
  now: Date,
  daysAgo: number,
  given: Partial<PagerdutyDelegation> = {},
): PagerdutyDelegation {
  return {
    id: longId(`delegation ${owner} ${kind} ${given.clientId ?? ''} ${daysAgo}`),
    kind,
    clientId: kind === 'web' ? 'PagerDutyLogin' : 'PagerDutyMobile',
    scope: 'openid profile',
    createdAt: daysBefore(now, daysAgo),
    expiresAt: daysBefore(now, daysAgo - 90),
    status: 'issued',
    ...given,
  }
}

/** Somebody who does it right: through single sign-on, reachable by phone and push, seen lately. */
export function newPagerdutyUser(
  now: Date,
  given: Pick<PagerdutyUser, 'name' | 'email'> & Partial<PagerdutyUser>,
): PagerdutyUser {
  const { email } = given
  const id = given.id ?? pagerdutyId(`user ${email}`)
  const contacts = given.contacts ?? [
    newContact(email, 'email', email),
    newContact(email, 'phone', phoneOf(email)),
    newContact(email, 'push', longId(`device ${email}`)),
  ]
  const first = contacts[1] ?? contacts[0]
  return {
    role: 'limited_user',
    jobTitle: '',
    createdViaSso: true,
    invitationSent: false,
    rules: first ? [{ id: pagerdutyId(`rule ${email}`), contact: first.id, urgency: 'high', delayMinutes: 0 }] : [],
    delegations: [newDelegation(email, 'web', now, 1 + spread(email, 20))],
    license: 'PLIC001',
    allocatedAt: daysBefore(now, 100 + spread(email, 900)),
    ...given,
    id,
    contacts,
  }
}

/** In a range that is set aside for stories, by number of its owner. */
const phoneOf = (owner: string): string => `5550${String(spread(`phone ${owner}`, 1_000_000)).padStart(6, '0')}`

export function newKey(label: string, user: string | null, readOnly: boolean): PagerdutyKey {
  const letters = [0, 1, 2].map((part) => spread(`key ${label} ${part}`, 2_000_000_000).toString(36).padStart(6, 'x'))
  return { label, secret: `u+${letters.join('').slice(0, 18)}`.padEnd(20, 'z'), user, readOnly }
}
