import { type Static, Type } from 'typebox'
import { List, nullable, object, Paging, Timestamp } from './common.ts'
import { defineRoute } from './route.ts'

const tag = 'Sign-in of managed users'

const EnterpriseParams = object({ enterprise: Type.String({ maxLength: 60 }) })
const base = '/enterprises/{enterprise}/sign-in'

const WebAddress = Type.String({ format: 'uri', maxLength: 2000 })
const AttributeName = Type.String({ minLength: 1, maxLength: 300 })

/** From which SAML attributes GHES gives an account what. */
const Attributes = object({
  username: Type.Optional(AttributeName),
  fullName: Type.Optional(AttributeName),
  emails: Type.Optional(AttributeName),
  publicKeys: Type.Optional(AttributeName),
  gpgKeys: Type.Optional(AttributeName),
})

const Certificate = object({
  pem: Type.String(),
  subject: Type.String(),
  fingerprint: Type.String({ description: 'SHA-256' }),
  validFrom: Timestamp,
  validTo: Timestamp,
  state: Type.Enum(['valid', 'expiring', 'expired']),
})
export type SignInCertificate = Static<typeof Certificate>

export const SignInTestResult = object({
  at: Timestamp,
  ok: Type.Boolean(),
  login: nullable(Type.String({ description: 'Whom it would let in.' })),
  code: nullable(Type.String()),
  message: Type.String(),
  fix: nullable(Type.String()),
  claims: Type.Array(object({ name: Type.String(), values: Type.Array(Type.String()) })),
})
export type SignInTestResult = Static<typeof SignInTestResult>

export const SignIn = object({
  addresses: object({
    entityId: Type.String(),
    home: Type.String({ description: 'Where users begin.' }),
    consume: Type.String({ description: 'Assertion consumer service: where the identity provider posts to.' }),
    metadata: Type.String(),
    start: Type.String(),
    callback: Type.String({ description: 'Redirect URI of OpenID Connect.' }),
    recover: Type.String(),
    account: Type.String(),
  }),
  setup: nullable(
    object({
      enabled: Type.Boolean(),
      method: Type.Enum(['saml', 'oidc']),
      issuer: Type.String(),
      ssoUrl: nullable(Type.String()),
      metadataUrl: nullable(Type.String()),
      certificates: Type.Array(Certificate),
      attributes: Attributes,
      clientId: nullable(Type.String()),
      hasSecret: Type.Boolean(),
      updatedAt: Timestamp,
      updatedBy: Type.String(),
      test: nullable(SignInTestResult),
    }),
  ),
  warnings: Type.Array(object({ code: Type.String(), message: Type.String(), fix: Type.String() })),
  recoveryCodes: object({
    left: Type.Integer(),
    total: Type.Integer(),
    madeAt: nullable(Timestamp),
    keptAt: nullable(Timestamp),
  }),
  setupUser: nullable(
    object(
      { login: Type.String(), passwordSetAt: nullable(Timestamp), passwordSetBy: nullable(Type.String()) },
      {
        description: 'GHES: the built-in set-up user, and whether it can sign in with a password.',
      },
    ),
  ),
  sessions: Type.Integer({ description: 'Of its users, that are open now.' }),
})
export type SignIn = Static<typeof SignIn>

export const getSignIn = defineRoute({
  id: 'getSignIn',
  tag,
  method: 'GET',
  path: base,
  summary: 'How users of the enterprise sign in, and what to enter at the identity provider',
  access: 'directory:read',
  params: EnterpriseParams,
  response: SignIn,
})

export const setUpSaml = defineRoute({
  id: 'setUpSaml',
  tag,
  method: 'PUT',
  path: `${base}/saml`,
  summary: 'Set up SAML: issuer, address and signing certificates of the identity provider',
  description: 'What is set up stays on or off as it was. The first set-up is off until it is turned on.',
  access: 'directory:write',
  params: EnterpriseParams,
  body: object({
    issuer: Type.String({ minLength: 1, maxLength: 1000, description: 'Entity id of the identity provider' }),
    ssoUrl: WebAddress,
    certificates: Type.Array(Type.String({ maxLength: 20_000 }), {
      minItems: 1,
      maxItems: 8,
      description: 'PEM. Several while one takes the place of another',
    }),
    metadataUrl: Type.Optional(nullable(WebAddress)),
    attributes: Type.Optional(Attributes),
  }),
  response: SignIn,
})

export const setUpOpenId = defineRoute({
  id: 'setUpOpenId',
  tag,
  method: 'PUT',
  path: `${base}/openid`,
  summary: 'Set up OpenID Connect (EMU with Entra ID)',
  access: 'directory:write',
  params: EnterpriseParams,
  body: object({
    issuer: WebAddress,
    clientId: Type.String({ minLength: 1, maxLength: 300 }),
    clientSecret: Type.Optional(
      Type.String({ minLength: 1, maxLength: 2000, description: 'Left out: the one that is kept' }),
    ),
  }),
  response: SignIn,
})

export const turnSignIn = defineRoute({
  id: 'turnSignIn',
  tag,
  method: 'PATCH',
  path: base,
  summary: 'Turn single sign-on on or off',
  description: 'Turned off, every session that single sign-on began ends.',
  access: 'directory:write',
  params: EnterpriseParams,
  body: object({ enabled: Type.Boolean() }),
  response: SignIn,
})

export const removeSignIn = defineRoute({
  id: 'removeSignIn',
  tag,
  method: 'DELETE',
  path: base,
  summary: 'Forget the set-up and end the sessions that it began',
  access: 'directory:write',
  params: EnterpriseParams,
  status: 204,
})

const Metadata = object({
  issuer: Type.String(),
  ssoUrl: Type.String(),
  certificates: Type.Array(Certificate),
})

export const readSamlMetadata = defineRoute({
  id: 'readSamlMetadata',
  tag,
  method: 'POST',
  path: `${base}/metadata`,
  summary: "Read an identity provider's SAML metadata, as XML or from its address. Nothing is saved",
  access: 'directory:write',
  params: EnterpriseParams,
  body: Type.Union([object({ xml: Type.String({ minLength: 1, maxLength: 500_000 }) }), object({ url: WebAddress })]),
  response: Metadata,
})

export const testSignIn = defineRoute({
  id: 'testSignIn',
  tag,
  method: 'POST',
  path: `${base}/tests`,
  summary: 'Begin a test: opened in a browser, the address goes to the identity provider and shows what comes back',
  description:
    'Nobody is signed in by it, and it works before single sign-on is turned on. Good for ten minutes, once.',
  access: 'directory:write',
  params: EnterpriseParams,
  status: 201,
  response: object({ url: Type.String() }),
})

export const makeRecoveryCodes = defineRoute({
  id: 'makeRecoveryCodes',
  tag,
  method: 'POST',
  path: `${base}/recovery-codes`,
  summary: 'Make sixteen recovery codes; they are shown this once, and older ones end',
  access: 'directory:write',
  params: EnterpriseParams,
  status: 201,
  response: object({ codes: Type.Array(Type.String()) }),
})

export const noteRecoveryCodes = defineRoute({
  id: 'noteRecoveryCodes',
  tag,
  method: 'POST',
  path: `${base}/recovery-codes/kept`,
  summary: 'Note that the codes were downloaded, printed or copied',
  access: 'directory:write',
  params: EnterpriseParams,
  body: object({ how: Type.Enum(['downloaded', 'printed', 'copied']) }),
  status: 204,
})

export const makeSetupPassword = defineRoute({
  id: 'makeSetupPassword',
  tag,
  method: 'POST',
  path: `${base}/setup-password`,
  summary: 'Make a password for the built-in set-up user (GHES); it is shown this once, and the one before it ends',
  access: 'directory:write',
  params: EnterpriseParams,
  status: 201,
  response: object({ login: Type.String(), password: Type.String() }),
})

export const endManagedSessions = defineRoute({
  id: 'endManagedSessions',
  tag,
  method: 'DELETE',
  path: `${base}/sessions`,
  summary: 'End the sessions of one user, or of all',
  access: 'directory:write',
  params: EnterpriseParams,
  query: object({ login: Type.Optional(Type.String({ maxLength: 100, description: 'Left out: of all users' })) }),
  response: object({ ended: Type.Integer() }),
})

export const SignInLink = object({
  accountId: Type.String(),
  login: Type.String(),
  identity: Type.String({ description: 'NameID, or object id with Entra ID' }),
  linkedAt: Timestamp,
  usedAt: Timestamp,
})
export type SignInLink = Static<typeof SignInLink>

export const listSignInLinks = defineRoute({
  id: 'listSignInLinks',
  tag,
  method: 'GET',
  path: `${base}/links`,
  summary: 'Which identity each account signs in with, the last used first',
  access: 'directory:read',
  params: EnterpriseParams,
  query: object(Paging),
  response: List(SignInLink),
})

export const removeSignInLink = defineRoute({
  id: 'removeSignInLink',
  tag,
  method: 'DELETE',
  path: `${base}/links/{account}`,
  summary: 'Unlink an account, so that it can sign in with another identity',
  access: 'directory:write',
  params: object({ enterprise: Type.String({ maxLength: 60 }), account: Type.String({ pattern: '^\\d{1,15}$' }) }),
  status: 204,
})
