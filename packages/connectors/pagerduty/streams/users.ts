import { type AccountFacts, PagerdutyContactMethod, PagerdutyUser } from '@rollcall/core'
import { contactAddress, userAddress } from '../declared.ts'
import { defineListStream, type Reference, reference } from '../list-stream.ts'
import { domainOf, isPersonalMailbox, isSharedMailbox, nameKeyOf, phoneKeyOf } from '../mailbox.ts'
import { type List, sizeOf } from '../pages.ts'

export interface ApiContactMethod extends Reference {
  address?: string
  enabled?: boolean
  blacklisted?: boolean
  country_code?: number
}

export interface ApiUser extends Reference {
  name: string
  email: string
  role: PagerdutyUser['role']
  job_title?: string | null
  /** A text in PagerDuty's own sample, a boolean in its schema. */
  created_via_sso?: boolean | string
  invitation_sent?: boolean
  teams?: Reference[]
  contact_methods?: ApiContactMethod[]
  notification_rules?: { urgency?: string }[]
}

/** `calendar_urls` is never included: those addresses open a calendar to whoever has them. */
const list: List = {
  template: 'GET /users',
  field: 'users',
  by: 'offset',
  scope: 'users.read',
  query: { 'include[]': ['contact_methods', 'notification_rules'], total: 'true' },
}

const kindOf = (type: string | undefined): PagerdutyContactMethod['kind'] => {
  const word = (type ?? '').replace(/_contact_method(_reference)?$/, '')
  if (word === 'push_notification') return 'push'
  return word === 'email' || word === 'phone' || word === 'sms' || word === 'whatsapp' ? word : null
}

const works = ({ enabled, blacklisted }: ApiContactMethod) => enabled !== false && blacklisted !== true

export const users = defineListStream<ApiUser, 'pagerduty.user'>({
  id: 'pagerduty.user',
  title: 'Users',
  reads:
    'Who has an account, with which role, how it was created, teams, and by which kinds of contact method they are reached.',
  schema: PagerdutyUser,
  list,
  docs: reference,
  size: sizeOf(list),
  map: (user) => [mapUser(user)],
  declared: userAddress,
  account: ({ data }): AccountFacts => ({
    key: `pagerduty.com/${data.id}`,
    login: data.email,
    name: data.displayName,
    kind: 'unknown',
    kindWhy: 'PagerDuty does not tell a person from a machine.',
    // Whoever signs in by the company's provider, or has followed the link in an invitation, holds the address.
    verifiedEmails: data.createdViaSso === true || data.invitationPending === false ? [data.email] : [],
    privileged: data.role === null ? null : data.role === 'owner' || data.role === 'admin',
    role: data.role ?? '',
    secondFactor: null,
  }),
})

export function mapUser(user: ApiUser) {
  const contacts = user.contact_methods ?? []
  const kinds = contacts.filter(works).map(({ type }) => kindOf(type))
  const phones = contacts
    .filter(({ type }) => /^(phone|sms)_/.test(type ?? ''))
    .map(({ country_code: code, address }) => phoneKeyOf(code ?? 0, address ?? ''))
  return {
    ref: user.id,
    name: user.name,
    url: user.html_url,
    data: {
      id: user.id,
      email: user.email,
      displayName: user.name,
      role: user.role,
      jobTitle: user.job_title ?? '',
      createdViaSso: user.created_via_sso === undefined ? null : String(user.created_via_sso) === 'true',
      invitationPending: user.invitation_sent ?? null,
      teams: user.teams?.map(({ id }) => id) ?? null,
      contactKinds: user.contact_methods ? [...new Set(kinds.filter((kind) => kind !== null))].sort() : null,
      phones: user.contact_methods ? [...new Set(phones)].sort() : null,
      highUrgencyRules: user.notification_rules?.filter(({ urgency }) => urgency === 'high').length ?? null,
      companyAddress: null,
      personalMailbox: isPersonalMailbox(user.email),
      sharedMailbox: isSharedMailbox(user.email),
      nameKey: nameKeyOf(user.name),
      elsewhere: [],
      privilegedElsewhere: [],
      leftElsewhere: [],
    },
  }
}

export const contactMethods = defineListStream<ApiUser, 'pagerduty.contact_method'>({
  id: 'pagerduty.contact_method',
  title: 'Contact methods',
  reads: 'By what each user is reached and whether it works. Of addresses only the domain is kept, of numbers nothing.',
  schema: PagerdutyContactMethod,
  list: { ...list, scope: 'users:contact_methods.read' },
  docs: reference,
  declared: contactAddress,
  map: (user) =>
    (user.contact_methods ?? []).map((method) => {
      const kind = kindOf(method.type)
      const domain = kind === 'email' ? domainOf(method.address ?? '') : ''
      return {
        ref: `${user.id}/${method.id}`,
        name: `${user.name}: ${kind ?? 'contact method'}${domain === '' ? '' : ` at ${domain}`}`,
        url: user.html_url,
        data: {
          user: user.id,
          userName: user.name,
          kind,
          enabled: method.enabled ?? (kind === 'push' ? true : null),
          blacklisted: method.blacklisted ?? (kind === 'email' ? false : null),
          domain,
          companyAddress: null,
          personalMailbox: kind === 'email' && isPersonalMailbox(method.address ?? ''),
        },
      }
    }),
})
