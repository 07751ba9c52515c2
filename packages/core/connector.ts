import type { TSchema } from 'typebox'
import type { Coverage, Gap } from './coverage.ts'
import { AppError } from './error.ts'
import type { AccountKind, AccountNote } from './kind.ts'
import type { RecordKinds, StreamId } from './record/kinds.ts'
import type { StreamRecord } from './record/record.ts'
import type { Pool } from './spending.ts'

/** One field of a connection's form. Console, command line and docs are drawn from it. */
export interface ConfigField {
  id: string
  label: string
  help: string
  /** A toggle is `on` or empty. */
  type: 'text' | 'list' | 'secret' | 'toggle'
  required: boolean
  placeholder?: string
  /** Longest value taken, in characters. */
  maxLength: number
  /** Shown only while that other field has something in it, or under "More options" when `advanced`. */
  showWhen?: { field: string; filled: true }
  advanced?: boolean
  /** Belongs to that way of proving who one is, and is needed where it is chosen. */
  method?: string
  /** Cannot be changed once the system is connected, because what is known hangs on it: what to do instead. */
  fixed?: string
}

/** One of several ways of proving who one is. Each works alone. */
export interface CredentialMethod {
  id: string
  name: string
  summary: string
}

/** What a connection was given: secrets apart from the rest, which may be shown. */
export interface ConnectorInput {
  config: Record<string, string | string[]>
  secrets: Record<string, string>
}

/** All that a connector may touch. There is no other way out of the process for it. */
export interface ConnectorContext extends ConnectorInput {
  /** Bound to the connection: address guard, one request budget, retries, time limits, redaction. */
  fetch: (url: string, init?: RequestInit) => Promise<Response>
  signal: AbortSignal
  now: () => Date
  /** Counts what an answer says it cost beyond the one that every request counts for. */
  charge?: (pool: Pool, cost: number) => void
  /** Tells with which of several methods something is asked. */
  used?: (method: string) => void
}

/** Who the credential is, as the system says. Nothing here is secret. */
export interface CredentialReport {
  /** What kind of credential it is, in the system's words. */
  kind: string
  /** Whose it is. */
  owner: string
  /** What it was granted. Null where the system does not tell. */
  scopes: string[] | null
  /** ISO 8601, or null for one that never expires. Undefined where the system does not tell. */
  expiresAt?: string | null
  /** The methods that it is made of, where the connector has several. */
  methods?: string[]
  /** What else there is to know, with where it is looked after. */
  facts?: CredentialFact[]
}

export interface CredentialFact {
  name: string
  value: string
  url?: string
}

/** One scope of a connection: for GitHub, an organization. */
export interface ScopeReport {
  scope: string
  name: string
  url: string
  /** The credential's role there, in the system's words. */
  role: string
  /** Why nothing of it can be read, where that is so. */
  gap?: Gap
  /** What is wrong with it though it can be read: an App that lost repositories. Each says which notice it is. */
  narrowed?: Gap[]
  /** Of several methods those that do not reach it, and why: the others read all that they can. */
  without?: { method: string; gap: Gap }[]
}

/** Whether one stream can be read in one scope. */
export interface StreamReadiness {
  stream: StreamId
  scope: string
  /** `limited`: it can be read, but not all of it. */
  state: 'ready' | 'limited' | 'blocked'
  gap?: Gap
  size?: StreamSize
  /** Which of several methods asked. */
  methods: string[]
}

/** How much there is to read, found out with one small request. */
export interface StreamSize {
  records: number
  /** The allowance that reading draws from, and how large it is, where the system tells. */
  pool: Pool
  limit: number | null
}

/** Records by stream, of one scope. */
export type StreamSizes = ReadonlyMap<StreamId, number>

/** What connecting found out. */
export interface ConnectReport {
  credential: CredentialReport
  /** Where the system's pages are: `https://github.com`. */
  web: string
  /** Product and version, in the system's words. */
  system: string
  scopes: ScopeReport[]
}

/** Whether a scope belongs to something larger, by what the system answered and nothing else. */
export interface EnterpriseReport {
  scope: string
  /** `unknown` where nothing says that it does, and not everything that would say so could be asked. */
  belongs: 'yes' | 'no' | 'unknown'
  /** Name in its address, where the system tells. */
  slug: string | null
  evidence: EnterpriseEvidence[]
}

export interface EnterpriseEvidence {
  /** What was seen, in a sentence. */
  fact: string
  endpoint: string
  /** Whether it proves the matter, speaks for it, or against it; null where it decides nothing, as what cannot be seen. */
  says: 'proof' | 'hint' | 'against' | null
}

/** What the configuration asks for and this version does not read. */
export interface Unread {
  stream: string
  title: string
  gap: Gap
}

/** The same with every stream tried, before anything is saved or scanned. */
export interface Preflight extends ConnectReport {
  streams: StreamReadiness[]
  enterprise: EnterpriseReport[]
}

/** A page of records. `checkpoint` is where to go on; null after the last page. It must survive JSON. */
export interface Page<Id extends StreamId = StreamId> {
  records: StreamRecord<RecordKinds[Id]>[]
  checkpoint: Checkpoint | null
  /** Something in this page could not be seen whole; the stream's coverage becomes partial. */
  gap?: Gap
  /** How many records there will be, where the system tells. */
  expected?: number
}

export type Checkpoint = string | number | { [key: string]: Checkpoint | null | boolean }

/** One kind of record that a connector can read. */
export interface Stream<Id extends StreamId = StreamId> {
  id: Id
  title: string
  /** What is read and why, in a sentence, for the person who grants it. */
  reads: string
  schema: TSchema
  /** Endpoint templates, for the docs and for evidence. */
  endpoints: string[]
  /** Permissions in the system's own names that reading it needs. Alternatives are separated by " or ". */
  permissions: string[]
  /** The same for other kinds of credential, by their name. */
  permissionsAs?: Record<string, string[]>
  docs: string
  /** Goes on after the checkpoint, or starts where it is null. */
  read: (context: ConnectorContext, scope: ScopeReport, checkpoint: Checkpoint | null) => AsyncGenerator<Page<Id>>
  /**
   * Reads as little as it takes to tell whether {@link Stream.read} would work: answers what would stay unseen, or
   * null, and throws what `read` would throw.
   */
  probe: (context: ConnectorContext, scope: ScopeReport) => Promise<Gap | null>
  /** For a stream that decides what a scan costs: how long it is. */
  size?: (context: ConnectorContext, scope: ScopeReport) => Promise<StreamSize>
  /**
   * What no system can know of a record and the connection's settings declare. It is put in each time the record is judged,
   * so that a change of a setting is judged at once, by what was read before. `by` are the ids of the fields.
   */
  declared?: {
    by: readonly string[]
    of: (record: StreamRecord<RecordKinds[Id]>, config: ConnectorInput['config']) => Declared
  }
  /** For a stream of accounts: what correlation needs of a record. */
  account?: (record: StreamRecord<RecordKinds[Id]>) => AccountFacts
  /** For a stream that says something of accounts which others list: what kinds of things, and what a record says. */
  notes?: {
    about: readonly AccountNote['about'][]
    of: (record: StreamRecord<RecordKinds[Id]>) => AccountNote[]
  }
}

/** Fields of a record that settings decide, and why one of them stays unseen. */
export interface Declared {
  data: Record<string, unknown>
  gaps: Record<string, Gap>
}

export interface AccountFacts {
  key: string
  login: string
  name: string
  /** What the system itself says it is, `unknown` where it does not tell a person from a machine; and in what words. */
  kind: AccountKind
  kindWhy: string
  verifiedEmails: string[]
  /** Holds the highest role of its scope. Null where it cannot be seen. */
  privileged: boolean | null
  /** The role in its scope, in the system's words. */
  role: string
  /** Second factor, in a word; null where it cannot be seen. */
  secondFactor: string | null
}

/** Something that may be asked for beyond what every stream needs, and why one would. */
export interface RegistrationChoice {
  id: string
  label: string
  reason: string
}

/** What a person's browser sends to the system. */
export interface RegistrationForm {
  action: string
  fields: Record<string, string>
}

/** What the form is made of, besides the connection's configuration. */
export interface RegistrationAsked {
  config: ConnectorInput['config']
  choices: readonly string[]
  /** Address of this installation of Rollcall, and the page of it that the person comes back to. */
  home: string
  back: string
  /** Comes back unchanged, and proves that the return belongs to this start. */
  state: string
}

/** A credential that the system made. */
export interface Registered {
  name: string
  /** Where it is looked after. */
  settings: string
  /** Where it is given access. */
  install: string
  /** What joins the configuration; nothing of it is secret. */
  config: Record<string, string>
  /** Under the ids of the connector's fields where a connection needs them. */
  secrets: Record<string, string>
}

/** One place that a credential was given access to. */
export interface Installed {
  id: string
  scope: string
  url: string
  /** Of the permissions that were asked for, those that are not granted, in the words of the streams' `permissionsAs`. */
  missing: string[]
  /** What else stands in the way, each with its fix; nothing of it can be read where `usable` is false. */
  problems: Gap[]
  usable: boolean
}

/** For systems where the credential is made in the browser, by agreeing to a form, instead of being typed. */
export interface Registration {
  /** The method that it spares typing. */
  method: string
  /** How it is offered beside the methods. */
  name: string
  summary: string
  choices: RegistrationChoice[]
  /** Checks scopes and address before a browser is sent anywhere, and puts them into their one spelling. */
  normalize: (config: ConnectorInput['config']) => ConnectorInput['config']
  form: (asked: RegistrationAsked) => RegistrationForm
  /** Trades the code that came back for the credential. Works once. */
  finish: (context: ConnectorContext, code: string) => Promise<Registered>
  /** Where it has been given access by now, asked of the system with the credential itself. */
  installed: (context: ConnectorContext, choices: readonly string[]) => Promise<Installed[]>
}

/** The ETag that a system gives a body in answer to a request with these headers. */
export type EtagOf = (headers: Headers, body: string) => Promise<string>

/** The code for one system. */
export interface Connector {
  id: string
  name: string
  /** What one of its scopes is called. */
  scopeName?: string
  summary: string
  /** Markdown shown beside the form. */
  guide: string
  icon: string
  config: ConfigField[]
  /** Where there is more than one way to prove who one is. */
  methods?: CredentialMethod[]
  /** Whether methods join, each used for what it does best; without it one takes the place of another. */
  methodsJoin?: boolean
  /** Where a credential can be made in the browser. */
  registration?: Registration
  /** Checks form and address before the first request, and puts them into their one spelling. */
  normalize: (input: ConnectorInput) => ConnectorInput
  /** A connection's configuration with what connecting found out of fields that were left empty: another credential may need it. */
  learned?: (config: ConnectorInput['config'], scopes: readonly ScopeReport[]) => ConnectorInput['config']
  /** Every address the connection may talk to, for the address guard. */
  origins: (config: ConnectorInput['config']) => string[]
  /** Verifies the credential and finds the scopes. Throws where nothing at all can be read. */
  connect: (context: ConnectorContext) => Promise<ConnectReport>
  /** Whether the scopes belong to an enterprise. Asked when a credential is tried, not with every scan. */
  enterprise?: (context: ConnectorContext, scopes: readonly ScopeReport[]) => Promise<EnterpriseReport[]>
  /** What the configuration asks for and this version does not read: its coverage is none, and says so. */
  unread?: (config: ConnectorInput['config']) => Unread[]
  /** In how many seconds the system renews its allowances; an hour without it. */
  quotaSeconds?: number
  /** About what a first scan of a scope takes of each allowance, by the sizes that its streams tell. */
  estimate?: (sizes: StreamSizes) => Record<Pool, number>
  /**
   * Which answers may be kept to ask next time whether they still hold: the fields to leave out because they are secret, or
   * null for an answer that is not kept.
   */
  keeps?: (url: URL) => readonly string[] | null
  /**
   * Where the system's ETag is made of the body and of who asks: the one that it would give to this request for this body, so
   * that an answer which another token got can be asked for. Null where the configuration does not want it.
   */
  etagOf?: (config: ConnectorInput['config']) => EtagOf | null
  streams: Stream[]
}

/** Tries every stream in every scope. What cannot be read is part of the answer, not an error. */
export async function tryStreams(
  connector: Connector,
  context: ConnectorContext,
  scopes: readonly ScopeReport[],
): Promise<StreamReadiness[]> {
  const tries = scopes.flatMap((scope) =>
    connector.streams.map(async ({ id: stream, probe, size: measure }): Promise<StreamReadiness> => {
      const { methods, context: watched } = watchMethods(context)
      const place = { stream, scope: scope.scope }
      if (scope.gap) return { ...place, state: 'blocked', gap: scope.gap, methods: [] }
      try {
        const gap = await probe(watched, scope)
        const seen = { ...place, methods: [...methods] }
        const size = await measure?.(context, scope).then(
          (size) => ({ size }),
          // That the size is not known does not make the stream unreadable.
          () => context.signal.throwIfAborted(),
        )
        return gap ? { ...seen, state: 'limited', gap, ...size } : { ...seen, state: 'ready', ...size }
      } catch (error) {
        context.signal.throwIfAborted()
        return { ...place, state: 'blocked', gap: gapOfError(error), methods: [...methods] }
      }
    }),
  )
  return Promise.all(tries)
}

/** The same context, and the methods that are used through it from now on, in their order. */
export function watchMethods(context: ConnectorContext): { methods: Set<string>; context: ConnectorContext } {
  const methods = new Set<string>()
  return { methods, context: { ...context, used: (method) => methods.add(method) } }
}

/** Declares a stream with its record type checked, for a connector's list. */
export function defineStream<Id extends StreamId>(stream: Stream<Id>): Stream {
  return stream as unknown as Stream
}

/** A record with what the connection's settings say of it. */
export function withDeclared(
  { declared }: Pick<Stream, 'declared'>,
  record: StreamRecord,
  config: ConnectorInput['config'],
): StreamRecord {
  if (!declared) return record
  const { data, gaps } = declared.of(record as never, config)
  return { ...record, data: { ...record.data, ...data }, gaps: { ...record.gaps, ...gaps } }
}

/**
 * What an error while reading means for coverage. Errors that are not about the connected system are not swallowed:
 * they stop the scan.
 */
export function gapOfError(error: unknown): Gap {
  if (!(error instanceof AppError)) throw error
  if (error.gap) return error.gap
  if (error.kind !== 'upstream') throw error
  const denied =
    error.code === 'upstream.unauthenticated' ||
    error.code === 'upstream.forbidden' ||
    error.code === 'upstream.not_found'
  return {
    reason: denied ? 'permission' : 'api',
    detail: error.message,
    fix: error.fix,
    ...(error.code === 'upstream.unauthenticated' ? { notice: 'credential_failing' as const } : {}),
  }
}

/** Coverage of a stream that ended with a gap: what was read before it counts as partial. */
export function coverageWithGap(gap: Gap, recordsRead: number): Coverage {
  return recordsRead > 0 ? { state: 'partial', gap } : { state: 'none', gap }
}
