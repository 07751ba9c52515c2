import { describe, expect, test } from 'vitest'
import { optionsOf } from './options.ts'
import {
  defaultAttributes,
  endsSession,
  judgeSignIn,
  objectIdClaim,
  roleBySignIn,
  type SignInClaims,
  type SignInFacts,
  type SignInKey,
  sessionEnd,
  signInKey,
} from './sign-in.ts'
import type { Enterprise, User } from './state.ts'

const emu: Enterprise = {
  slug: 'octo',
  kind: 'emu',
  shortCode: 'octo',
  host: 'github.com',
  identityProvider: 'okta',
  scim: 'on',
  setupUser: { accountId: 1, login: 'octo_admin', email: '' },
  options: optionsOf(),
}
const ghes: Enterprise = {
  ...emu,
  kind: 'ghes',
  shortCode: null,
  host: null,
  setupUser: { accountId: 1, login: 'scim-admin', email: '' },
}
const claims = (subject: string, attributes: SignInClaims['attributes'] = {}): SignInClaims => ({
  protocol: 'saml',
  subject,
  attributes,
  sessionUntil: null,
})
const user = (more: Partial<User> = {}, identity: Partial<NonNullable<User['identity']>> = {}): User => ({
  accountId: 7,
  login: 'mona_octo',
  loginMade: false,
  keptLogin: null,
  email: null,
  keptEmail: null,
  displayName: 'Mona',
  role: 'user',
  suspension: null,
  suspendedAt: null,
  credentials: 'usable',
  sessionsEndedAt: null,
  origin: 'scim',
  identity: {
    id: 'id-7',
    externalId: 'ext-7',
    userName: 'mona@octo.example',
    active: true,
    displayName: null,
    name: null,
    emails: [],
    roles: [],
    attributes: {},
    base: 'github',
    createdAt: 0,
    updatedAt: 0,
    ...identity,
  },
  createdAt: 0,
  updatedAt: 0,
  ...more,
})
const facts = (more: Partial<SignInFacts> = {}): SignInFacts => ({
  users: [],
  near: null,
  linked: null,
  linkOfUser: null,
  ...more,
})
const keyOf = (enterprise: Enterprise, given: SignInClaims, names?: Parameters<typeof signInKey>[2]): SignInKey => {
  const key = signInKey(enterprise, given, names)
  if ('outcome' in key) throw new Error(key.code)
  return key
}
const judge = (enterprise: Enterprise, given: SignInClaims, known: Partial<SignInFacts>) =>
  judgeSignIn(enterprise, given, keyOf(enterprise, given), facts(known))

describe('what must be equal (github-scim §8.3)', () => {
  test('EMU: NameID and userName, without case', () => {
    expect(keyOf(emu, claims('Mona@Octo.example'))).toMatchObject({
      by: 'userName',
      lookup: 'mona@octo.example',
      claim: 'NameID',
    })
  })
  test('Entra ID: object id and externalId, with case; without the claim it is refused', () => {
    const entra: Enterprise = { ...emu, identityProvider: 'entra' }
    expect(keyOf(entra, claims('x', { [objectIdClaim]: ['AB-1'] }))).toMatchObject({ by: 'externalId', lookup: 'AB-1' })
    expect(signInKey(entra, claims('x'))).toMatchObject({ code: 'claim_missing', claim: objectIdClaim })
  })
  test('OpenID Connect: oid and externalId, or as the option says', () => {
    const openId: SignInClaims = {
      ...claims('sub'),
      protocol: 'oidc',
      attributes: { oid: ['o-1'], preferred_username: ['Mona'] },
    }
    expect(keyOf(emu, openId)).toMatchObject({ by: 'externalId', lookup: 'o-1', claim: 'oid' })
    const byName: Enterprise = { ...emu, options: optionsOf({ oidcLink: 'user_name' }) }
    expect(keyOf(byName, openId)).toMatchObject({ by: 'userName', lookup: 'mona', claim: 'preferred_username' })
  })
  test('GHES: the login that the NameID makes, or a mapped attribute', () => {
    expect(keyOf(ghes, claims('OCTO\\Mona.Lisa@octo.example'))).toMatchObject({ by: 'login', lookup: 'mona-lisa' })
    const names = { ...defaultAttributes, username: 'uid' }
    expect(keyOf(ghes, claims('x', { uid: ['mona'] }), names)).toMatchObject({ lookup: 'mona', claim: 'uid' })
    expect(signInKey(ghes, claims('!x'))).toMatchObject({ code: 'login_unusable' })
  })
  test('GHES without SCIM: four sources in their documented order', () => {
    const off: Enterprise = { ...ghes, scim: 'off' }
    const name = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name'
    const email = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'
    const all = { username: ['one'], [name]: ['two'], [email]: ['three@octo.example'] }
    expect(keyOf(off, claims('four', all)).lookup).toBe('one')
    expect(keyOf(off, claims('four', { ...all, username: [] })).lookup).toBe('two')
    expect(keyOf(off, claims('four', { [email]: ['three@octo.example'] })).lookup).toBe('three')
    expect(keyOf(off, claims('four')).lookup).toBe('four')
  })
})

describe('who signs in', () => {
  test('the user whose userName it is', () => {
    expect(judge(emu, claims('mona@octo.example'), { users: [user()] })).toMatchObject({
      outcome: 'user',
      identity: 'mona@octo.example',
    })
  })
  test('nobody who is not provisioned, and what differs is named', () => {
    expect(judge(emu, claims('mona'), {})).toMatchObject({
      code: 'not_provisioned',
      compared: { claim: 'NameID', given: 'mona', attribute: 'userName', expected: null },
    })
    expect(judge(emu, claims('ext-7'), { near: user() })).toMatchObject({
      code: 'mismatch',
      compared: { given: 'ext-7', expected: 'mona@octo.example' },
    })
    const entra: Enterprise = { ...emu, identityProvider: 'entra' }
    expect(judge(entra, claims('mona@octo.example', { [objectIdClaim]: ['o-1'] }), { near: user() })).toMatchObject({
      code: 'mismatch',
      compared: { claim: objectIdClaim, given: 'o-1', attribute: 'externalId', expected: 'ext-7' },
    })
  })
  test.each(['soft', 'hard', 'reset', 'enabled', 'local'] as const)('nobody who is suspended (%s)', (suspension) => {
    const given = user({ suspension, login: 'hash_octo', keptLogin: 'mona_octo' })
    expect(judge(emu, claims('mona@octo.example'), { users: [given] })).toMatchObject({
      code: 'suspended',
      login: 'mona_octo',
      suspension,
    })
  })
  test('nobody where two users answer to it', () => {
    expect(judge(emu, claims('mona@octo.example'), { users: [user(), user({ accountId: 8 })] })).toMatchObject({
      code: 'ambiguous',
    })
  })
  test('a second account cannot have an identity that is linked to another', () => {
    const other = user({ accountId: 8, login: 'other_octo' })
    expect(judge(emu, claims('mona@octo.example'), { users: [user()], linked: other })).toMatchObject({
      code: 'unlinked',
      login: 'mona_octo',
    })
    expect(judge(emu, claims('mona@octo.example'), { users: [user()], linked: user() })).toMatchObject({
      outcome: 'user',
    })
  })
  test('GHES: an account without identity waits for SCIM, and the set-up user never signs in so', () => {
    expect(judge(ghes, claims('mona'), { users: [user({ identity: null, login: 'mona' })] })).toMatchObject({
      code: 'not_yet_provisioned',
    })
    expect(judge(ghes, claims('scim-admin'), { users: [user({ accountId: 1, identity: null })] })).toMatchObject({
      code: 'not_provisioned',
    })
  })
})

describe('GHES without SCIM', () => {
  const off: Enterprise = { ...ghes, scim: 'off' }
  const local = user({ identity: null, login: 'mona', origin: 'saml' })
  test('makes an account at the first sign-in', () => {
    const given = claims('mona@octo.example', {
      full_name: ['Mona Lisa'],
      emails: ['m@octo.example', 'n@octo.example'],
    })
    expect(judge(off, given, {})).toMatchObject({
      outcome: 'create',
      command: { origin: 'saml', login: 'mona', email: 'm@octo.example', displayName: 'Mona Lisa' },
      identity: 'mona@octo.example',
    })
  })
  test('an account belongs to the NameID that it first signed in with', () => {
    expect(judge(off, claims('mona'), { users: [local] })).toMatchObject({ outcome: 'user' })
    expect(judge(off, claims('mona'), { users: [local], linkOfUser: 'mona' })).toMatchObject({ outcome: 'user' })
    expect(judge(off, claims('mona'), { users: [local], linkOfUser: 'n-1' })).toMatchObject({
      code: 'account_owned',
      login: 'mona',
    })
    // Whatever login it would make now.
    expect(judge(off, claims('renamed'), { linked: local })).toMatchObject({ outcome: 'user', user: local })
  })
  test('never the set-up user', () => {
    expect(judge(off, claims('scim-admin'), {})).toMatchObject({ code: 'account_owned' })
    expect(judge(off, claims('SCIM-Admin'), {})).toMatchObject({ code: 'account_owned' })
  })
})

describe('a session', () => {
  const hour = 3_600_000
  test('lasts as long as the provider says, else as GitHub documents', () => {
    expect(sessionEnd(emu, { ...claims('x'), sessionUntil: 5 }, 0)).toBe(5)
    expect(sessionEnd(emu, claims('x'), 0)).toBe(24 * hour)
    expect(sessionEnd(ghes, claims('x'), 0)).toBe(7 * 24 * hour)
    expect(sessionEnd({ ...ghes, options: optionsOf({ ghesSession: 'day' }) }, claims('x'), 0)).toBe(24 * hour)
    expect(sessionEnd(emu, { ...claims('x'), protocol: 'oidc' }, 0)).toBe(hour)
  })
  test('ends with a suspension, and with all that SCIM ended', () => {
    expect(endsSession(user(), 10)).toBe(false)
    expect(endsSession(user({ suspension: 'soft' }), 10)).toBe(true)
    expect(endsSession(user({ sessionsEndedAt: 10 }), 10)).toBe(true)
    expect(endsSession(user({ sessionsEndedAt: 9 }), 10)).toBe(false)
  })
})

describe('the attribute administrator', () => {
  const off: Enterprise = { ...ghes, scim: 'off' }
  const local = user({ identity: null, origin: 'saml' })
  const owner = { ...local, role: 'enterprise_owner' as const }
  const said = (value: string) => claims('n-1', { administrator: [value] })

  test.each([
    ['true', local, 'account.promote'],
    ['True ', local, 'account.promote'],
    ['true', null, 'account.promote'],
    ['true', owner, null],
    ['yes', owner, 'account.demote'],
    ['false', owner, 'account.demote'],
    ['false', local, null],
    ['', owner, null],
    ['  ', owner, null],
  ] as const)('%j', (value, who, expected) => {
    expect(roleBySignIn(off, said(value), who)).toBe(expected)
  })

  test('says nothing where GitHub lets another decide', () => {
    expect(roleBySignIn(off, claims('n-1'), owner)).toBeNull()
    expect(roleBySignIn(ghes, said('true'), user())).toBeNull()
    expect(roleBySignIn({ ...emu, scim: 'off' }, said('true'), local)).toBeNull()
    expect(roleBySignIn(off, { ...said('true'), protocol: 'oidc' }, local)).toBeNull()
    const disabled = { ...off, options: optionsOf({ administratorPromotion: 'disabled' }) }
    expect(roleBySignIn(disabled, said('false'), owner)).toBeNull()
  })
})
