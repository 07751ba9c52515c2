import type { Permission, Role } from '@rollcall/api'
import type {
  AccountKind,
  Checkpoint,
  CredentialReport,
  DecisionEnding,
  DecisionKind,
  DeclaredKind,
  EnterpriseReport,
  Evidence,
  Gap,
  Health,
  NoticeKind,
  Registered,
  Resolution,
  ScopeReport,
  Severity,
  Source,
  Spending,
  Subject,
} from '@rollcall/core'
import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { DirectorySchema } from './directory-schema.ts'
import type { SignInSchema } from './sign-in-schema.ts'

/** `timestamptz` is read as an ISO 8601 text (see `database.ts`) and written as one or as a Date. */
type Time = ColumnType<string, Date | string, Date | string>
type GeneratedTime = ColumnType<string, Date | string | undefined, Date | string>
type MaybeTime = ColumnType<string | null, Date | string | null | undefined, Date | string | null>
/** `jsonb`, read as its value and written as text. */
type Json<T> = ColumnType<T, string, string>
type MaybeJson<T> = ColumnType<T | null, string | null | undefined, string | null>

interface TenantTable {
  id: string
  name: string
  demo: Generated<boolean>
  created_at: GeneratedTime
}

interface PersonTable {
  tenant: string
  id: string
  email: string
  name: string
  role: Role
  password_hash: string | null
  totp_secret: string | null
  totp_pending: string | null
  totp_last_step: Generated<number>
  recovery_hashes: Generated<string[]>
  disabled_at: MaybeTime
  seen_at: MaybeTime
  previous_visit_at: MaybeTime
  created_at: GeneratedTime
}

interface SessionTable {
  hash: Buffer
  tenant: string
  id: string
  person_id: string
  csrf: string
  created_at: GeneratedTime
  seen_at: GeneratedTime
  expires_at: Time
  ip: string
  user_agent: string
}

interface ApiTokenTable {
  tenant: string
  id: string
  name: string
  hash: Buffer
  permissions: Permission[]
  person_id: string | null
  created_by: string
  created_at: GeneratedTime
  expires_at: MaybeTime
  used_at: MaybeTime
  revoked_at: MaybeTime
}

export type LinkPurpose = 'setup' | 'invitation' | 'reset' | 'demo'

interface LinkTable {
  hash: Buffer
  tenant: string
  purpose: LinkPurpose
  person_id: string | null
  expires_at: Time
  used_at: MaybeTime
  created_at: GeneratedTime
}

interface ThrottleTable {
  key: string
  count: number
  window_ends_at: Time
}

interface SecretTable {
  tenant: string
  id: string
  key_id: string
  wrapped_key: Buffer
  sealed: Buffer
  created_at: GeneratedTime
}

interface VaultTable {
  only_row: Generated<boolean>
  key_id: string
  proof: Buffer
  rotated_at: MaybeTime
}

interface ConnectionTable {
  tenant: string
  id: string
  connector: string
  name: string
  config: Json<Record<string, string | string[]>>
  secret_id: string
  web: string
  system: string
  scopes: Json<ScopeReport[]>
  enterprise: ColumnType<EnterpriseReport[], string | undefined, string>
  credential: Json<CredentialReport>
  credential_set_at: GeneratedTime
  label: Generated<string>
  owner: Generated<string>
  health: Json<Health>
  health_checked_at: MaybeTime
  scan_every_hours: Generated<number>
  next_scan_at: MaybeTime
  created_at: GeneratedTime
  created_by: string
}

export type ScanState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'
export type ScanPhase = 'waiting' | 'connecting' | 'reading' | 'judging' | 'done'
export type ScanTrigger = 'person' | 'schedule' | 'token'

export interface ScanSummary {
  records: number
  opened: number
  reopened: number
  resolved: number
  open: number
  unknown: number
}

interface ScanTable {
  tenant: string
  id: string
  connection_id: string
  state: ScanState
  phase: Generated<ScanPhase>
  trigger: ScanTrigger
  requested_by: string | null
  runner: string | null
  requests: Generated<number>
  spending: MaybeJson<Spending>
  cancel_requested_at: MaybeTime
  created_at: GeneratedTime
  started_at: MaybeTime
  finished_at: MaybeTime
  error: MaybeJson<{ code: string; message: string; fix: string }>
  summary: MaybeJson<ScanSummary>
}

export type StreamState = 'waiting' | 'reading' | 'complete' | 'partial' | 'none'

interface ScanStreamTable {
  tenant: string
  scan_id: string
  stream: string
  scope: string
  position: number
  state: Generated<StreamState>
  records: Generated<number>
  expected: number | null
  checkpoint: MaybeJson<Checkpoint>
  gap: MaybeJson<Gap>
  methods: Generated<string[]>
}

interface RecordColumns {
  tenant: string
  stream: string
  scope: string
  ref: string
  name: string
  url: string | null
  data: Json<Record<string, unknown>>
  gaps: MaybeJson<Record<string, Gap>>
  sources: Json<Source[]>
}

interface StagedRecordTable extends RecordColumns {
  scan_id: string
}

interface RecordTable extends RecordColumns {
  connection_id: string
  scan_id: string
  read_at: Time
  stale: Generated<boolean>
}

interface KeptAnswerTable {
  tenant: string
  connection_id: string
  url: string
  secret_id: string
  etag: string
  link: string | null
  body: string
  derived: Generated<boolean>
  used_at: Time
}

interface RegistrationTable {
  tenant: string
  id: string
  connector: string
  person_id: string
  connection_id: string | null
  config: Json<Record<string, string | string[]>>
  choices: Json<string[]>
  state_hash: Buffer | null
  state_ends_at: MaybeTime
  state_used_at: MaybeTime
  app: MaybeJson<RegisteredApp>
  secret_id: string | null
  created_at: Time
  expires_at: Time
}

/** What was made, as far as it may be shown. */
export type RegisteredApp = Pick<Registered, 'name' | 'settings' | 'install'>

interface CoverageTable {
  tenant: string
  connection_id: string
  stream: string
  scope: string
  state: 'complete' | 'partial' | 'none'
  gap: MaybeJson<Gap>
  methods: Generated<string[]>
  scan_id: string
  read_at: MaybeTime
}

interface NoticeTable {
  tenant: string
  id: string
  connection_id: string
  kind: NoticeKind
  scope: string
  days: number | null
  detail: string
  fix: string
  link: string | null
  raised_at: Time
  cleared_at: MaybeTime
}

interface NoticeDismissalTable {
  tenant: string
  notice_id: string
  person_id: string
  at: Time
}

interface FindingTable {
  tenant: string
  id: string
  connection_id: string
  fingerprint: string
  check_id: string
  scope: string
  stream: string
  ref: string | null
  subject: MaybeJson<Subject>
  subject_name: string
  result: 'fail' | 'unknown'
  state: 'open' | 'resolved'
  severity: Severity
  severity_rank: number
  evidence: Json<Evidence[]>
  gap: MaybeJson<Gap>
  count: number | null
  subjects: Json<Subject[]>
  unverified: MaybeJson<Gap>
  opened_at: Time
  seen_at: Time
  resolved_at: MaybeTime
  resolution: Resolution | null
  reopened_at: MaybeTime
  assignee_id: ColumnType<string | null, string | null | undefined, string | null>
  due_at: MaybeTime
}

interface FindingNoteTable {
  tenant: string
  id: string
  finding_id: string
  at: Time
  author_kind: 'person' | 'token' | 'system'
  author_id: string | null
  author_name: string
  text: string
}

interface DecisionTable {
  tenant: string
  id: string
  kind: DecisionKind
  reason: string
  value: ColumnType<string | null, string | null | undefined, never>
  evidence: ColumnType<string | null, string | null | undefined, never>
  until: MaybeTime
  check_id: string | null
  connection_id: string | null
  scope: string | null
  subject: string | null
  made_at: Time
  made_by_kind: 'person' | 'token' | 'system'
  made_by_id: string | null
  made_by_name: string
  ended_at: MaybeTime
  ended_why: ColumnType<DecisionEnding | null, undefined, DecisionEnding>
  ended_by: ColumnType<string | null, undefined, string | null>
}

interface DepartureTable {
  tenant: string
  connection_id: string
  scope: string
  key: string
  identity_id: string
  left_at: Time
}

interface DecisionFindingTable {
  tenant: string
  decision_id: string
  finding_id: string
  since: Time
  ended_at: MaybeTime
  ended_why: ColumnType<DecisionEnding | null, undefined, DecisionEnding>
}

interface CheckTallyTable {
  tenant: string
  connection_id: string
  check_id: string
  scope: string
  pass: number
  fail: number
  unknown: number
  not_applicable: number
}

interface IdentityTable {
  tenant: string
  id: string
  name: string
  kind: AccountKind
  reasons: Generated<string[]>
  last_seen_at: MaybeTime
  last_seen_how: ColumnType<string | null, string | null | undefined, string | null>
  first_seen_at: Time
}

interface DeclarationTable {
  tenant: string
  id: string
  account_keys: string[]
  kind: DeclaredKind
  reason: string
  made_at: Time
  made_by_name: string
  ended_at: MaybeTime
  ended_by: ColumnType<string | null, undefined, string | null>
}

interface IdentityAccountTable {
  tenant: string
  connection_id: string
  stream: string
  scope: string
  ref: string
  identity_id: string
  key: string
  login: string
  name: string
  kind: AccountKind
  reasons: Generated<string[]>
  role: string
  privileged: boolean | null
  second_factor: string | null
  verified_emails: string[]
  why: string
}

interface EventHeadTable {
  tenant: string
  seq: number
  hash: Buffer
}

interface EventTable {
  tenant: string
  seq: Generated<number>
  at: GeneratedTime
  type: string
  actor_kind: 'person' | 'token' | 'system'
  actor_id: string | null
  actor_name: string
  subject_kind: string | null
  subject_id: string | null
  subject_name: string | null
  data: JSONColumnType<Record<string, unknown>, string | undefined, never>
  hash: Generated<Buffer>
}

interface ServerProcessTable {
  id: string
  lock_key: Generated<number>
  pool_ids: Generated<string[]>
  started_at: GeneratedTime
}

export interface Schema extends DirectorySchema, SignInSchema {
  tenant: TenantTable
  person: PersonTable
  session: SessionTable
  api_token: ApiTokenTable
  link: LinkTable
  throttle: ThrottleTable
  secret: SecretTable
  vault: VaultTable
  connection: ConnectionTable
  scan: ScanTable
  scan_stream: ScanStreamTable
  staged_record: StagedRecordTable
  record: RecordTable
  coverage: CoverageTable
  kept_answer: KeptAnswerTable
  notice: NoticeTable
  notice_dismissal: NoticeDismissalTable
  registration: RegistrationTable
  finding: FindingTable
  finding_note: FindingNoteTable
  decision: DecisionTable
  departure: DepartureTable
  decision_finding: DecisionFindingTable
  check_tally: CheckTallyTable
  identity: IdentityTable
  identity_account: IdentityAccountTable
  declaration: DeclarationTable
  event_head: EventHeadTable
  event: EventTable
  server_process: ServerProcessTable
}
