import { type Static, Type } from 'typebox'
import { Gap, IdParams, List, nullable, object, Timestamp } from './common.ts'
import { defineRoute } from './route.ts'
import { Scan } from './scans.ts'
import { Estimate } from './spending.ts'

const tag = 'Connections'

export const FieldValue = Type.Union([
  Type.String({ maxLength: 4096 }),
  Type.Array(Type.String({ maxLength: 256 }), { maxItems: 100 }),
])

const longestWord = 60
/** Which of several instances it is, and who answers for it. */
const Instance = {
  label: Type.Optional(Type.String({ maxLength: longestWord, description: 'production, sandbox …' })),
  owner: Type.Optional(Type.String({ maxLength: longestWord, description: 'Whom to ask about it' })),
}

export const ConfigField = object({
  id: Type.String(),
  label: Type.String(),
  help: Type.String(),
  type: Type.Enum(['text', 'list', 'secret', 'toggle']),
  required: Type.Boolean(),
  placeholder: Type.Optional(Type.String()),
  maxLength: Type.Integer(),
  showWhen: Type.Optional(object({ field: Type.String(), filled: Type.Literal(true) })),
  advanced: Type.Optional(Type.Boolean()),
  method: Type.Optional(Type.String({ description: 'Needed where that method is chosen.' })),
  fixed: Type.Optional(
    Type.String({ description: 'Cannot be changed once the system is connected: what to do instead.' }),
  ),
  initial: Type.Optional(
    Type.String({ description: 'What the form begins with; in the demo, where its stand-in is.' }),
  ),
})

const CredentialMethod = object({
  id: Type.String(),
  name: Type.String(),
  summary: Type.String(),
})

export const ConnectorSheet = object({
  id: Type.String(),
  name: Type.String(),
  scopeName: Type.String({ description: 'What one of its scopes is called.' }),
  summary: Type.String(),
  guide: Type.String({ description: 'Markdown' }),
  icon: Type.String({ description: 'SVG' }),
  config: Type.Array(ConfigField),
  registration: nullable(
    object(
      {
        method: Type.String(),
        name: Type.String(),
        summary: Type.String(),
        choices: Type.Array(object({ id: Type.String(), label: Type.String(), reason: Type.String() })),
      },
      { description: 'Where the credential of a method can be made in the browser.' },
    ),
  ),
  methods: Type.Array(CredentialMethod, { description: 'Ways to prove who one is, where there are several.' }),
  methodsJoin: Type.Boolean({ description: 'Several may be used together. Otherwise one takes the place of another.' }),
  practice: Type.Optional(
    object(
      { config: Type.Record(Type.String(), FieldValue), secrets: Type.Record(Type.String(), Type.String()) },
      { description: 'In the demo: what to type to connect its stand-in.' },
    ),
  ),
  streams: Type.Array(
    object({
      id: Type.String(),
      title: Type.String(),
      reads: Type.String(),
      endpoints: Type.Array(Type.String()),
      permissions: Type.Array(Type.String()),
      permissionsAs: Type.Record(Type.String(), Type.Array(Type.String()), {
        description: 'The same for other kinds of credential, by their name.',
      }),
      docs: Type.String(),
      checks: Type.Integer({ description: 'How many checks need it.' }),
    }),
  ),
})
export type ConnectorSheet = Static<typeof ConnectorSheet>

export const listConnectors = defineRoute({
  id: 'listConnectors',
  tag,
  method: 'GET',
  path: '/connectors',
  summary: 'Systems that can be connected, with the fields each needs',
  access: 'connections:read',
  response: List(ConnectorSheet),
})

export const Credential = object({
  kind: Type.String(),
  owner: Type.String(),
  scopes: nullable(Type.Array(Type.String())),
  expiresAt: Type.Optional(nullable(Timestamp)),
  methods: Type.Optional(Type.Array(Type.String(), { description: 'The methods that it is made of.' })),
  facts: Type.Optional(
    Type.Array(object({ name: Type.String(), value: Type.String(), url: Type.Optional(Type.String()) })),
  ),
})

export const ScopeReport = object({
  scope: Type.String(),
  name: Type.String(),
  url: Type.String(),
  role: Type.String(),
  gap: Type.Optional(Gap),
  narrowed: Type.Optional(Type.Array(Gap)),
  without: Type.Optional(
    Type.Array(object({ method: Type.String(), gap: Gap }), {
      description: 'Of several methods those that do not reach it, and why; the others read it.',
    }),
  ),
})

export const EnterpriseReport = object(
  {
    scope: Type.String(),
    belongs: Type.Enum(['yes', 'no', 'unknown']),
    slug: nullable(Type.String()),
    evidence: Type.Array(
      object({
        fact: Type.String(),
        endpoint: Type.String(),
        says: nullable(Type.Enum(['proof', 'hint', 'against'])),
      }),
    ),
  },
  { description: 'Whether a scope belongs to an enterprise, by what the system said when the credential was tried.' },
)
export type EnterpriseReport = Static<typeof EnterpriseReport>

const Methods = Type.Array(Type.String(), {
  description: 'With which of several methods it was asked; empty where there is one, or nothing was asked.',
})

export const PreflightReport = object({
  system: Type.String(),
  web: Type.String(),
  credential: Credential,
  scopes: Type.Array(ScopeReport),
  streams: Type.Array(
    object({
      stream: Type.String(),
      title: Type.String(),
      scope: Type.String(),
      state: Type.Enum(['ready', 'limited', 'blocked']),
      gap: nullable(Gap),
      methods: Methods,
      checksLost: Type.Array(object({ id: Type.String(), title: Type.String() })),
    }),
  ),
  estimate: Type.Optional(Estimate),
  enterprise: Type.Array(EnterpriseReport),
})
export type PreflightReport = Static<typeof PreflightReport>

const Input = {
  connector: Type.String({ maxLength: 64 }),
  config: Type.Record(Type.String({ maxLength: 64 }), FieldValue),
  secrets: Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 4096 })),
}

/** A credential that was made in the browser: what it brings joins what is typed. */
const FromRegistration = Type.Optional(
  Type.String({ maxLength: 64, description: 'A registration whose credential is used, with its server address.' }),
)

const ScanEveryHours = Type.Optional(Type.Integer({ minimum: 0, maximum: 720, description: '0: only on demand' }))

export const preflight = defineRoute({
  id: 'preflight',
  tag,
  method: 'POST',
  path: '/connections/preflight',
  summary: 'Try a credential: what could be read with it, and what is missing. Saves nothing',
  access: 'connections:write',
  body: object({
    ...Input,
    connection: Type.Optional(
      Type.String({ description: 'Tries a replacement for its credential: what is not given stays as it is.' }),
    ),
    registration: FromRegistration,
  }),
  response: PreflightReport,
})

export const Health = object({
  state: Type.Enum(['ok', 'limited', 'failing', 'new']),
  detail: Type.String(),
  fix: nullable(Type.String()),
})

export const Connection = object({
  id: Type.String(),
  connector: Type.String(),
  connectorName: Type.String(),
  name: Type.String(),
  label: Type.String(),
  owner: Type.String(),
  config: Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
  web: Type.String(),
  system: Type.String(),
  scopes: Type.Array(ScopeReport),
  credential: Credential,
  enterprise: Type.Array(EnterpriseReport),
  credentialSetAt: Timestamp,
  health: object({
    ...Health.properties,
    checkedAt: nullable(Timestamp),
    staleRecords: Type.Integer({ description: 'Records kept from earlier, because they could not be read again.' }),
    staleSince: nullable(Type.String({ format: 'date-time', description: 'When the oldest of them was read.' })),
  }),
  scanEveryHours: Type.Integer(),
  nextScanAt: nullable(Timestamp),
  lastScan: nullable(Scan),
  estimate: nullable(Estimate),
  createdAt: Timestamp,
  createdBy: Type.String(),
})
export type Connection = Static<typeof Connection>

export const listConnections = defineRoute({
  id: 'listConnections',
  tag,
  method: 'GET',
  path: '/connections',
  summary: 'Connections',
  access: 'connections:read',
  response: List(Connection),
})

export const createConnection = defineRoute({
  id: 'createConnection',
  tag,
  method: 'POST',
  path: '/connections',
  summary: 'Connect a system: verify, save, and start the first scan',
  access: 'connections:write',
  body: object({
    ...Input,
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    scanEveryHours: ScanEveryHours,
    registration: FromRegistration,
    ...Instance,
  }),
  status: 201,
  response: object({ connection: Connection, scanId: Type.String() }),
})

export const getConnection = defineRoute({
  id: 'getConnection',
  tag,
  method: 'GET',
  path: '/connections/{id}',
  summary: 'One connection',
  access: 'connections:read',
  params: IdParams,
  response: Connection,
})

const settingsHelp =
  'Of the settings, those that are given change, and an empty one is taken away. What the system cannot know and only the settings say is judged at once, by what was read last; anything else is read anew by the next scan.'

export const updateConnection = defineRoute({
  id: 'updateConnection',
  tag,
  method: 'PATCH',
  path: '/connections/{id}',
  summary: 'Change name, label, owner, schedule, or settings',
  description: settingsHelp,
  access: 'connections:write',
  params: IdParams,
  body: object({
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    scanEveryHours: ScanEveryHours,
    ...Instance,
    config: Type.Optional(Input.config),
  }),
  response: Connection,
})

export const SettingsPreview = object({
  changed: Type.Array(
    object({ field: Type.String(), label: Type.String(), before: nullable(FieldValue), after: nullable(FieldValue) }),
  ),
  judged: Type.Boolean({ description: 'Whether something was read that could be judged by the new settings.' }),
  checks: Type.Array(
    object({
      id: Type.String(),
      title: Type.String(),
      opens: Type.Integer({ description: 'Findings that would open.' }),
      ends: Type.Integer({ description: 'Findings that would be resolved.' }),
      verdict: nullable(
        Type.Enum(['known', 'unknown'], {
          description: 'Where the check was unknown and would not be, or would become so.',
        }),
      ),
    }),
    { description: 'What the checks that hang on the changed settings would say of what was read last.' },
  ),
  /** Where the next scan would read something else: what it could read. */
  preflight: nullable(PreflightReport),
})
export type SettingsPreview = Static<typeof SettingsPreview>

export const previewSettings = defineRoute({
  id: 'previewSettings',
  tag,
  method: 'POST',
  path: '/connections/{id}/settings/preview',
  summary: 'What a change of settings would do to findings and to the next scan. Saves nothing',
  description: settingsHelp,
  access: 'connections:write',
  params: IdParams,
  body: object({ config: Input.config }),
  response: SettingsPreview,
})

export const replaceCredential = defineRoute({
  id: 'replaceCredential',
  tag,
  method: 'PUT',
  path: '/connections/{id}/credential',
  summary: 'Replace the credential, or the given part of it, in place, once the new one is verified',
  access: 'connections:write',
  params: IdParams,
  body: object({ secrets: Input.secrets, config: Type.Optional(Input.config), registration: FromRegistration }),
  response: PreflightReport,
})

export const testConnection = defineRoute({
  id: 'testConnection',
  tag,
  method: 'POST',
  path: '/connections/{id}/test',
  summary: 'Try credential, organizations and streams now, without reading anything',
  access: 'connections:write',
  params: IdParams,
  response: Connection,
})

export const previewRemoval = defineRoute({
  id: 'previewRemoval',
  tag,
  method: 'GET',
  path: '/connections/{id}/removal',
  summary: 'What removing the connection would take with it',
  access: 'connections:write',
  params: IdParams,
  response: object({
    records: Type.Integer(),
    findings: Type.Integer(),
    identities: Type.Integer({ description: 'Identities that are known from nowhere else.' }),
    scans: Type.Integer(),
  }),
})

export const removeConnection = defineRoute({
  id: 'removeConnection',
  tag,
  method: 'DELETE',
  path: '/connections/{id}',
  summary: 'Remove the connection with its records, findings and credential',
  access: 'connections:write',
  params: IdParams,
  status: 204,
})

export const CoverageRow = object({
  stream: Type.String(),
  title: Type.String(),
  scope: Type.String(),
  state: Type.Enum(['complete', 'partial', 'none']),
  gap: nullable(Gap),
  records: Type.Integer(),
  stale: Type.Integer({ description: 'Records kept from an earlier scan.' }),
  readAt: nullable(Timestamp),
  methods: Methods,
  checks: Type.Array(object({ id: Type.String(), title: Type.String() })),
})
export type CoverageRow = Static<typeof CoverageRow>

export const listCoverage = defineRoute({
  id: 'listCoverage',
  tag,
  method: 'GET',
  path: '/connections/{id}/coverage',
  summary: 'How completely each stream was read in the last scan, and why not',
  access: 'connections:read',
  params: IdParams,
  response: List(CoverageRow),
})
