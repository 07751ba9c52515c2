import type { Group, OrganizationSelection, TeamSync, User } from '@rollcall/directory'
import type { ColumnType, Generated } from 'kysely'

type Time = ColumnType<string, Date | string, Date | string>
type MaybeTime = ColumnType<string | null, Date | string | null | undefined, Date | string | null>
type Json<T> = ColumnType<T, string, string>

export type EnterpriseKind = 'emu' | 'ghes'
export type IdentityProvider = 'entra' | 'okta' | 'ping' | 'other'
export type ScimScope =
  | 'scim:enterprise'
  | 'admin:enterprise'
  | 'read:enterprise'
  | 'admin:org'
  | 'write:org'
  | 'read:org'
  | 'read:audit_log'

interface EnterpriseTable {
  tenant: string
  id: Generated<number>
  slug: string
  name: string
  kind: EnterpriseKind
  short_code: string | null
  host: string | null
  setup_user: string
  setup_account_id: number
  identity_provider: IdentityProvider
  scim_on: Generated<boolean>
  licences: Generated<number | null>
  secret_id: string
  options: Json<Record<string, string | number | boolean>>
  created_at: Time
  created_by: string
  setup_email: ColumnType<string | null, string | null | undefined, string | null>
  /** The enterprise that this one is a rehearsal of. */
  copy_of: ColumnType<number | null, number | undefined, never>
}

interface EnterpriseTotalTable {
  enterprise_id: number
  slot: number
  users: Generated<number>
  suspended: Generated<number>
  groups: Generated<number>
}

interface ScimTokenTable {
  enterprise_id: number
  id: string
  name: string
  hash: Buffer
  scopes: ScimScope[]
  created_at: Time
  created_by: string
  expires_at: MaybeTime
  used_at: MaybeTime
  revoked_at: MaybeTime
}

interface DirectoryUserTable {
  enterprise_id: number
  account_id: number
  seq: Generated<number>
  id: string | null
  login_taken: string
  user_name_taken: string | null
  external_id: string | null
  external_id_taken: string | null
  email_taken: string | null
  suspended: boolean
  state: Json<User>
  version: Generated<number>
  shown: string | null
  shown_version: number | null
  created_at: Time
  updated_at: Time
}

interface DirectoryGroupTable {
  enterprise_id: number
  number: number
  seq: Generated<number>
  id: string
  display_name: string
  display_name_taken: string | null
  external_id: string | null
  external_id_taken: string | null
  state: Json<Group>
  /** How many teams are linked to it. */
  teams: Generated<number>
  version: Generated<number>
  created_at: Time
  updated_at: Time
}

interface DirectoryMemberTable {
  enterprise_id: number
  group_number: number
  account_id: number
}

interface OrganizationTable {
  enterprise_id: number
  id: number
  login: string
  name: string
  description: string | null
  created_at: Time
  updated_at: Time
}

interface TeamTable {
  enterprise_id: number
  id: number
  /** Null for an enterprise team. */
  organization_id: number | null
  slug: string
  name: string
  description: string | null
  privacy: 'closed' | 'secret'
  notifications: Generated<boolean>
  parent_id: number | null
  group_number: number | null
  sync: TeamSync | null
  /** A job is about to bring it to what its group says. */
  pending: Generated<boolean>
  /** Why it could not be, the last time. */
  failure: string | null
  synced_at: MaybeTime
  /** Which organizations an enterprise team brings its members into. */
  selection: Generated<OrganizationSelection>
  created_at: Time
  updated_at: Time
}

interface TeamOrganizationTable {
  enterprise_id: number
  team_id: number
  organization_id: number
}

interface TeamMemberTable {
  enterprise_id: number
  team_id: number
  account_id: number
  /** Its group put the user there. */
  by_link: boolean
  role: Generated<'member' | 'maintainer'>
  added_at: Time
}

interface OrganizationMemberTable {
  enterprise_id: number
  organization_id: number
  account_id: number
  member: boolean
  /** Added by hand. */
  direct: boolean
  role: Generated<'member' | 'admin'>
  joined_at: Time
  left_at: MaybeTime
}

interface AuditEventTable {
  enterprise_id: number
  seq: Generated<number>
  at: Time
  action: string
  subject_id: string | null
  request_id: string
  data: Json<Record<string, unknown>>
}

/** How far the chain of hashes over an enterprise's audit log goes, and what of it retention has dropped. */
interface AuditChainTable {
  enterprise_id: number
  number: Generated<number>
  position: Generated<number>
  hash: Generated<Buffer>
  dropped_number: Generated<number>
  dropped_position: Generated<number>
  dropped_hash: Generated<Buffer>
  dropped_before: MaybeTime
}

/** Events that were sealed together: their numbers, the digest of each, and the hash over them and the seal before. */
interface AuditSealTable {
  enterprise_id: number
  number: number
  /** Place of its first event among all that were ever sealed. */
  first: number
  seqs: number[]
  digests: Buffer
  hash: Buffer
  from_at: Time
  to_at: Time
  sealed_at: Time
}

export type StreamKind = 'https' | 'splunk' | 's3' | 'file'

interface AuditStreamTable {
  enterprise_id: number
  id: Generated<number>
  kind: StreamKind
  config: Json<Record<string, string | number | boolean | null>>
  secret_id: string | null
  enabled: Generated<boolean>
  paused_at: MaybeTime
  /** Place of the last event that was delivered. */
  position: number
  delivered: Generated<number>
  delivered_at: MaybeTime
  checked_at: MaybeTime
  failures: Generated<number>
  failing_since: MaybeTime
  /** When it failed last. */
  failed_at: MaybeTime
  /** Since when the outage lasts of which people were told. */
  outage_since: MaybeTime
  problem: string | null
  /** Events that were never delivered, because they were too old when the stream went on. */
  skipped: Generated<number>
  due_at: Time
  lease_by: string | null
  lease_until: MaybeTime
  created_at: Time
  created_by: string
  updated_at: Time
}

interface AuditStreamKeyTable {
  enterprise_id: number
  key_id: string
  public_key: string
  secret_id: string
}

export type ScimOutcome = 'changed' | 'unchanged' | 'read' | 'failed'

interface ScimRequestTable {
  enterprise_id: number
  id: Generated<number>
  /** Null for one of a version that did not keep it. */
  request_id: string | null
  at: Time
  method: string
  path: string
  status: number
  ms: number
  client: string
  user_agent: string
  token_id: string | null
  outcome: ScimOutcome
  why: string
  subject_kind: 'User' | 'Group' | null
  subject_id: string | null
  body: string | null
  answer: string | null
  changes: Json<{ attribute: string; from: unknown; to: unknown }[]> | null
}

interface ScimPageMarkTable {
  enterprise_id: number
  key: Buffer
  start_index: number
  after_seq: number
  at: Time
}

interface ScimRateTable {
  enterprise_id: number
  window_ends_at: Time
  used: number
}

interface ScimWriterTable {
  enterprise_id: number
  client: string
  token_id: string
  written_at: Time
}

export type MailState = 'waiting' | 'sent' | 'given_up'
export type MailKind = 'onboarding' | 'streams_failing' | 'streams_recovered'

/** What an e-mail about streams says of one. */
export interface ToldStream {
  leadsTo: string
  since: string
  /** When it failed last. */
  until: string
  problem: string
  waiting: number
}

interface MailOutboxTable {
  enterprise_id: number
  id: Generated<number>
  kind: Generated<MailKind>
  /** Whose account it is about; null where it is about streams. */
  account_id: number | null
  recipient: string
  login: string | null
  /** Null where it is about an account. */
  data: ColumnType<ToldStream[] | null, string | null | undefined, string | null>
  state: Generated<MailState>
  attempts: Generated<number>
  error: string | null
  made_at: Time
  next_at: Time
  sent_at: MaybeTime
}

interface EnterpriseMoveTable {
  enterprise_id: number
  step: string
  state: Json<Record<string, unknown>>
  started_at: Time
  started_by: string
  updated_at: Time
}

interface EnterpriseMoveNameTable {
  enterprise_id: number
  user_name: string
  login: string | null
  login_key: string | null
  problem: string | null
}

/** What a managed enterprise keeps. */
export interface DirectorySchema {
  enterprise: EnterpriseTable
  enterprise_total: EnterpriseTotalTable
  scim_token: ScimTokenTable
  directory_user: DirectoryUserTable
  directory_group: DirectoryGroupTable
  directory_member: DirectoryMemberTable
  organization: OrganizationTable
  team: TeamTable
  team_organization: TeamOrganizationTable
  team_member: TeamMemberTable
  organization_member: OrganizationMemberTable
  audit_event: AuditEventTable
  audit_chain: AuditChainTable
  audit_seal: AuditSealTable
  audit_stream: AuditStreamTable
  audit_stream_key: AuditStreamKeyTable
  scim_request: ScimRequestTable
  scim_page_mark: ScimPageMarkTable
  scim_rate: ScimRateTable
  scim_writer: ScimWriterTable
  mail_outbox: MailOutboxTable
  enterprise_move: EnterpriseMoveTable
  enterprise_move_name: EnterpriseMoveNameTable
}
