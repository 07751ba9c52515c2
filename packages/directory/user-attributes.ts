import type { UserAttributes } from './command.ts'
import { invalidValue } from './error.ts'
import type { EnterpriseOptions } from './options.ts'
import type { Base, Email, Identity, Moment } from './state.ts'

/** Attributes of an identity, as compared to tell whether anything is different. */
const compared = ['userName', 'externalId', 'active', 'displayName', 'name', 'emails', 'roles', 'attributes'] as const

/** The identity that these attributes make. Throws 400 naming the first attribute that the base does not take. */
export function identityOf(
  given: UserAttributes,
  base: Base,
  options: EnterpriseOptions,
  row: { id: string; now: Moment; previous: Identity | null; whole: boolean },
): Identity {
  const { previous, now } = row
  const identity: Identity = {
    id: row.id,
    externalId: given.externalId ?? null,
    userName: given.userName,
    active: given.active ?? previous?.active ?? true,
    displayName: given.displayName ?? null,
    name: given.name ?? null,
    emails: given.emails ?? [],
    roles: given.roles ?? [],
    // What the standard base keeps is not GitHub's to delete: its PUT does not know these attributes.
    attributes: base === 'standard' ? (given.attributes ?? {}) : (previous?.attributes ?? {}),
    base: previous?.base ?? base,
    createdAt: previous?.createdAt ?? now,
    updatedAt: now,
  }
  if (identity.userName.trim() === '')
    throw invalidValue('userName is empty.', 'Send a userName: the login is made of it.')
  checkLength('userName', identity.userName)
  checkLength('externalId', identity.externalId)
  checkLength('displayName', identity.displayName)
  for (const { value } of identity.emails) checkLength('emails: a value', value)
  if (base === 'github') checkRequired(given, identity, options, row)
  return identity
}

function checkRequired(
  given: UserAttributes,
  identity: Identity,
  options: EnterpriseOptions,
  row: { previous: Identity | null; whole: boolean },
): void {
  // A PATCH answers for what it changes: a user from the standard base may lack what it does not touch.
  const isGiven = (name: 'externalId' | 'emails' | 'displayName' | 'name') =>
    row.whole || !row.previous || !isSame(row.previous[name], identity[name])
  const strict = options.requiredAttributes === 'strict'
  if (isGiven('externalId') && !identity.externalId)
    throw invalidValue('externalId is missing.', 'Send the id that the user has at the identity provider.')
  if (isGiven('emails')) checkEmails(identity.emails, strict)
  if (!strict) return
  if (isGiven('displayName') && identity.displayName === null)
    throw invalidValue('displayName is missing.', 'Send the name to show.')
  if (row.whole && given.active === undefined) throw invalidValue('active is missing.', 'Send active: true or false.')
  if (
    isGiven('name') &&
    identity.name &&
    (identity.name.givenName === undefined || identity.name.familyName === undefined)
  )
    throw invalidValue('name lacks givenName or familyName.', 'Send both, or no name at all.')
}

/** Longer than any identity provider's, and short enough for an index in every script. */
const longestName = 512

/** What people and clients look each other up by has a length that an index can hold. */
export function checkLength(attribute: string, text: string | null | undefined): void {
  if (text && text.length > longestName)
    throw invalidValue(
      `${attribute} has ${text.length} characters and may have ${longestName}.`,
      'Send a shorter one; nothing was cut or kept.',
    )
}

function checkEmails(emails: readonly Email[], strict: boolean): void {
  if (emails.length === 0) throw invalidValue('emails is missing.', 'Send at least one e-mail with its value.')
  for (const email of emails) {
    if (!email.value) throw invalidValue('emails: one of them has no value.', 'Send the address as value.')
    if (strict && (email.type === undefined || email.primary === undefined))
      throw invalidValue(`emails: ${JSON.stringify(email.value)} lacks type or primary.`, 'Send both with each e-mail.')
  }
}

/** The attributes in which two identities differ. */
export function changedAttributes(before: Identity, after: Identity): string[] {
  return compared.filter((name) => !isSame(before[name], after[name]))
}

/** The e-mail that the account gets. */
export function primaryEmail(identity: Identity): string | null {
  const primary = identity.emails.find((email) => email.primary === true && email.value)
  return (primary ?? identity.emails.find((email) => email.value))?.value ?? null
}

/** The name that the profile shows. */
export function profileName({ displayName, name }: Identity): string {
  if (displayName) return displayName
  if (name?.formatted) return name.formatted
  return [name?.givenName, name?.familyName].filter(Boolean).join(' ')
}

/** Whether two values of JSON are the same; the order of an object's keys does not count, a list's does. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) || Array.isArray(other))
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((value, index) => isSame(value, other[index]))
    )
  const keys = definedKeys(one)
  if (keys.length !== definedKeys(other).length) return false
  return keys.every((key) => isSame(one[key as keyof typeof one], other[key as keyof typeof other]))
}

const definedKeys = (value: object) =>
  Object.keys(value).filter((key) => value[key as keyof typeof value] !== undefined)
