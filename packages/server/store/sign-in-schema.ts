import type { SignInAttributes, SignInClaims } from '@rollcall/directory'
import type { ColumnType, Generated } from 'kysely'

type Time = ColumnType<string, Date | string, Date | string>
type MaybeTime = ColumnType<string | null, Date | string | null | undefined, Date | string | null>
type Json<T> = ColumnType<T, string, string>

export interface KeptCertificate {
  pem: string
  addedAt: string
  addedBy: string
}

/** What the last test found: the claims as they came, and who they are. */
export interface SignInTest {
  ok: boolean
  /** Login of the user that it would let in; null where it would not. */
  login: string | null
  code: string | null
  message: string
  fix: string | null
  claims: { name: string; values: readonly string[] }[]
}

interface SignInSetupTable {
  enterprise_id: number
  enabled: Generated<boolean>
  method: 'saml' | 'oidc'
  /** Entity id of the identity provider, or the OpenID issuer. */
  issuer: string
  sso_url: string | null
  metadata_url: string | null
  certificates: Json<KeptCertificate[]>
  attributes: Json<Partial<SignInAttributes>>
  client_id: string | null
  secret_id: string | null
  tested_at: MaybeTime
  test: Json<SignInTest> | null
  updated_at: Time
  updated_by: string
}

interface SignInAttemptTable {
  key: string
  enterprise_id: number
  browser: Buffer | null
  is_test: boolean
  return_to: string
  claims: Json<SignInClaims> | null
  created_at: Time
  expires_at: Time
}

interface SignInAssertionTable {
  enterprise_id: number
  hash: Buffer
  expires_at: Time
}

interface SignInLinkTable {
  enterprise_id: number
  account_id: number
  identity: string
  scim_id: string | null
  linked_at: Time
  used_at: Time
}

export type SessionMethod = 'saml' | 'oidc' | 'recovery' | 'password'

interface ManagedSessionTable {
  hash: Buffer
  enterprise_id: number
  id: string
  account_id: number
  csrf: string
  method: SessionMethod
  ip: string
  user_agent: string
  created_at: Time
  seen_at: Time
  expires_at: Time
}

interface RecoveryCodeTable {
  enterprise_id: number
  hash: Buffer
  made_at: Time
  kept_at: MaybeTime
  used_at: MaybeTime
  used_by: string | null
}

interface AccountKeyTable {
  enterprise_id: number
  account_id: number
  kind: 'ssh' | 'gpg'
  fingerprint: string
  algorithm: string
  /** The comment of an SSH key, or whose a GPG key says it is. */
  title: string
  key: string
  added_at: Time
}

interface SetupPasswordTable {
  enterprise_id: number
  hash: string
  set_at: Time
  set_by: string
}

export interface SignInSchema {
  sign_in_setup: SignInSetupTable
  sign_in_attempt: SignInAttemptTable
  sign_in_assertion: SignInAssertionTable
  sign_in_link: SignInLinkTable
  managed_session: ManagedSessionTable
  recovery_code: RecoveryCodeTable
  account_key: AccountKeyTable
  setup_password: SetupPasswordTable
}
